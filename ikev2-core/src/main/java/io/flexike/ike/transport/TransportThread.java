package io.flexike.ike.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a transport that waits for its selector, from its start to its end. */
final class TransportThread {
    private static final Logger LOG = LoggerFactory.getLogger(TransportThread.class);
    private static final long END_WAIT_MILLIS = 2_000;

    private final Selector selector;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile Thread thread;
    private volatile boolean ended;

    TransportThread(String transport) throws IOException {
        selector = Selector.open();
        thread = new Thread(transport + "-not-started");
    }

    Selector selector() {
        return selector;
    }

    /**
     * Starts it; the calling thread's network namespace becomes its own.
     *
     * @param turns until {@link #isEnded}
     * @throws IllegalStateException if started before
     */
    void start(String name, Runnable turns) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("started before");
        }
        Thread fresh = new Thread(turns, name);
        fresh.setDaemon(true);
        thread = fresh;
        fresh.start();
    }

    boolean isEnded() {
        return ended;
    }

    /** Tells it to end, and waits for that if another thread asks. */
    void end() {
        ended = true;
        selector.wakeup();
        Thread running = thread;
        if (Thread.currentThread() != running) {
            try {
                running.join(END_WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Closes a channel or the selector; that it fails is of no consequence. */
    static void closeQuietly(AutoCloseable resource, Object name) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.debug("closing {}: {}", name, e.toString());
        }
    }
}
