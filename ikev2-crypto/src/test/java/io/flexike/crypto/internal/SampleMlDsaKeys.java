package io.flexike.crypto.internal;

import io.flexike.crypto.signature.PublicKeyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/** Keys that the JCA of Java 17 does not make. */
public final class SampleMlDsaKeys {
    private SampleMlDsaKeys() {}

    /** A new private key with its seed and in its expanded form (RFC 9881 6). */
    public static byte[] pkcs8(PublicKeyType type) {
        return pkcs8(type, MLDSAPrivateKeyParameters.BOTH);
    }

    /** @param form such as {@link MLDSAPrivateKeyParameters#SEED_ONLY} */
    static byte[] pkcs8(PublicKeyType type, int form) {
        MLDSAKeyPairGenerator generator = new MLDSAKeyPairGenerator();
        generator.init(new MLDSAKeyGenerationParameters(
                new SecureRandom(),
                switch (type) {
                    case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
                    case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
                    case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
                    default -> throw new AssertionError(type);
                }));
        MLDSAPrivateKeyParameters key =
                (MLDSAPrivateKeyParameters) generator.generateKeyPair().getPrivate();
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(key.getParametersWithFormat(form))
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
