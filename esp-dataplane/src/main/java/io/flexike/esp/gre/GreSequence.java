package io.flexike.esp.gre;

/** The sequence numbers of one tunnel, modulo 2^32 (RFC 2890 2.2). */
final class GreSequence {
    /** Of the thread that reads the device. */
    private int next;
    /** Guarded by the lock of who receives. */
    private int last = -1;

    /** The number of the next packet to send. */
    int next() {
        return next++;
    }

    /** Takes note of a packet that came; returns false if it came behind a later one. */
    boolean accept(int number) {
        // RFC 2890 2.2: the last number and the 2^31 - 1 before it are old
        if (number - last <= 0) {
            return false;
        }
        last = number;
        return true;
    }
}
