package io.flexike.flexvpn.runtime;

import io.flexike.ike.transport.QuestionWorkers;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a gateway beside those of the engine and the data plane.
 *
 * @param dialling may be held up by a name service
 * @param addresses changes ports, and keeps times; never held up
 * @param devices opens and closes network devices
 * @param dummies sends dummy packets, if any are wanted
 * @param questions find the answers to what the engine asks
 */
record RuntimeThreads(
        EventDispatcher dispatcher,
        ScheduledThreadPoolExecutor dialling,
        ScheduledThreadPoolExecutor addresses,
        ScheduledThreadPoolExecutor devices,
        ScheduledThreadPoolExecutor dummies,
        QuestionWorkers questions) {
    private static final long FAREWELL_MILLIS = 1_000;

    /** Makes and starts them now, so that they are children of the thread that starts the gateway. */
    static RuntimeThreads start() {
        return new RuntimeThreads(
                new EventDispatcher(),
                single("flexike-dial"),
                single("flexike-ports"),
                single("flexike-devices"),
                unstarted("flexike-dummies"),
                new QuestionWorkers("flexike-questions"));
    }

    private static ScheduledThreadPoolExecutor single(String name) {
        ScheduledThreadPoolExecutor executor = unstarted(name);
        executor.prestartAllCoreThreads();
        return executor;
    }

    private static ScheduledThreadPoolExecutor unstarted(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Nothing is begun any more. */
    void stop() {
        dialling.shutdownNow();
        dummies.shutdownNow();
        questions.close();
        // whoever waits for addresses to be used is answered; what is due later only is not done
        addresses.shutdown();
        try {
            // what it has bound by then is closed with all other ports
            addresses.awaitTermination(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a little for devices that are being opened and closed; none is opened any more. */
    void finishDevices() {
        devices.shutdown();
        try {
            devices.awaitTermination(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Delivers what the application is still to be told, and ends all threads. */
    void close() {
        stop();
        devices.shutdownNow();
        dispatcher.close();
    }
}
