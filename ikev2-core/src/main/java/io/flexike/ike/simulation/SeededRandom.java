package io.flexike.ike.simulation;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * A generator whose whole output follows from its seed, in the shape that engines and ciphers ask for. Predictable, so
 * it belongs into simulations only. Thread-safe as far as {@link SecureRandom} promises, but only one thread gets a
 * repeatable sequence.
 */
public final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final long seed;

    /** The same seed gives the same octets on every Java version. */
    public SeededRandom(long seed) {
        super(new SplitMix(seed), null);
        this.seed = seed;
    }

    /** An independent generator for a named part, so that one part's use does not shift another's sequence. */
    public SeededRandom derive(String name) {
        long derived = seed;
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            derived = SplitMix.mix(derived * 31 + octet + 1);
        }
        return new SeededRandom(derived);
    }

    /**
     * Whether an event of the given probability (0 to 1) happens now; draws in any case, so that sequences stay
     * aligned.
     */
    public boolean happens(double probability) {
        return nextDouble() < probability;
    }

    static long mix(long value) {
        return SplitMix.mix(value);
    }

    @Override
    public String getAlgorithm() {
        return "SplitMix64 (repeatable, for simulation only)";
    }

    /** SplitMix64, the public-domain generator of Steele, Lea and Flood. */
    private static final class SplitMix extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;
        private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

        private long state;

        SplitMix(long seed) {
            state = seed;
        }

        @Override
        protected void engineSetSeed(byte[] more) {
            for (byte octet : more) {
                state = mix(state * 31 + octet);
            }
        }

        @Override
        protected synchronized void engineNextBytes(byte[] bytes) {
            long word = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (i % Long.BYTES == 0) {
                    state += GOLDEN_GAMMA;
                    word = mix(state);
                }
                bytes[i] = (byte) (word >>> (8 * (i % Long.BYTES)));
            }
        }

        @Override
        protected byte[] engineGenerateSeed(int octets) {
            byte[] seed = new byte[octets];
            engineNextBytes(seed);
            return seed;
        }

        static long mix(long value) {
            long mixed = value;
            mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            return mixed ^ (mixed >>> 31);
        }
    }
}
