package io.flexike.esp;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries events from the packet threads to listeners on one thread; what does not fit is counted and lost. */
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final int CAPACITY = 256;
    /** What listeners throw is logged that often. */
    private static final int COMPLAINTS_LOGGED = 10;

    private static final long JOIN_MILLIS = 5_000;

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();
    private int complaints; // of the thread below
    private final Thread thread = new Thread(this::run, "esp-events");

    EventQueue() {
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether another event would fit now; counts a lost one if not. */
    boolean hasRoom() {
        if (waiting.remainingCapacity() > 0) {
            return true;
        }
        lost.incrementAndGet();
        return false;
    }

    /** Returns false, and counts a lost event, if there is no room. */
    boolean publish(Runnable event) {
        boolean taken = waiting.offer(event);
        if (!taken) {
            lost.incrementAndGet();
        }
        return taken;
    }

    long lost() {
        return lost.get();
    }

    private void run() {
        try {
            while (true) {
                Runnable event = waiting.take();
                try {
                    event.run();
                } catch (RuntimeException | Error e) {
                    complain(e);
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void complain(Throwable fault) {
        if (++complaints <= COMPLAINTS_LOGGED) {
            try {
                LOG.error("a listener threw", fault);
            } catch (OutOfMemoryError e) {
                // there is no memory to tell of it
            }
        }
    }

    void close() {
        thread.interrupt();
        if (thread != Thread.currentThread()) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
