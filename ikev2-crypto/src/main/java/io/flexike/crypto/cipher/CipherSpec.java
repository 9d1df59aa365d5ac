package io.flexike.crypto.cipher;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;

/**
 * What decides a packet cipher: an AEAD, or encryption with a separate integrity algorithm.
 *
 * @param keyBits key length in bits without a salt
 * @param integrity {@link IntegrityAlgorithm#NONE} for an AEAD
 * @param extendedSequenceNumbers ESP only: the upper 32 bits of the sequence number are authenticated but not sent
 */
public record CipherSpec(
        EncryptionAlgorithm encryption, int keyBits, IntegrityAlgorithm integrity, boolean extendedSequenceNumbers) {

    /** Octets of keying material for encryption, the salt of a counter mode included (RFC 4106 8.1, RFC 5282 7.1). */
    public int encryptionKeyOctets() {
        return keyBits / 8 + encryption.saltOctets();
    }

    /** Octets of keying material for integrity, 0 for an AEAD. */
    public int integrityKeyOctets() {
        return integrity.keyOctets();
    }
}
