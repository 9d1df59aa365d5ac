package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;

/** A MAC as PRF. */
record MacPrf(PrfAlgorithm algorithm, MacPrimitive mac, JcaChoice choice) implements Prf {
    /** RFC 7296 2.14: 64 bits of each nonce make the key of 128 bits. */
    private static final int HALF_KEY_OCTETS = AesMac.KEY_OCTETS / 2;

    @Override
    public int outputOctets() {
        return mac.outputOctets();
    }

    /** For HMAC as long as the output (RFC 4868 2.1.2), for XCBC and CMAC 16 octets (RFC 4434 2, RFC 4615 3). */
    @Override
    public int preferredKeyOctets() {
        return mac.outputOctets();
    }

    @Override
    public int seedNonceOctets() {
        return isAes() ? HALF_KEY_OCTETS : Integer.MAX_VALUE;
    }

    @Override
    public SecretBytes compute(SecretBytes key, byte[]... data) {
        KeyedMac keyed = keyed(key);
        for (byte[] part : data) {
            keyed.update(part, 0, part.length);
        }
        byte[] output = new byte[outputOctets()];
        keyed.finish(output, 0);
        keyed.destroy();
        return Secrets.take(output);
    }

    @Override
    public SecretBytes expand(SecretBytes key, byte[] seed, int octets) {
        // RFC 7296 2.13: the counter is one octet
        if (octets < 0 || octets > 255 * outputOctets()) {
            throw new IllegalArgumentException("prf+ cannot give " + octets + " octets");
        }
        KeyedMac keyed = keyed(key);
        int size = outputOctets();
        int rounds = (octets + size - 1) / size;
        byte[] stream = new byte[rounds * size];
        byte[] counter = new byte[1];
        for (int round = 0; round < rounds; round++) {
            // T1 = prf(K, S | 0x01), Tn = prf(K, Tn-1 | S | n)
            if (round > 0) {
                keyed.update(stream, (round - 1) * size, size);
            }
            keyed.update(seed, 0, seed.length);
            counter[0] = (byte) (round + 1);
            keyed.update(counter, 0, 1);
            keyed.finish(stream, round * size);
        }
        keyed.destroy();
        SecretBytes whole = Secrets.take(stream);
        SecretBytes result = whole.slice(0, octets);
        whole.destroy();
        return result;
    }

    private KeyedMac keyed(SecretBytes key) {
        return isAes() && key.length() != AesMac.KEY_OCTETS ? keyedByOtherLength(key) : mac.keyed(choice, key);
    }

    private KeyedMac keyedByOtherLength(SecretBytes key) {
        SecretBytes fitted = algorithm.equals(PrfAlgorithm.AES128_XCBC) && key.length() < AesMac.KEY_OCTETS
                // RFC 4434 2: a short key is padded with zeros
                ? SecretBytes.concat(key, SecretBytes.copyOf(new byte[AesMac.KEY_OCTETS - key.length()]))
                // RFC 4434 2, RFC 4615 3: any other is the message under a key of zeros
                : compute(SecretBytes.copyOf(new byte[AesMac.KEY_OCTETS]), key);
        KeyedMac keyed = mac.keyed(choice, fitted);
        fitted.destroy();
        return keyed;
    }

    private SecretBytes compute(SecretBytes key, SecretBytes data) {
        byte[] open = Secrets.open(data);
        try {
            return compute(key, open);
        } finally {
            Secrets.wipe(open);
        }
    }

    private boolean isAes() {
        return mac == MacPrimitive.AES_XCBC || mac == MacPrimitive.AES_CMAC;
    }
}
