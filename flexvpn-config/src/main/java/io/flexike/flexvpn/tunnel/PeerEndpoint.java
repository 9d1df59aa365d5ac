package io.flexike.flexvpn.tunnel;

import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a peer listens.
 *
 * @param host an IP address, or a name that is looked up at every attempt to connect
 * @param ikePort UDP port of IKE, normally 500
 * @param natTraversalPort UDP port of IKE and ESP behind a NAT, normally 4500
 */
public record PeerEndpoint(String host, int ikePort, int natTraversalPort) {
    /** The port of IKE (RFC 7296 2). */
    public static final int IKE_PORT = 500;

    /** The port of NAT traversal (RFC 7296 2.23). */
    public static final int NAT_TRAVERSAL_PORT = 4500;

    /** Checks the ports, which are 1 to 65535, and that there is a host. */
    public PeerEndpoint {
        if (host.isBlank()) {
            throw new IllegalArgumentException("a peer's host is empty");
        }
        for (int port : new int[] {ikePort, natTraversalPort}) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port out of range: " + port);
            }
        }
    }

    /** On the standard ports. */
    public static PeerEndpoint of(String host) {
        return new PeerEndpoint(host, IKE_PORT, NAT_TRAVERSAL_PORT);
    }

    /** The address, if the host is one and not a name. */
    public Optional<InetAddress> literalAddress() {
        boolean literal = host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return literal ? Optional.of(IpPrefix.parseAddress(host)) : Optional.empty();
    }

    /** The host, with its ports where they are not the standard ones. */
    @Override
    public String toString() {
        return ikePort == IKE_PORT && natTraversalPort == NAT_TRAVERSAL_PORT
                ? host
                : host + " ports " + ikePort + " and " + natTraversalPort;
    }
}
