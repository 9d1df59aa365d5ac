package io.flexike.esp.spd;

/** An address prefix as a hash key. A lookup reuses one object; what is stored in a table is never changed again. */
final class PrefixKey {
    private int version;
    private int length;
    private long high;
    private long low;

    /** Sets the prefix; address bits behind {@code length} are cleared. */
    void set(int version, long high, long low, int length) {
        this.version = version;
        this.length = length;
        if (version == 4) {
            this.high = 0;
            this.low = low & mask(32 + length);
        } else {
            this.high = high & mask(Math.min(length, 64));
            this.low = low & mask(Math.max(length - 64, 0));
        }
    }

    private static long mask(int leadingOnes) {
        return leadingOnes == 0 ? 0 : -1L << (64 - leadingOnes);
    }

    int version() {
        return version;
    }

    int length() {
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrefixKey that
                && high == that.high
                && low == that.low
                && length == that.length
                && version == that.version;
    }

    @Override
    public int hashCode() {
        long mixed = (high * 0x9e3779b97f4a7c15L + low) * 0x9e3779b97f4a7c15L + length * 31L + version;
        return (int) (mixed ^ mixed >>> 32);
    }
}
