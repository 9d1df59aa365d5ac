package io.flexike.crypto.internal;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.legacy.LegacyAlgorithms;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.tls.TlsEngines;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;

/** The provider that ships with this library: the tables of this package. */
public final class StandardCryptoProvider implements CryptoProvider {
    /** The one that prefers nobody to the order in which the application registered JCA providers. */
    public static final CryptoProvider INSTANCE = new StandardCryptoProvider(List.of());

    /** MD4 and DES. */
    public static final LegacyAlgorithms LEGACY = LegacyPrimitives.INSTANCE;

    /** Connections of Bouncy Castle. */
    public static final TlsEngines TLS = TlsBinding.INSTANCE;

    private final Prfs prfs;
    private final PacketCiphers packetCiphers;
    private final KeyExchanges keyExchanges;

    /** @param preferred JCA providers that are asked before those that are registered */
    public StandardCryptoProvider(List<Provider> preferred) {
        this(preferred, KeyExchanges.STANDARD);
    }

    StandardCryptoProvider(List<Provider> preferred, KeyExchanges keyExchanges) {
        JcaChoice choice = new JcaChoice(new JcaProviders(preferred)::inOrder);
        this.prfs = new Prfs(choice);
        this.packetCiphers = new PacketCiphers(choice);
        this.keyExchanges = keyExchanges;
    }

    @Override
    public boolean supports(Transform transform) {
        TransformType type = transform.type();
        int id = transform.id();
        if (type.equals(TransformType.ENCRYPTION)) {
            return supportsEncryption(transform);
        }
        if (!transform.attributes().isEmpty()) {
            return false;
        }
        if (type.equals(TransformType.PRF)) {
            return prfs.supports(new PrfAlgorithm(id));
        }
        if (type.equals(TransformType.INTEGRITY)) {
            return packetCiphers.supports(new IntegrityAlgorithm(id));
        }
        if (type.equals(TransformType.SEQUENCE_NUMBERS)) {
            return id <= SequenceNumbers.EXTENDED.value();
        }
        return type.isKeyExchange() && (transform.isNone() || keyExchanges.isAvailable(new KeyExchangeMethod(id)));
    }

    private boolean supportsEncryption(Transform transform) {
        EncryptionAlgorithm algorithm = new EncryptionAlgorithm(transform.id());
        List<Integer> defined = algorithm.keyBits();
        int bits = transform.keyLengthBits().orElse(defined.size() == 1 ? defined.get(0) : -1);
        // nothing but the key length, and that only where it belongs
        return packetCiphers.supports(algorithm, bits) && transform.equals(Transform.encryption(algorithm, bits));
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        Prf prf = prfs.prf(algorithm);
        if (prf == null) {
            throw new IllegalArgumentException(algorithm + " is not supported");
        }
        return prf;
    }

    @Override
    public KeyExchangeScheme keyExchange(KeyExchangeMethod method) {
        return keyExchanges.find(method).orElseThrow(() -> new IllegalArgumentException(method + " is not supported"));
    }

    @Override
    public SealingCipher sealingCipher(
            CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random) {
        return packetCiphers.sealing(spec, encryptionKey, integrityKey, random);
    }

    @Override
    public OpeningCipher openingCipher(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        return packetCiphers.opening(spec, encryptionKey, integrityKey);
    }
}
