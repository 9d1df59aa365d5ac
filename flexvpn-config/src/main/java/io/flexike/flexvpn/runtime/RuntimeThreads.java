package io.flexike.flexvpn.runtime;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The threads of a gateway beside those of the engine and the data plane.
 *
 * @param dialling may be held up by a name service
 * @param timers never held up
 */
record RuntimeThreads(
        EventDispatcher dispatcher, ScheduledThreadPoolExecutor dialling, ScheduledThreadPoolExecutor timers) {
    /** Makes and starts them now, so that they are children of the thread that starts the gateway. */
    static RuntimeThreads start() {
        return new RuntimeThreads(new EventDispatcher(), single("flexike-dial"), single("flexike-timers"));
    }

    private static ScheduledThreadPoolExecutor single(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.prestartAllCoreThreads();
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Nothing is begun any more. */
    void stopTimers() {
        dialling.shutdownNow();
        timers.shutdownNow();
    }

    /** Delivers what the application is still to be told, and ends all threads. */
    void close() {
        stopTimers();
        dispatcher.close();
    }
}
