package io.flexike.benchmarks.tunnel;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.util.Locale;

/** How a tunnel's packets are protected, by the name that the command line has for it. */
enum TunnelCipher {
    AES_GCM_128(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE),
    AES_GCM_256(EncryptionAlgorithm.AES_GCM_16, 256, IntegrityAlgorithm.NONE),
    CHACHA20_POLY1305(EncryptionAlgorithm.CHACHA20_POLY1305, 256, IntegrityAlgorithm.NONE),
    AES_CBC_SHA_256(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128),
    /** The packets of {@link #AES_GCM_128}, to the octet, but nothing is encrypted or authenticated. */
    NONE(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE);

    @SuppressWarnings("ImmutableEnumChecker") // a record of values that do not change
    private final CipherSpec spec;

    TunnelCipher(EncryptionAlgorithm encryption, int keyBits, IntegrityAlgorithm integrity) {
        spec = new CipherSpec(encryption, keyBits, integrity, false);
    }

    /** The cipher of a name such as {@code aes-gcm-128}. */
    static TunnelCipher named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    CipherSpec spec() {
        return spec;
    }

    CryptoProvider crypto() {
        return this == NONE ? new PlainCrypto() : CryptoProvider.standard();
    }
}
