package io.flexike.esp;

import io.flexike.esp.spd.CompiledSelector;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * One side of the traffic that an SA protects (RFC 4301 4.4.1.1, RFC 7296 3.13.1). A packet belongs to an SA if one of
 * its local selectors matches our side of the packet and one of its remote selectors the other.
 *
 * @param protocol the next layer protocol, 0 for any
 * @param startPort the first port, or ICMP type and code as 256 * type + code; 0 to 65535 is any, also none; 65535 with
 *     end 0 is OPAQUE: only packets whose port cannot be seen, such as later fragments
 * @param endPort the last port
 * @param start the first address
 * @param end the last address
 */
public record Selector(int protocol, int startPort, int endPort, InetAddress start, InetAddress end) {
    /** The highest port number. */
    public static final int MAX_PORT = 65535;

    public Selector {
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("protocol " + protocol + " is not between 0 and 255");
        }
        checkPorts(startPort, endPort);
        byte[] first = start.getAddress();
        byte[] last = end.getAddress();
        if (first.length != last.length || Arrays.compareUnsigned(first, last) > 0) {
            throw new IllegalArgumentException(
                    start.getHostAddress() + " to " + end.getHostAddress() + " is not a range of addresses");
        }
    }

    private static void checkPorts(int startPort, int endPort) {
        boolean range = startPort >= 0 && startPort <= endPort && endPort <= MAX_PORT;
        boolean opaque = startPort == MAX_PORT && endPort == 0;
        if (!range && !opaque) {
            throw new IllegalArgumentException(startPort + " to " + endPort + " is not a range of ports");
        }
    }

    /** Any protocol and port between two addresses. */
    public static Selector range(InetAddress start, InetAddress end) {
        return new Selector(0, 0, MAX_PORT, start, end);
    }

    /** Any protocol and port of a prefix such as {@code 10.1.0.0/16} or of one address. */
    public static Selector subnet(String prefix) {
        return SelectorText.parse(prefix);
    }

    /** All of IPv4. */
    public static Selector any4() {
        return subnet("0.0.0.0/0");
    }

    /** All of IPv6. */
    public static Selector any6() {
        return subnet("::/0");
    }

    /** The same addresses, but only one protocol. */
    public Selector onlyProtocol(int newProtocol) {
        return new Selector(newProtocol, startPort, endPort, start, end);
    }

    /** The same addresses and protocol, but only these ports. */
    public Selector onlyPorts(int newStart, int newEnd) {
        return new Selector(protocol, newStart, newEnd, start, end);
    }

    CompiledSelector compile() {
        return new CompiledSelector(protocol, startPort, endPort, start.getAddress(), end.getAddress());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(start.getHostAddress());
        if (!start.equals(end)) {
            text.append('-').append(end.getHostAddress());
        }
        if (protocol != 0) {
            text.append(" protocol ").append(protocol);
        }
        if (startPort > endPort) {
            text.append(" port OPAQUE");
        } else if (startPort != 0 || endPort != MAX_PORT) {
            text.append(" ports ").append(startPort).append('-').append(endPort);
        }
        return text.toString();
    }
}
