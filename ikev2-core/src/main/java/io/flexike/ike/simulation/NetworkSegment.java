package io.flexike.ike.simulation;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A place to which hosts are attached: the network in the middle, or the inside of a NAT. */
public abstract sealed class NetworkSegment permits SimulatedNetwork, SimulatedNat {
    private final Map<InetAddress, Station> stations = new HashMap<>();

    NetworkSegment() {}

    /**
     * Attaches a host.
     *
     * @throws IllegalArgumentException if the address is taken on this segment
     */
    public NetworkPort attach(InetAddress address, PacketReceiver receiver) {
        attachStation(address, (transit, packet) -> {
            transit.arrived(network().clock().instant());
            receiver.received(packet);
        });
        return new NetworkPort(this, address);
    }

    /** The network in the middle. */
    abstract SimulatedNetwork network();

    /** Under which addresses a host of this segment is seen anywhere in the network. */
    abstract Set<InetAddress> seenAs(InetAddress address);

    /** Takes a packet from a host of this segment. */
    abstract void forward(Transit transit, NetworkPacket packet);

    final void attachStation(InetAddress address, Station station) {
        if (stations.putIfAbsent(address, station) != null) {
            throw new IllegalArgumentException(address.getHostAddress() + " is taken");
        }
    }

    final void detach(InetAddress address) {
        stations.remove(address);
    }

    final boolean hasStation(InetAddress address) {
        return stations.containsKey(address);
    }

    final void arrive(Transit transit, NetworkPacket packet) {
        Station station = stations.get(packet.destination().getAddress());
        if (station == null) {
            transit.lost(Transit.Loss.NO_RECEIVER);
        } else {
            station.deliver(transit, packet);
        }
    }

    /** What sits at an address: a host, or a NAT's outside. */
    @FunctionalInterface
    interface Station {
        void deliver(Transit transit, NetworkPacket packet);
    }
}
