package io.flexike.ike.eap;

import io.flexike.ike.session.EapOutcome;
import java.util.function.Supplier;

/**
 * Keeps one conversation for the worker that drives it: another thread may close it at any moment and does not wait.
 * The conversation is wiped once, by whoever is the last to touch it, and keys that come too late are destroyed.
 */
final class WorkerGuard {
    private static final EapOutcome OVER = new EapOutcome.Failed(new byte[0], "the conversation is over");

    private final Runnable wipe;
    private boolean busy;
    private boolean closed;

    /** @param wipe forgets what the conversation holds */
    WorkerGuard(Runnable wipe) {
        this.wipe = wipe;
    }

    /** Takes a step of the conversation; it fails if the conversation is closed before or meanwhile. */
    EapOutcome run(Supplier<EapOutcome> step) {
        if (!begin()) {
            return OVER;
        }
        EapOutcome outcome;
        try {
            outcome = step.get();
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
        if (end()) {
            outcome.discard();
            return OVER;
        }
        return outcome;
    }

    /** Wipes at once, or as soon as the running step is over. May be repeated. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (busy) {
                return;
            }
        }
        wipe.run();
    }

    private synchronized boolean begin() {
        if (closed || busy) {
            return false;
        }
        busy = true;
        return true;
    }

    /** Whether it was closed meanwhile. */
    private boolean end() {
        synchronized (this) {
            busy = false;
            if (!closed) {
                return false;
            }
        }
        wipe.run();
        return true;
    }
}
