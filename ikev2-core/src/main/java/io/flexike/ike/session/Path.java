package io.flexike.ike.session;

import java.net.InetSocketAddress;

/**
 * The two ends between which the messages of an IKE SA travel.
 *
 * @param local our end; on TCP the initiator of the connection may not know its port before the system chose one, and
 *     then says 0
 * @param carrier what carries the messages; the transport adds and removes the non-ESP marker and the framing
 */
public record Path(InetSocketAddress local, InetSocketAddress remote, Carrier carrier) {
    /**
     * A path over UDP.
     *
     * @param natTraversal whether datagrams carry the non-ESP marker of RFC 3948 2.2 (port 4500 and its stand-ins)
     */
    public Path(InetSocketAddress local, InetSocketAddress remote, boolean natTraversal) {
        this(local, remote, natTraversal ? Carrier.UDP_NAT_TRAVERSAL : Carrier.UDP);
    }

    /** A path over a TCP connection between two ends (RFC 9329). */
    public static Path tcp(InetSocketAddress local, InetSocketAddress remote) {
        return new Path(local, remote, Carrier.TCP);
    }

    /** Whether these are UDP datagrams with the non-ESP marker of RFC 3948 2.2; not so on TCP. */
    public boolean natTraversal() {
        return carrier == Carrier.UDP_NAT_TRAVERSAL;
    }

    /** The same local end towards another remote end. */
    public Path withRemote(InetSocketAddress newRemote) {
        return new Path(local, newRemote, carrier);
    }

    /** The same way as the other end sees it, with no NAT in between. */
    public Path reversed() {
        return new Path(/* local= */ remote, /* remote= */ local, carrier);
    }
}
