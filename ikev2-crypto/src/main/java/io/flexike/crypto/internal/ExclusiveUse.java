package io.flexike.crypto.internal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns away a second thread that uses a cipher while the first is at it. Such a cipher is confined to one thread, and
 * with a counter mode a mistake about that would seal two packets with one nonce.
 */
final class ExclusiveUse {
    private final AtomicBoolean busy = new AtomicBoolean();

    /** @throws IllegalStateException if another thread is between here and {@link #leave()} */
    void enter() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("two threads use one cipher at once");
        }
    }

    void leave() {
        busy.setRelease(false);
    }
}
