package io.flexike.flexvpn;

import io.flexike.flexvpn.session.GatewayEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Collects events and lets a test wait for one. */
final class EventProbe implements Consumer<GatewayEvent> {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final List<GatewayEvent> events = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @Override
    public synchronized void accept(GatewayEvent event) {
        events.add(event);
        threads.add(Thread.currentThread());
        notifyAll();
    }

    /** Takes the first event of that type out, and those before it. */
    synchronized <E extends GatewayEvent> E await(Class<E> type) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        List<GatewayEvent> passed = new ArrayList<>();
        while (true) {
            while (!events.isEmpty()) {
                GatewayEvent event = events.remove(0);
                if (type.isInstance(event)) {
                    return type.cast(event);
                }
                passed.add(event);
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("no " + type.getSimpleName() + " came, but " + passed);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }
}
