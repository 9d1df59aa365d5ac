package io.flexike.flexvpn;

import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** Checks what an AUTH payload proves with an RSA key, with the JDK (RFC 7296 2.15, RFC 7427 3). */
final class ScriptedSignature {
    private static final Map<String, String> NAMES = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption.getId(), "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption.getId(), "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption.getId(), "SHA512withRSA");

    private ScriptedSignature() {}

    static boolean verifies(AuthPayload auth, PublicKey key, byte[] signed)
            throws GeneralSecurityException, IOException {
        byte[] data = auth.data();
        if (auth.method().equals(AuthMethod.RSA_SIGNATURE)) {
            return verifies(Signature.getInstance("SHA1withRSA"), key, signed, data);
        }
        int octets = data[0] & 0xff;
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.getInstance(Arrays.copyOfRange(data, 1, 1 + octets));
        return verifies(signature(algorithm), key, signed, Arrays.copyOfRange(data, 1 + octets, data.length));
    }

    private static Signature signature(AlgorithmIdentifier algorithm) throws GeneralSecurityException, IOException {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return Signature.getInstance(NAMES.get(algorithm.getAlgorithm().getId()));
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
        parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded());
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
        return pss;
    }

    private static boolean verifies(Signature signature, PublicKey key, byte[] signed, byte[] value)
            throws GeneralSecurityException {
        signature.initVerify(key);
        signature.update(signed);
        return signature.verify(value);
    }
}
