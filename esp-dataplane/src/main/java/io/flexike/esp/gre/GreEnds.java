package io.flexike.esp.gre;

import java.net.InetAddress;

/**
 * The two addresses that GRE packets travel between: those of their IP header, as this side sees them.
 *
 * @param local ours
 * @param remote the peer's, of the same IP version; behind a NAT, in transport mode, the address that the NAT gives it
 */
public record GreEnds(InetAddress local, InetAddress remote) {
    /** @throws IllegalArgumentException if the versions differ, or one is no address of a single host */
    public GreEnds {
        if (local.getAddress().length != remote.getAddress().length) {
            throw new IllegalArgumentException(
                    local.getHostAddress() + " and " + remote.getHostAddress() + " are not of one IP version");
        }
        checkHost(local);
        checkHost(remote);
    }

    private static void checkHost(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException(address.getHostAddress() + " cannot be the end of a GRE tunnel");
        }
    }
}
