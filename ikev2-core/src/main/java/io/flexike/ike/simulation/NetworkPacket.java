package io.flexike.ike.simulation;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * An IP packet of the simulated network, without its headers.
 *
 * @param protocol IP protocol number; {@link #TCP}, {@link #UDP} and {@link #ESP} are named here, others pass as well
 * @param source port 0 where the protocol has none
 * @param destination port 0 where the protocol has none
 * @param octets what stands behind the UDP header, in a TCP stream, or behind the IP header for other protocols; not
 *     copied, not to be changed
 */
public record NetworkPacket(int protocol, InetSocketAddress source, InetSocketAddress destination, byte[] octets) {
    /** IP protocol number of TCP. Of a connection only its messages are simulated, each as one packet. */
    public static final int TCP = 6;

    /** IP protocol number of UDP. */
    public static final int UDP = 17;

    /** IP protocol number of ESP (RFC 4303 2). */
    public static final int ESP = 50;

    /** A UDP datagram. */
    public static NetworkPacket datagram(InetSocketAddress source, InetSocketAddress destination, byte[] octets) {
        return new NetworkPacket(UDP, source, destination, octets);
    }

    /** A message in a TCP connection: it arrives in order, and unless somebody blocks the way, it arrives. */
    public static NetworkPacket streamed(InetSocketAddress source, InetSocketAddress destination, byte[] octets) {
        return new NetworkPacket(TCP, source, destination, octets);
    }

    /** An ESP packet straight over IP. */
    public static NetworkPacket esp(InetAddress source, InetAddress destination, byte[] octets) {
        return new NetworkPacket(ESP, new InetSocketAddress(source, 0), new InetSocketAddress(destination, 0), octets);
    }

    /** Octets of the packet with its IP header and, for UDP, that one's. */
    public int ipOctets() {
        int ip = destination.getAddress() instanceof Inet6Address ? 40 : 20;
        return ip + (isDatagram() ? 8 : 0) + octets.length;
    }

    /** Whether this is a UDP datagram. */
    public boolean isDatagram() {
        return protocol == UDP;
    }

    /** Whether this is a message in a TCP connection. */
    public boolean isStreamed() {
        return protocol == TCP;
    }

    /** The same packet from another source. */
    public NetworkPacket withSource(InetSocketAddress newSource) {
        return new NetworkPacket(protocol, newSource, destination, octets);
    }

    /** The same packet to another destination. */
    public NetworkPacket withDestination(InetSocketAddress newDestination) {
        return new NetworkPacket(protocol, source, newDestination, octets);
    }

    /** The same packet with other content. */
    public NetworkPacket withOctets(byte[] newOctets) {
        return new NetworkPacket(protocol, source, destination, newOctets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NetworkPacket that
                && protocol == that.protocol
                && source.equals(that.source)
                && destination.equals(that.destination)
                && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * protocol + source.hashCode()) + destination.hashCode()) + Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return "NetworkPacket[protocol " + protocol + ", " + source + " -> " + destination + ", " + octets.length
                + " octets]";
    }
}
