package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.route.Route;
import io.flexike.flexvpn.route.RouteTable;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A table of routes for each VRF that an interface belongs to. Thread-safe. */
final class RouteTables {
    private final InstantSource clock;
    private final RouteTable global;
    private final Map<String, RouteTable> ofVrfs = new TreeMap<>();

    RouteTables(InstantSource clock) {
        this.clock = clock;
        this.global = new RouteTable(Optional.empty(), clock);
    }

    /** The table of a VRF; that of the global one if there is no name. */
    synchronized RouteTable of(Optional<String> vrf) {
        return vrf.map(name -> ofVrfs.computeIfAbsent(name, unused -> new RouteTable(vrf, clock)))
                .orElse(global);
    }

    /** All routes: first those of the global VRF. */
    synchronized List<Route> routes() {
        return Stream.concat(Stream.of(global), ofVrfs.values().stream())
                .flatMap(table -> table.routes().stream())
                .toList();
    }
}
