package io.flexike.esp.spd;

import io.flexike.esp.packet.Octets;
import io.flexike.esp.packet.PacketView;
import java.util.Objects;

/** One traffic selector in the form that is quick to compare: addresses as unsigned longs. */
public final class CompiledSelector {
    private static final int MAX_PORT = 65535;

    private final int version;
    private final int protocol;
    private final int startPort;
    private final int endPort;
    private final long startHigh;
    private final long startLow;
    private final long endHigh;
    private final long endLow;

    /**
     * Compiles one selector.
     *
     * @param protocol 0 for any
     * @param startPort 0 with {@code endPort} 65535 for any; 65535 with {@code endPort} 0 for OPAQUE
     * @param start the first address, 4 or 16 octets
     * @param end the last address, of the same length
     */
    public CompiledSelector(int protocol, int startPort, int endPort, byte[] start, byte[] end) {
        this.version = start.length == 4 ? 4 : 6;
        this.protocol = protocol;
        this.startPort = startPort;
        this.endPort = endPort;
        this.startHigh = high(start);
        this.startLow = low(start);
        this.endHigh = high(end);
        this.endLow = low(end);
    }

    /** The same protocol and ports, between that address and itself. */
    CompiledSelector at(byte[] address) {
        return new CompiledSelector(protocol, startPort, endPort, address, address);
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : Octets.int64(address, 0);
    }

    private static long low(byte[] address) {
        return address.length == 4 ? Octets.int32(address, 0) & 0xffffffffL : Octets.int64(address, 8);
    }

    /** What the ports of a packet have to do with it. */
    enum Ports {
        /** A port has to fit. */
        COMPARED,
        /** Any port fits, for it cannot be seen. */
        IGNORED,
        /** The packet must not be one of those that a selector takes or leaves by their ports. */
        UNNAMED
    }

    /** Whether source address, protocol and source port fit. */
    boolean matchesSource(PacketView packet, Ports ports) {
        return matches(packet, packet.sourceHigh(), packet.sourceLow()) && matchesPort(packet.sourcePort(), ports);
    }

    /** Whether destination address, protocol and destination port fit. */
    boolean matchesDestination(PacketView packet, Ports ports) {
        return matches(packet, packet.destinationHigh(), packet.destinationLow())
                && matchesPort(packet.destinationPort(), ports);
    }

    private boolean matches(PacketView packet, long high, long low) {
        return packet.version() == version
                && (protocol == 0 || protocol == packet.protocol())
                && isAtLeast(high, low, startHigh, startLow)
                && isAtLeast(endHigh, endLow, high, low);
    }

    private boolean matchesPort(int port, Ports ports) {
        if (port == PacketView.SEE_SOURCE || isAnyPort()) {
            return true;
        }
        if (ports != Ports.COMPARED) {
            return ports == Ports.IGNORED;
        }
        // RFC 4301 4.4.1.1: OPAQUE stands for a port that is not there, a range for one that is
        if (startPort > endPort) {
            return port == PacketView.NO_PORT;
        }
        return port != PacketView.NO_PORT && port >= startPort && port <= endPort;
    }

    private static boolean isAtLeast(long high, long low, long otherHigh, long otherLow) {
        int upper = Long.compareUnsigned(high, otherHigh);
        return upper > 0 || upper == 0 && Long.compareUnsigned(low, otherLow) >= 0;
    }

    /** Whether it looks at no port. */
    boolean isAnyPort() {
        return startPort == 0 && endPort == MAX_PORT;
    }

    /** The longest prefix that holds the whole range. */
    PrefixKey coveringPrefix() {
        long differsHigh = startHigh ^ endHigh;
        long differsLow = startLow ^ endLow;
        int common =
                differsHigh != 0 ? Long.numberOfLeadingZeros(differsHigh) : 64 + Long.numberOfLeadingZeros(differsLow);
        PrefixKey key = new PrefixKey();
        key.set(version, startHigh, startLow, version == 4 ? common - 96 : common);
        return key;
    }

    /** Grows with what the selector says beyond addresses: 0 to 2. */
    int specificity() {
        return (protocol == 0 ? 0 : 1) + (isAnyPort() ? 0 : 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompiledSelector that
                && version == that.version
                && protocol == that.protocol
                && startPort == that.startPort
                && endPort == that.endPort
                && startHigh == that.startHigh
                && startLow == that.startLow
                && endHigh == that.endHigh
                && endLow == that.endLow;
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, protocol, startPort, endPort, startHigh, startLow, endHigh, endLow);
    }
}
