package io.flexike.esp.forward;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a reading thread from spinning, and the log from filling, when the system refuses again and again. */
final class ReadFaults {
    private static final Logger LOG = LoggerFactory.getLogger(ReadFaults.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String source;
    private boolean reported;

    ReadFaults(String source) {
        this.source = source;
    }

    /** Reports the first of a series and waits a little; returns false if the thread is to end. */
    boolean pauseAfter(Throwable fault) {
        if (!reported) {
            try {
                LOG.warn("{} cannot be read for now: {}", source, fault.toString());
                reported = true;
            } catch (OutOfMemoryError e) {
                // next time there may be memory to tell of it
            }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        return !Thread.currentThread().isInterrupted();
    }

    void clear() {
        reported = false;
    }
}
