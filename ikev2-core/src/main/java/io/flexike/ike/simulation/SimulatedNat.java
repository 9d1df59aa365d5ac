package io.flexike.ike.simulation;

import io.flexike.ike.simulation.NatBehaviour.Dependence;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A NAT box that translates addresses and ports of UDP and TCP and drops every other protocol. Hosts attached to it are
 * on its inside; hosts behind different NATs may have the same address. Its outside may be the network or the inside of
 * another NAT.
 */
public final class SimulatedNat extends NetworkSegment {
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 65_000;

    private final NetworkSegment outside;
    private final NatBehaviour behaviour;
    private final Map<MappingKey, Mapping> mappings = new LinkedHashMap<>();
    private final Set<InetAddress> outsideAddresses = new HashSet<>();
    private InetAddress outsideAddress;
    private int nextPort;

    /**
     * Puts a NAT on a segment.
     *
     * @throws IllegalArgumentException if the outside address is taken
     */
    public SimulatedNat(NetworkSegment outside, InetAddress outsideAddress, NatBehaviour behaviour) {
        this.outside = outside;
        this.outsideAddress = outsideAddress;
        this.behaviour = behaviour;
        this.nextPort = FIRST_PORT;
        outsideAddresses.add(outsideAddress);
        outside.attachStation(outsideAddress, this::fromOutside);
    }

    /** One row of the mapping table. */
    public record NatMapping(InetSocketAddress inside, InetSocketAddress outside, Instant lastUsed) {}

    /** The address under which everything inside appears. */
    public InetAddress outsideAddress() {
        return outsideAddress;
    }

    /** The mappings that have not run out, oldest first. */
    public List<NatMapping> mappings() {
        expire();
        return mappings.values().stream()
                .map(mapping -> new NatMapping(
                        mapping.key.inside(),
                        new InetSocketAddress(outsideAddress, mapping.outsidePort),
                        mapping.lastUsed))
                .toList();
    }

    /**
     * Forgets all mappings, as after a restart: later datagrams come from new ports, later answers to old ones are
     * lost.
     */
    public void rebind() {
        mappings.clear();
    }

    /** As {@link #rebind()}, under a new outside address; datagrams in flight to the old one are lost. */
    public void rebind(InetAddress newOutsideAddress) {
        outside.attachStation(newOutsideAddress, this::fromOutside);
        outside.detach(outsideAddress);
        outsideAddress = newOutsideAddress;
        outsideAddresses.add(newOutsideAddress);
        rebind();
    }

    @Override
    SimulatedNetwork network() {
        return outside.network();
    }

    @Override
    Set<InetAddress> seenAs(InetAddress address) {
        Set<InetAddress> seen = new HashSet<>(Set.of(address));
        outsideAddresses.forEach(outer -> seen.addAll(outside.seenAs(outer)));
        return seen;
    }

    @Override
    void forward(Transit transit, NetworkPacket packet) {
        if (hasStation(packet.destination().getAddress())) {
            network().carry(this, transit, packet);
            return;
        }
        if (!packet.isDatagram() && !packet.isStreamed()) {
            transit.lost(Transit.Loss.NOT_TRANSLATABLE);
            return;
        }
        expire();
        MappingKey key = keyOf(packet);
        Mapping mapping = mappings.computeIfAbsent(key, fresh -> new Mapping(fresh, allocatePort(fresh)));
        mapping.lastUsed = network().clock().instant();
        mapping.remotes.add(packet.destination());
        outside.forward(transit, packet.withSource(new InetSocketAddress(outsideAddress, mapping.outsidePort)));
    }

    private void fromOutside(Transit transit, NetworkPacket packet) {
        if (!packet.isDatagram() && !packet.isStreamed()) {
            transit.lost(Transit.Loss.NOT_TRANSLATABLE);
            return;
        }
        expire();
        Optional<Mapping> found = mappings.values().stream()
                .filter(mapping -> mapping.key.protocol() == packet.protocol())
                .filter(mapping -> mapping.outsidePort == packet.destination().getPort())
                .filter(mapping -> behaviour.filtering() == Dependence.ENDPOINT_INDEPENDENT
                        || mapping.remotes.contains(packet.source()))
                .findFirst();
        if (found.isEmpty()) {
            transit.lost(Transit.Loss.NO_NAT_MAPPING);
            return;
        }
        Mapping mapping = found.get();
        mapping.lastUsed = network().clock().instant();
        arrive(transit, packet.withDestination(mapping.key.inside()));
    }

    private MappingKey keyOf(NetworkPacket packet) {
        return behaviour.mapping() == Dependence.ENDPOINT_INDEPENDENT
                ? new MappingKey(packet.protocol(), packet.source(), Optional.empty())
                : new MappingKey(packet.protocol(), packet.source(), Optional.of(packet.destination()));
    }

    private int allocatePort(MappingKey key) {
        Set<Integer> taken = new HashSet<>();
        mappings.values().forEach(mapping -> taken.add(mapping.outsidePort));
        int insidePort = key.inside().getPort();
        if (behaviour.portPreservation() && !taken.contains(insidePort)) {
            return insidePort;
        }
        for (int tries = FIRST_PORT; tries <= LAST_PORT; tries++) {
            int port = nextPort;
            nextPort = port == LAST_PORT ? FIRST_PORT : port + 1;
            if (!taken.contains(port)) {
                return port;
            }
        }
        throw new IllegalStateException("the NAT at " + outsideAddress.getHostAddress() + " has no port left");
    }

    private void expire() {
        Instant oldest = network().clock().instant().minus(behaviour.idleTimeout());
        for (Mapping mapping : new ArrayList<>(mappings.values())) {
            if (mapping.lastUsed.isBefore(oldest)) {
                mappings.remove(mapping.key);
            }
        }
    }

    /** What shares a mapping: an inside end, and with symmetric NATs the remote end too. */
    private record MappingKey(int protocol, InetSocketAddress inside, Optional<InetSocketAddress> remote) {}

    private static final class Mapping {
        private final MappingKey key;
        private final int outsidePort;
        private final Set<InetSocketAddress> remotes = new HashSet<>();
        private Instant lastUsed = Instant.MIN;

        Mapping(MappingKey key, int outsidePort) {
            this.key = key;
            this.outsidePort = outsidePort;
        }
    }
}
