package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.session.TunnelSnapshot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which static tunnels are up, for those who wait for one. Thread-safe. */
final class TunnelBoard {
    private final Map<String, TunnelSnapshot> tunnels = new LinkedHashMap<>();
    private boolean closed;

    TunnelBoard(List<String> names) {
        names.forEach(this::add);
    }

    /** A tunnel that is down as yet. */
    synchronized void add(String name) {
        tunnels.put(name, new TunnelSnapshot(name, false, Optional.empty()));
    }

    /** There is no such tunnel any more. */
    synchronized void remove(String name) {
        tunnels.remove(name);
        notifyAll();
    }

    synchronized void up(String name) {
        tunnels.computeIfPresent(name, (same, before) -> new TunnelSnapshot(name, true, Optional.empty()));
        notifyAll();
    }

    synchronized void down(String name, String problem) {
        tunnels.computeIfPresent(name, (same, before) -> new TunnelSnapshot(name, false, Optional.of(problem)));
    }

    synchronized boolean isUp(String name) {
        TunnelSnapshot tunnel = tunnels.get(name);
        return tunnel != null && tunnel.up();
    }

    synchronized List<TunnelSnapshot> snapshot() {
        return List.copyOf(tunnels.values());
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Waits for a tunnel.
     *
     * @return as it is when it is up, the time is over, or the gateway is closed; empty if there is no such tunnel
     */
    synchronized Optional<TunnelSnapshot> await(String name, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            TunnelSnapshot tunnel = tunnels.get(name);
            long leftNanos = end - System.nanoTime();
            if (tunnel == null || tunnel.up() || closed || leftNanos <= 0) {
                return Optional.ofNullable(tunnel);
            }
            // rounded up, so that the last wait does not spin
            wait(leftNanos / 1_000_000 + 1);
        }
    }
}
