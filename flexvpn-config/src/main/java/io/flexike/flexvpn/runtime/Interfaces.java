package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.session.InterfaceSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The interfaces of tunnels and templates by their names. Thread-safe. */
final class Interfaces {
    private final Map<String, TunnelInterface> byName = new LinkedHashMap<>();

    synchronized void add(TunnelInterface tunnel) {
        byName.put(tunnel.name(), tunnel);
    }

    synchronized Optional<TunnelInterface> remove(String name) {
        return Optional.ofNullable(byName.remove(name));
    }

    /** The interface of a tunnel or template; empty while it is being opened or closed. */
    synchronized Optional<TunnelInterface> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Those that have a network device, as they are now. */
    synchronized List<InterfaceSnapshot> snapshots() {
        return byName.values().stream()
                .filter(TunnelInterface::isOpen)
                .map(TunnelInterface::snapshot)
                .toList();
    }
}
