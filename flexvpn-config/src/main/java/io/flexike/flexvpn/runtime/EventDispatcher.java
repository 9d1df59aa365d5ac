package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.ike.trace.LogText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs everything of the application's on one thread of its own, in order, so that nothing of ours waits for it. */
final class EventDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);
    /** Events of sessions that may wait, and calls beside; our own choice. */
    private static final int CAPACITY = 10_000;
    /** Events that anybody can cause that may wait. They have places of their own, and take none from sessions. */
    private static final int STRANGERS_CAPACITY = 1_000;

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final AtomicInteger waitingOfStrangers = new AtomicInteger();
    private final AtomicInteger waitingCalls = new AtomicInteger();
    private final LongAdder lost = new LongAdder();
    private final List<Consumer<? super GatewayEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "flexike-events");
    private volatile boolean closed;

    EventDispatcher() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the listener was added. */
    void add(Consumer<? super GatewayEvent> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<? super GatewayEvent> listener) {
        listeners.remove(listener);
    }

    /** Tells all listeners; lost and counted if too many events of sessions wait. */
    void publish(GatewayEvent event) {
        offer(waitingEvents, CAPACITY, () -> tell(event));
    }

    /** Tells all listeners of what anybody can cause; lost and counted if a few of these wait. */
    void publishOfStranger(GatewayEvent event) {
        offer(waitingOfStrangers, STRANGERS_CAPACITY, () -> tell(event));
    }

    /** Calls the application; lost and counted if too many calls wait. */
    void offer(Runnable call) {
        offer(waitingCalls, CAPACITY, call);
    }

    private void offer(AtomicInteger waiting, int capacity, Runnable call) {
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            lost.increment();
            return;
        }
        queue.add(() -> {
            waiting.decrementAndGet();
            call(call);
        });
    }

    private void tell(GatewayEvent event) {
        listeners.forEach(listener -> call(() -> listener.accept(event)));
    }

    /** Calls the application; never lost while open, so only for what the application asked for itself. */
    void deliver(Runnable call) {
        queue.add(() -> call(call));
    }

    /** Events that no listener has seen because too many waited. */
    long lost() {
        return lost.sum();
    }

    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /** Delivers what waits and ends the thread. */
    void close() {
        closed = true;
        queue.add(() -> {});
        if (isOwnThread()) {
            return;
        }
        try {
            thread.join(FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                queue.take().run();
            }
        } catch (InterruptedException e) {
            LOG.debug("the event thread was interrupted with {} calls waiting", queue.size());
        }
    }

    private static void call(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("a listener failed: {}", LogText.escaped(e.toString()), e);
        }
    }
}
