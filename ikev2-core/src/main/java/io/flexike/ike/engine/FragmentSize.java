package io.flexike.ike.engine;

import io.flexike.ike.session.Path;
import java.net.Inet6Address;

/** How long a message may be on a path before it is sent in fragments (RFC 7383 2.5.1). */
final class FragmentSize {
    /** RFC 7383 2.5.1: what passes on nearly every path. */
    private static final int SMALLEST_IPV4 = 576;

    private static final int SMALLEST_IPV6 = 1280;

    /** IPv4 header, UDP header, and the non-ESP marker, with which a message may have to be repeated later. */
    private static final int AROUND_IPV4 = 20 + 8 + 4;

    private static final int AROUND_IPV6 = 40 + 8 + 4;

    private FragmentSize() {}

    /** Octets of a message in an IP packet of that many octets. */
    static int messageOctets(Path path, int packetOctets) {
        return packetOctets - around(path);
    }

    /** Octets of the IP packet that carries a message of that many octets. */
    static int packetOctets(Path path, int messageOctets) {
        return messageOctets + around(path);
    }

    /** Below this we never go by ourselves. */
    static int smallest(Path path) {
        return isIpv6(path) ? SMALLEST_IPV6 : SMALLEST_IPV4;
    }

    private static int around(Path path) {
        return isIpv6(path) ? AROUND_IPV6 : AROUND_IPV4;
    }

    private static boolean isIpv6(Path path) {
        return path.remote().getAddress() instanceof Inet6Address;
    }
}
