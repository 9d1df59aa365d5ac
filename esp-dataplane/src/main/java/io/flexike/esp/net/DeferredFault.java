package io.flexike.esp.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why a system call failed behind a batch that was partly filled: what was received is handed over first, and the next
 * call tells of the fault. For one thread at a time.
 */
final class DeferredFault {
    private @Nullable IOException fault;

    /** Tells of a fault now if nothing was received before it, else keeps it. */
    void raise(IOException failure, DatagramBatch received) throws IOException {
        if (received.count() == 0) {
            throw failure;
        }
        fault = failure;
    }

    /** Tells of the fault that was kept, if there is one. */
    void throwIfKept() throws IOException {
        IOException kept = fault;
        if (kept != null) {
            fault = null;
            throw kept;
        }
    }
}
