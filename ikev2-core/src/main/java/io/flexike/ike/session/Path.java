package io.flexike.ike.session;

import java.net.InetSocketAddress;

/**
 * The two ends between which datagrams of an IKE SA travel.
 *
 * @param natTraversal whether datagrams carry the non-ESP marker of RFC 3948 2.2 (port 4500 and its stand-ins); the
 *     transport adds and removes the marker
 */
public record Path(InetSocketAddress local, InetSocketAddress remote, boolean natTraversal) {
    /** The same local end towards another remote end. */
    public Path withRemote(InetSocketAddress newRemote) {
        return new Path(local, newRemote, natTraversal);
    }

    /** The same way as the other end sees it, with no NAT in between. */
    public Path reversed() {
        return new Path(/* local= */ remote, /* remote= */ local, natTraversal);
    }
}
