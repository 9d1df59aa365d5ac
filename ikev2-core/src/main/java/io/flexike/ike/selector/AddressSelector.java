package io.flexike.ike.selector;

import io.flexike.ike.error.InvalidSyntaxException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of IPv4 or IPv6 addresses, with an IP protocol and a range of ports (RFC 7296 3.13.1, types 7 and 8).
 *
 * <p>Ports 0 to 65535 are ANY, which includes packets whose ports are not known; 65535 to 0 is OPAQUE, which is only
 * those (RFC 4301 4.4.1.1). For ICMP a port is type and code: {@code type << 8 | code}.
 *
 * @param protocol IP protocol, 0 for any
 * @param startPort first port, 0 to 65535
 * @param endPort last port, inclusive
 * @param start first address
 * @param end last address, inclusive, of the same family and not below the first
 */
public record AddressSelector(int protocol, int startPort, int endPort, InetAddress start, InetAddress end)
        implements TrafficSelector {
    /**
     * The port of a packet whose ports are not known or do not exist: a later fragment, or a protocol without ports.
     */
    public static final int NO_PORT = -1;

    private static final int LAST_PORT = 65535;

    /** Checks ranges; the addresses lose host name and scope. */
    public AddressSelector {
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("Protocol out of range: " + protocol);
        }
        if (startPort < 0 || startPort > LAST_PORT || endPort < 0 || endPort > LAST_PORT) {
            throw new IllegalArgumentException("Port out of range: " + startPort + " to " + endPort);
        }
        if (startPort > endPort && !(startPort == LAST_PORT && endPort == 0)) {
            throw new IllegalArgumentException("Ports end before they start: " + startPort + " to " + endPort);
        }
        start = IpLiteral.ofOctets(start.getAddress());
        end = IpLiteral.ofOctets(end.getAddress());
        if (start.getAddress().length != end.getAddress().length) {
            throw new IllegalArgumentException("Addresses of two families: " + start + " to " + end);
        }
        if (compare(start, end) > 0) {
            throw new IllegalArgumentException("Addresses end before they start: " + start + " to " + end);
        }
    }

    /** All traffic of the prefix. */
    public static AddressSelector subnet(IpPrefix prefix) {
        return range(prefix.address(), prefix.last());
    }

    /** All traffic of the prefix in text, such as {@code 10.0.0.0/8}. */
    public static AddressSelector subnet(String prefix) {
        return subnet(IpPrefix.parse(prefix));
    }

    /** All traffic of one address. */
    public static AddressSelector host(InetAddress address) {
        return range(address, address);
    }

    /** All traffic of a range of addresses, both ends inclusive. */
    public static AddressSelector range(InetAddress start, InetAddress end) {
        return new AddressSelector(0, 0, LAST_PORT, start, end);
    }

    /** All IPv4 traffic. */
    public static AddressSelector any4() {
        return subnet("0.0.0.0/0");
    }

    /** All IPv6 traffic. */
    public static AddressSelector any6() {
        return subnet("::/0");
    }

    /** The same with another protocol, 0 for any. */
    public AddressSelector withProtocol(int otherProtocol) {
        return new AddressSelector(otherProtocol, startPort, endPort, start, end);
    }

    /** The same with other ports, both ends inclusive. */
    public AddressSelector withPorts(int first, int last) {
        return new AddressSelector(protocol, first, last, start, end);
    }

    /** The same for packets whose ports are not known only. */
    public AddressSelector withOpaquePorts() {
        return withPorts(LAST_PORT, 0);
    }

    static AddressSelector decodeWhole(ByteBuffer selector) throws InvalidSyntaxException {
        int type = selector.get() & 0xff;
        int addressOctets = type == IPV4_ADDR_RANGE ? 4 : 16;
        int length = selector.limit();
        if (length != 8 + 2 * addressOctets) {
            throw new InvalidSyntaxException("A traffic selector of type " + type + " has " + length
                    + " octets instead of " + (8 + 2 * addressOctets) + ".");
        }
        int protocol = selector.get() & 0xff;
        selector.getShort();
        int startPort = selector.getShort() & 0xffff;
        int endPort = selector.getShort() & 0xffff;
        byte[] first = new byte[addressOctets];
        byte[] last = new byte[addressOctets];
        selector.get(first).get(last);
        if (Arrays.compareUnsigned(first, last) > 0) {
            throw new InvalidSyntaxException("A traffic selector's addresses end before they start.");
        }
        if (startPort > endPort && !(startPort == LAST_PORT && endPort == 0)) {
            throw new InvalidSyntaxException(
                    "A traffic selector's ports end before they start: " + startPort + " to " + endPort + ".");
        }
        return new AddressSelector(protocol, startPort, endPort, IpLiteral.ofOctets(first), IpLiteral.ofOctets(last));
    }

    @Override
    public int tsType() {
        return isIpv4() ? IPV4_ADDR_RANGE : IPV6_ADDR_RANGE;
    }

    /** Whether the addresses are IPv4. */
    public boolean isIpv4() {
        return start instanceof Inet4Address;
    }

    @Override
    public int octets() {
        return isIpv4() ? 16 : 40;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.put((byte) tsType()).put((byte) protocol).putShort((short) octets());
        out.putShort((short) startPort).putShort((short) endPort);
        out.put(start.getAddress()).put(end.getAddress());
    }

    /** Whether the ports are ANY: every packet, also one whose ports are not known. */
    public boolean hasAnyPort() {
        return startPort == 0 && endPort == LAST_PORT;
    }

    /** Whether the ports are OPAQUE: only packets whose ports are not known. */
    public boolean hasOpaquePorts() {
        return startPort == LAST_PORT && endPort == 0;
    }

    /** Whether all traffic of the other one is also traffic of this one. */
    public boolean contains(AddressSelector other) {
        return intersect(other).equals(Optional.of(other));
    }

    /** The traffic that belongs to both, which is one selector or nothing. */
    public Optional<AddressSelector> intersect(AddressSelector other) {
        if (isIpv4() != other.isIpv4() || (protocol != 0 && other.protocol != 0 && protocol != other.protocol)) {
            return Optional.empty();
        }
        InetAddress first = compare(start, other.start) >= 0 ? start : other.start;
        InetAddress last = compare(end, other.end) <= 0 ? end : other.end;
        if (compare(first, last) > 0) {
            return Optional.empty();
        }
        int protocolOfBoth = protocol == 0 ? other.protocol : protocol;
        if (hasAnyPort()) {
            return Optional.of(new AddressSelector(protocolOfBoth, other.startPort, other.endPort, first, last));
        }
        if (other.hasAnyPort() || (hasOpaquePorts() && other.hasOpaquePorts())) {
            return Optional.of(new AddressSelector(protocolOfBoth, startPort, endPort, first, last));
        }
        int firstPort = Math.max(startPort, other.startPort);
        int lastPort = Math.min(endPort, other.endPort);
        // With OPAQUE on one side only the numbers cross, and nothing is left either.
        return firstPort > lastPort
                ? Optional.empty()
                : Optional.of(new AddressSelector(protocolOfBoth, firstPort, lastPort, first, last));
    }

    /**
     * Whether a packet belongs to this selector.
     *
     * @param packetProtocol IP protocol of the packet, 0 to 255
     * @param address its address on this selector's side
     * @param port its port on this selector's side, or {@link #NO_PORT}
     */
    public boolean matches(int packetProtocol, InetAddress address, int port) {
        return (protocol == 0 || protocol == packetProtocol)
                && address.getAddress().length == start.getAddress().length
                && compare(start, address) <= 0
                && compare(address, end) <= 0
                && (hasAnyPort() || (port == NO_PORT ? hasOpaquePorts() : startPort <= port && port <= endPort));
    }

    /** The range as one prefix, if it is one; says nothing about protocol and ports. */
    public Optional<IpPrefix> prefix() {
        byte[] first = start.getAddress();
        byte[] last = end.getAddress();
        int length = 0;
        while (length < first.length * 8 && ((first[length / 8] ^ last[length / 8]) & 0x80 >> length % 8) == 0) {
            length++;
        }
        IpPrefix candidate = new IpPrefix(start, length);
        return candidate.address().equals(start) && candidate.last().equals(end)
                ? Optional.of(candidate)
                : Optional.empty();
    }

    private static int compare(InetAddress left, InetAddress right) {
        return Arrays.compareUnsigned(left.getAddress(), right.getAddress());
    }

    /** Such as {@code 10.0.0.0/8}, {@code 192.0.2.1[tcp/80]} or {@code 192.0.2.1-192.0.2.6[udp/100-200]}. */
    @Override
    public String toString() {
        String addresses = start.equals(end)
                ? IpLiteral.format(start)
                : prefix().map(IpPrefix::toString).orElse(IpLiteral.format(start) + "-" + IpLiteral.format(end));
        if (protocol == 0 && hasAnyPort()) {
            return addresses;
        }
        return addresses + "[" + protocolName() + (hasAnyPort() ? "" : "/" + ports()) + "]";
    }

    private String ports() {
        if (hasOpaquePorts()) {
            return "opaque";
        }
        return startPort == endPort ? Integer.toString(startPort) : startPort + "-" + endPort;
    }

    private String protocolName() {
        return switch (protocol) {
            case 0 -> "any";
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 47 -> "gre";
            case 58 -> "ipv6-icmp";
            case 132 -> "sctp";
            default -> Integer.toString(protocol);
        };
    }
}
