package io.flexike.ike.simulation;

import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.Path;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;

/** The network side of an endpoint: its addresses and ports, what leaves from there and what comes to it. */
final class SimulatedHost {
    private static final int FIRST_TCP_PORT = 30_000;

    private final String name;
    private final SimulatedNetwork network;
    private final IkePorts ports;
    private final BiConsumer<Path, byte[]> ikeReceiver;
    private final List<NetworkPort> attachments = new ArrayList<>();
    private final Set<InetAddress> former = new HashSet<>();
    private final Set<Integer> ownTcpPorts = new HashSet<>();
    private PacketReceiver espReceiver;

    /** @param ikeReceiver gets messages without a marker */
    SimulatedHost(
            String name,
            SimulatedNetwork network,
            IkePorts ports,
            BiConsumer<Path, byte[]> ikeReceiver,
            PacketReceiver espReceiver) {
        this.name = name;
        this.network = network;
        this.ports = ports;
        this.ikeReceiver = ikeReceiver;
        this.espReceiver = espReceiver;
    }

    void onEsp(PacketReceiver receiver) {
        espReceiver = receiver;
    }

    void attach(NetworkSegment segment, List<InetAddress> addresses) {
        addresses.forEach(address -> attachments.add(segment.attach(address, this::received)));
    }

    /** It has these addresses and no others. */
    void move(NetworkSegment segment, List<InetAddress> addresses) {
        attachments.forEach(port -> former.addAll(port.seenAs()));
        leave();
        attachments.clear();
        attach(segment, addresses);
    }

    void leave() {
        attachments.forEach(NetworkPort::close);
    }

    InetAddress address() {
        return attachments.get(0).address();
    }

    List<LocalAddress> localAddresses() {
        return attachments.stream()
                .map(port -> new LocalAddress(port.address(), ports.ike(), ports.natTraversal()))
                .toList();
    }

    /** The first address of the same family. */
    InetAddress addressTowards(InetAddress remote) {
        return attachments.stream()
                .map(NetworkPort::address)
                .filter(address -> address.getClass() == remote.getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no address of the family of " + remote));
    }

    Path ikePath(InetAddress remote, IkePorts remotePorts) {
        return new Path(
                new InetSocketAddress(addressTowards(remote), ports.ike()),
                new InetSocketAddress(remote, remotePorts.ike()),
                false);
    }

    Path natTraversalPath(InetAddress remote, IkePorts remotePorts) {
        return new Path(
                new InetSocketAddress(addressTowards(remote), ports.natTraversal()),
                new InetSocketAddress(remote, remotePorts.natTraversal()),
                true);
    }

    /**
     * A connection of its own, if both ends speak TCP.
     *
     * @param number counts its connections
     */
    Optional<Path> tcpPath(long number, InetAddress remote, IkePorts remotePorts) {
        if (ports.tcp().isEmpty() || remotePorts.tcp().isEmpty()) {
            return Optional.empty();
        }
        int port = FIRST_TCP_PORT + (int) (number % (0x10000 - FIRST_TCP_PORT));
        ownTcpPorts.add(port);
        return Optional.of(Path.tcp(
                new InetSocketAddress(addressTowards(remote), port),
                new InetSocketAddress(remote, remotePorts.tcp().getAsInt())));
    }

    /** All addresses under which it is or was known anywhere in the network. */
    Set<InetAddress> seenAs() {
        Set<InetAddress> all = new HashSet<>(former);
        attachments.forEach(port -> all.addAll(port.seenAs()));
        return all;
    }

    Transit sendIke(Path path, byte[] message) {
        if (path.carrier() == Carrier.TCP) {
            return send(NetworkPacket.streamed(path.local(), path.remote(), NonEspMarker.prepend(message)));
        }
        byte[] datagram = path.natTraversal() ? NonEspMarker.prepend(message) : message.clone();
        return send(NetworkPacket.datagram(path.local(), path.remote(), datagram));
    }

    void keepAlive(Path path) {
        send(NetworkPacket.datagram(path.local(), path.remote(), new byte[] {NonEspMarker.KEEPALIVE}));
    }

    /** Sends from an address that it has; what it sends from one that it had is lost. */
    Transit send(NetworkPacket packet) {
        InetAddress source = packet.source().getAddress();
        Optional<NetworkPort> port = attachments.stream()
                .filter(attached -> attached.address().equals(source))
                .findFirst();
        if (port.isEmpty() && former.contains(source)) {
            Transit unsent = network.begin(packet);
            unsent.lost(Transit.Loss.DROPPED);
            return unsent;
        }
        return port.orElseThrow(() -> new IllegalArgumentException(name + " does not have the address " + source))
                .send(packet);
    }

    private void received(NetworkPacket packet) {
        int port = packet.destination().getPort();
        if (packet.protocol() == NetworkPacket.ESP) {
            espReceiver.received(packet);
        } else if (packet.isDatagram() && port == ports.ike()) {
            ike(packet, Carrier.UDP, packet.octets().clone());
        } else if (packet.isDatagram() && port == ports.natTraversal()) {
            receivedBesideEsp(packet, Carrier.UDP_NAT_TRAVERSAL);
        } else if (packet.isStreamed()
                && (ownTcpPorts.contains(port) || ports.tcp().equals(OptionalInt.of(port)))) {
            receivedBesideEsp(packet, Carrier.TCP);
        }
    }

    /** RFC 3948 2: a keepalive, IKE behind the marker, or ESP. */
    private void receivedBesideEsp(NetworkPacket packet, Carrier carrier) {
        if (NonEspMarker.isPresent(packet.octets())) {
            ike(packet, carrier, NonEspMarker.remove(packet.octets()));
        } else if (!NonEspMarker.isKeepalive(packet.octets())) {
            espReceiver.received(packet);
        }
    }

    private void ike(NetworkPacket packet, Carrier carrier, byte[] message) {
        ikeReceiver.accept(new Path(packet.destination(), packet.source(), carrier), message);
    }
}
