package io.flexike.flexvpn.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends sessions of a certain age. On the engine's thread. */
final class SessionLifetimes {
    private final ScheduledExecutorService timers;
    private final Executor engineThread;
    private final Map<Session, Watch> ends = new HashMap<>();

    SessionLifetimes(ScheduledExecutorService timers, Executor engineThread) {
        this.timers = timers;
        this.engineThread = engineThread;
    }

    /**
     * Waits for the end of a session that its terms say, in place of one that they said before.
     *
     * @param end called on the engine's thread
     */
    void watch(Session session, Consumer<Session> end) {
        forget(session);
        session.terms().lifetime().ifPresent(lifetime -> {
            Duration left = Duration.between(Instant.now(), session.since().plus(lifetime));
            Watch watch = new Watch();
            ends.put(session, watch);
            try {
                watch.timer = timers.schedule(
                        () -> engineThread.execute(() -> {
                            // the session may have ended, or be watched anew, since the time was over
                            if (ends.remove(session, watch)) {
                                end.accept(session);
                            }
                        }),
                        Math.max(0, left.toMillis()),
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // the gateway is closing, and all sessions with it
            }
        });
    }

    /** The session has ended. */
    void forget(Session session) {
        Watch former = ends.remove(session);
        if (former != null && former.timer != null) {
            former.timer.cancel(false);
        }
    }

    private static final class Watch {
        private @Nullable ScheduledFuture<?> timer;
    }
}
