package io.flexike.crypto.prf;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.PrfAlgorithm;

/** A pseudorandom function of IKEv2 (RFC 7296 2.13). Thread-safe. */
public interface Prf {
    PrfAlgorithm algorithm();

    /** Octets that one call returns. */
    int outputOctets();

    /** Octets of SK_d, SK_pi and SK_pr (RFC 7296 2.14). */
    int preferredKeyOctets();

    /**
     * How many octets of each nonce, from its beginning, go into the key of SKEYSEED (RFC 7296 2.14): 8 for the PRFs of
     * AES, otherwise all.
     */
    default int seedNonceOctets() {
        return Integer.MAX_VALUE;
    }

    /** {@code prf(key, data[0] | data[1] | ...)}. */
    SecretBytes compute(SecretBytes key, byte[]... data);

    /** {@code prf+(key, seed)} cut to {@code octets} (RFC 7296 2.13); at most 255 times {@link #outputOctets()}. */
    SecretBytes expand(SecretBytes key, byte[] seed, int octets);
}
