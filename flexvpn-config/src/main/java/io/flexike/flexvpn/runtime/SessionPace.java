package io.flexike.flexvpn.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a peer cause something costly once in a while only: the first time at once, and what comes soon after that
 * together, when the time is over. On the engine's thread.
 */
final class SessionPace {
    /** Our own choice. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final ScheduledExecutorService timers;
    private final Executor engineThread;
    private final Map<Session, Pause> pauses = new HashMap<>();

    SessionPace(ScheduledExecutorService timers, Executor engineThread) {
        this.timers = timers;
        this.engineThread = engineThread;
    }

    private static final class Pause {
        private @Nullable Runnable next;
    }

    /** Does something for a session now or soon; of several things that wait, the last one is done. */
    void run(Session session, Runnable task) {
        Pause pause = pauses.get(session);
        if (pause == null) {
            pause(session);
            task.run();
        } else {
            pause.next = task;
        }
    }

    private void pause(Session session) {
        Pause pause = new Pause();
        pauses.put(session, pause);
        try {
            ScheduledFuture<?> unused = timers.schedule(
                    () -> engineThread.execute(() -> over(session, pause)), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the gateway is closing, and all sessions with it
        }
    }

    private void over(Session session, Pause pause) {
        if (pauses.remove(session, pause) && pause.next != null) {
            run(session, pause.next);
        }
    }

    /** The session has ended: what waits is not done. */
    void forget(Session session) {
        pauses.remove(session);
    }
}
