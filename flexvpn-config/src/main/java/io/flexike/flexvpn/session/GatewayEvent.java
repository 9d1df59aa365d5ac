package io.flexike.flexvpn.session;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.RedirectTarget;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Something that happened to a gateway. */
public sealed interface GatewayEvent {
    /** Packets can pass. */
    record SessionUp(SessionSnapshot session) implements GatewayEvent {}

    /** A session has new keys: those of its IKE SA, or of one of its Child SAs. */
    record SessionRekeyed(SessionSnapshot session) implements GatewayEvent {}

    /** The outer addresses of a session have changed. */
    record SessionMoved(SessionSnapshot session) implements GatewayEvent {}

    /**
     * The peer has told of its networks in CFG_SET (RFC 7296 3.15). Those that are accepted are among the routes.
     *
     * @param networks all that it has told of so far
     */
    record NetworksTold(SessionSnapshot session, List<IpPrefix> networks) implements GatewayEvent {
        /** Copies the list. */
        public NetworksTold {
            networks = List.copyOf(networks);
        }
    }

    /**
     * Who wanted to connect, or had connected, goes to another gateway (RFC 5685): the peer sent by us, or we sent by
     * the peer. Not every peer is told of that we have sent away before it was known.
     *
     * @param peer its outer address
     */
    record Redirected(InetSocketAddress peer, RedirectTarget to) implements GatewayEvent {}

    /** A session has ended. */
    record SessionDown(SessionSnapshot session, CloseReason reason) implements GatewayEvent {}

    /**
     * A static tunnel did not come up; it is tried again unless the tunnel or the gateway was closed.
     *
     * @param tunnel its name
     * @param reason one sentence
     */
    record ConnectFailed(String tunnel, String reason) implements GatewayEvent {}

    /**
     * A peer that wanted to connect was refused. Not every one is told of when there are many.
     *
     * @param peer the identity that it claimed, if it came that far
     * @param address its outer address
     */
    record PeerRefused(Optional<Identification> peer, InetSocketAddress address, CloseReason reason)
            implements GatewayEvent {}

    /**
     * The session is there, but no Child SA was agreed upon.
     *
     * @param origin name of the tunnel or template in the configuration
     */
    record ChildRefused(String origin, CloseReason reason) implements GatewayEvent {}

    /**
     * A datagram was dropped or refused. Not every one is told of when there are many.
     *
     * @param address where it came from
     * @param reason one sentence
     */
    record DatagramRefused(InetSocketAddress address, String reason) implements GatewayEvent {}
}
