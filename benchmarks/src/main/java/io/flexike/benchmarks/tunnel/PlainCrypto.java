package io.flexike.benchmarks.tunnel;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import java.security.SecureRandom;

/** Packets with the form of AES-GCM whose content stays as it is: what a data plane costs without cryptography. */
final class PlainCrypto implements CryptoProvider {
    private static final int IV_OCTETS = 8;
    private static final int ICV_OCTETS = 16;

    private final CryptoProvider standard = CryptoProvider.standard();

    @Override
    public boolean supports(Transform transform) {
        return standard.supports(transform);
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        return standard.prf(algorithm);
    }

    @Override
    public KeyExchangeScheme keyExchange(KeyExchangeMethod method) {
        return standard.keyExchange(method);
    }

    @Override
    public SealingCipher sealingCipher(
            CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random) {
        return new Plain();
    }

    @Override
    public OpeningCipher openingCipher(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        return new Plain();
    }

    private static final class Plain implements SealingCipher, OpeningCipher {
        @Override
        public int ivOctets() {
            return IV_OCTETS;
        }

        @Override
        public int icvOctets() {
            return ICV_OCTETS;
        }

        @Override
        public int blockOctets() {
            return 1;
        }

        @Override
        public int seal(byte[] buffer, int offset, int aadOctets, int plaintextOctets, long packetNumber) {
            return aadOctets + IV_OCTETS + plaintextOctets + ICV_OCTETS;
        }

        @Override
        public int open(byte[] buffer, int offset, int aadOctets, int octets, long packetNumber) {
            int plaintext = octets - aadOctets - IV_OCTETS - ICV_OCTETS;
            return plaintext < 0 ? -1 : plaintext;
        }

        @Override
        public void destroy() {}
    }
}
