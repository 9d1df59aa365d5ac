package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Each packet cipher with one packet of 1400 octets, in place, beside the JCA calls that cannot be avoided. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CipherBenchmark {
    /** Octets of text; whole blocks where the cipher wants them. */
    static final int TEXT_OCTETS = 1400;

    /** Several packets, because some ciphers make a difference of a nonce that comes twice in a row. */
    private static final int RING = 4;

    @Param
    public BulkCipher cipher = BulkCipher.AES_GCM_16_128;

    /** The JCA provider that is preferred. */
    @Param("SunJCE")
    public String provider = "SunJCE";

    private final byte[][] sealed = new byte[RING][];
    private final byte[][] bareSealed = new byte[RING][];
    private byte[] buffer = new byte[0];
    private SealingCipher sealing;
    private OpeningCipher opening;
    private BareCipher bare;
    private BareCipher bareOpening;
    private int textOctets;
    private long number;
    private int next;

    @Setup
    public void setUp() throws GeneralSecurityException {
        List<Provider> preferred = List.of(Accelerators.provider(provider));
        CryptoProvider crypto = CryptoProvider.using(preferred.toArray(new Provider[0]));
        CipherSpec spec = cipher.spec();
        SecretBytes encryptionKey = octets(spec.encryptionKeyOctets());
        SecretBytes integrityKey = octets(spec.integrityKeyOctets());
        sealing = crypto.sealingCipher(spec, encryptionKey, integrityKey, new SecureRandom());
        opening = crypto.openingCipher(spec, encryptionKey, integrityKey);
        bare = new BareCipher(cipher, preferred);
        bareOpening = bare;
        int block = sealing.blockOctets();
        textOctets = (TEXT_OCTETS + block - 1) / block * block;
        buffer = new byte[TEXT_OCTETS + 128];
        for (int i = 0; i < RING; i++) {
            seal();
            sealed[i] = buffer.clone();
            bare.seal(buffer, textOctets);
            bareSealed[i] = buffer.clone();
        }
    }

    @Benchmark
    public int seal() {
        return sealing.seal(buffer, 0, BareCipher.AAD_OCTETS, textOctets, ++number);
    }

    @Benchmark
    public byte[] sealLimit() throws GeneralSecurityException {
        bare.seal(buffer, textOctets);
        return buffer;
    }

    @Benchmark
    public int open() {
        System.arraycopy(sealed[next++ & RING - 1], 0, buffer, 0, buffer.length);
        int octets = BareCipher.AAD_OCTETS + opening.ivOctets() + textOctets + opening.icvOctets();
        int opened = opening.open(buffer, 0, BareCipher.AAD_OCTETS, octets, number);
        if (opened != textOctets) {
            throw new AssertionError("refused");
        }
        return opened;
    }

    @Benchmark
    public byte[] openLimit() throws GeneralSecurityException {
        System.arraycopy(bareSealed[next++ & RING - 1], 0, buffer, 0, buffer.length);
        bareOpening.open(buffer, textOctets);
        return buffer;
    }

    private static SecretBytes octets(int count) {
        byte[] octets = new byte[count];
        new SecureRandom().nextBytes(octets);
        return SecretBytes.copyOf(octets);
    }
}
