package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;
import java.util.function.Function;

/**
 * A MAC as PRF.
 *
 * @param preferredKeyOctets for HMAC as long as the output (RFC 4868 2.1.2)
 */
record MacPrf(PrfAlgorithm algorithm, int outputOctets, int preferredKeyOctets, Function<SecretBytes, KeyedMac> keyed)
        implements Prf {

    /** HMAC takes keys of any length and prefers the length of its output. */
    static MacPrf hmac(PrfAlgorithm algorithm, String jcaName, int outputOctets) {
        return new MacPrf(algorithm, outputOctets, outputOctets, key -> JcaMac.hmac(jcaName, key));
    }

    @Override
    public SecretBytes compute(SecretBytes key, byte[]... data) {
        KeyedMac mac = keyed.apply(key);
        for (byte[] part : data) {
            mac.update(part, 0, part.length);
        }
        byte[] output = new byte[outputOctets];
        mac.finish(output, 0);
        mac.destroy();
        return Secrets.take(output);
    }

    @Override
    public SecretBytes expand(SecretBytes key, byte[] seed, int octets) {
        // RFC 7296 2.13: the counter is one octet
        if (octets < 0 || octets > 255 * outputOctets) {
            throw new IllegalArgumentException("prf+ cannot give " + octets + " octets");
        }
        KeyedMac mac = keyed.apply(key);
        int rounds = (octets + outputOctets - 1) / outputOctets;
        byte[] stream = new byte[rounds * outputOctets];
        byte[] counter = new byte[1];
        for (int round = 0; round < rounds; round++) {
            // T1 = prf(K, S | 0x01), Tn = prf(K, Tn-1 | S | n)
            if (round > 0) {
                mac.update(stream, (round - 1) * outputOctets, outputOctets);
            }
            mac.update(seed, 0, seed.length);
            counter[0] = (byte) (round + 1);
            mac.update(counter, 0, 1);
            mac.finish(stream, round * outputOctets);
        }
        mac.destroy();
        SecretBytes whole = Secrets.take(stream);
        SecretBytes result = whole.slice(0, octets);
        whole.destroy();
        return result;
    }
}
