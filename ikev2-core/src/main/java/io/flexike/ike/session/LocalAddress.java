package io.flexike.ike.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address that we have, with the ports on which we speak IKE there.
 *
 * @param ikePort the stand-in for port 500, 1 to 65,535
 * @param natTraversalPort the stand-in for port 4500, 1 to 65,535
 */
public record LocalAddress(InetAddress address, int ikePort, int natTraversalPort) {
    private static final int IKE = 500;
    private static final int NAT_TRAVERSAL = 4500;
    private static final int LAST_PORT = 65_535;

    public LocalAddress {
        if (ikePort < 1 || ikePort > LAST_PORT || natTraversalPort < 1 || natTraversalPort > LAST_PORT) {
            throw new IllegalArgumentException("ports " + ikePort + " and " + natTraversalPort + " of " + address);
        }
    }

    /** An address with the ports 500 and 4500. */
    public static LocalAddress of(InetAddress address) {
        return new LocalAddress(address, IKE, NAT_TRAVERSAL);
    }

    /** The end of a path that carries the non-ESP marker, or of one that does not. */
    public InetSocketAddress end(boolean natTraversal) {
        return new InetSocketAddress(address, natTraversal ? natTraversalPort : ikePort);
    }
}
