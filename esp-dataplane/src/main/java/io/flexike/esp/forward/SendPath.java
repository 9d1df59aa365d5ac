package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.AhFraming;
import io.flexike.esp.packet.Octets;
import io.flexike.esp.packet.OuterHeader;
import io.flexike.esp.packet.PacketView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a pair's packets leave. Immutable. */
public final class SendPath {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ESP = 50;
    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_OCTETS = 40;
    private static final int UDP_OCTETS = 8;

    private final DatagramPort[] shards;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final int version;
    private final boolean anyLocal;
    private final long localHigh;
    private final long localLow;
    private final long remoteHigh;
    private final long remoteLow;
    private final @Nullable OuterHeader outerHeader;
    private final @Nullable OuterHeader cuttableHeader;

    /** A way to the peer from one port. */
    public SendPath(DatagramPort port, InetSocketAddress local, InetSocketAddress remote) {
        this(List.of(port), local, remote);
    }

    /**
     * A way to the peer.
     *
     * @param shards the ports that packets are sent from, 1 or more at one address
     * @param local our outer address, which the port's may stand for as a wildcard
     * @param remote the peer's outer address
     */
    public SendPath(List<DatagramPort> shards, InetSocketAddress local, InetSocketAddress remote) {
        this.shards = shards.toArray(DatagramPort[]::new);
        this.local = local;
        this.remote = remote;
        byte[] from = local.getAddress().getAddress();
        byte[] to = remote.getAddress().getAddress();
        version = to.length == 4 ? 4 : 6;
        anyLocal = local.getAddress().isAnyLocalAddress();
        localHigh = high(from);
        localLow = low(from);
        remoteHigh = high(to);
        remoteLow = low(to);
        outerHeader = header(false);
        cuttableHeader = header(true);
    }

    private @Nullable OuterHeader header(boolean mayBeCut) {
        return encapsulation() == Encapsulation.AH
                ? new OuterHeader(local.getAddress(), remote.getAddress(), OuterHeader.HOP_LIMIT, mayBeCut)
                : null;
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : Octets.int64(address, 0);
    }

    private static long low(byte[] address) {
        return address.length == 4 ? Octets.int32(address, 0) & 0xffffffffL : Octets.int64(address, 8);
    }

    /** Where single packets leave. */
    public DatagramPort port() {
        return shards[0];
    }

    /**
     * Where the packets of one queue of a device leave: threads of several queues do not wait for each other, and what
     * one of them sends stays in order.
     */
    DatagramPort port(int queue) {
        return shards[queue % shards.length];
    }

    private Encapsulation encapsulation() {
        return port().encapsulation();
    }

    public InetSocketAddress local() {
        return local;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    /**
     * What AH protects as well; null on a path of ESP, whose IP header the system makes.
     *
     * @param whole whether routers are forbidden to cut the packet
     */
    @Nullable
    OuterHeader outerHeader(boolean whole) {
        return whole ? outerHeader : cuttableHeader;
    }

    /** Octets of the IP header, and of the UDP header if there is one, before a packet of ESP. */
    int outerOctets() {
        return ipHeaderOctets() + (encapsulation() == Encapsulation.UDP ? UDP_OCTETS : 0);
    }

    /** 20 or 40. */
    int ipHeaderOctets() {
        return version == 4 ? IPV4_OCTETS : IPV6_OCTETS;
    }

    /**
     * The longest packet that the way carries whole, its IP header included; 0 if that is not known, or there are no
     * packets but a stream.
     *
     * @param queue whose port is asked, as that which its packets leave through
     */
    int mtu(int queue) {
        return isStream() ? 0 : port(queue).pathMtu(remote);
    }

    /** The same as far as it is known by now: nobody is asked or waited for. */
    public int knownMtu() {
        return isStream() ? 0 : port().knownPathMtu(remote);
    }

    private boolean isStream() {
        return encapsulation() == Encapsulation.TCP;
    }

    /** Whether a NAT may stand between the ends, as it may in UDP and in TCP (RFC 9329 6.5). */
    boolean mayCrossNat() {
        return encapsulation() == Encapsulation.UDP || isStream();
    }

    /** Whether it joins the same two addresses; ports and encapsulation may differ. */
    boolean hasAddressesOf(SendPath other) {
        return address(local).equals(address(other.local)) && address(remote).equals(address(other.remote));
    }

    private static InetAddress address(InetSocketAddress end) {
        return end.getAddress();
    }

    /**
     * Whether a packet is one that travels along this path itself: ESP or AH, or what goes between its two ports of UDP
     * or TCP. Who protects that once more protects the outcome too, and so on for ever.
     */
    boolean carries(PacketView packet) {
        if (packet.destinationLow() != remoteLow
                || packet.destinationHigh() != remoteHigh
                || packet.version() != version) {
            return false;
        }
        if (!anyLocal && (packet.sourceLow() != localLow || packet.sourceHigh() != localHigh)) {
            return false;
        }
        return switch (encapsulation()) {
            case AH -> packet.firstProtocol() == AhFraming.PROTOCOL;
            case UDP -> packet.protocol() == UDP && isBetweenPorts(packet);
            case TCP -> packet.protocol() == TCP && isBetweenPorts(packet);
            case NATIVE -> packet.protocol() == ESP;
        };
    }

    private boolean isBetweenPorts(PacketView packet) {
        return packet.sourcePort() == local.getPort() && packet.destinationPort() == remote.getPort();
    }
}
