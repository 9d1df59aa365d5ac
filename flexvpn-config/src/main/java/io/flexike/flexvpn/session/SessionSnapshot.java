package io.flexike.flexvpn.session;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.session.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A session with a peer, that is an IKE SA and its Child SAs, at one moment.
 *
 * @param interfaceName {@code Tunnel0}, or {@code Virtual-Access1} for a peer of a virtual template
 * @param origin name of the tunnel or template in the configuration
 * @param profile name of the IKE profile
 * @param localSpi our SPI of the IKE SA
 * @param remoteSpi the peer's
 * @param initiator whether we are the original initiator
 * @param peer the identity that the peer has proven
 * @param eapIdentity whom EAP has authenticated at our end, if it has
 * @param path outer addresses
 * @param behindNat whether there is a NAT in front of us
 * @param peerBehindNat whether there is a NAT in front of the peer
 * @param assigned what we gave the peer as responder, or the peer gave us
 * @param since when it came up
 * @param uptime how long ago that is
 * @param receivedBefore by Child SAs that were replaced since
 * @param sentBefore by Child SAs that were replaced since
 */
public record SessionSnapshot(
        String interfaceName,
        String origin,
        String profile,
        long localSpi,
        long remoteSpi,
        boolean initiator,
        Optional<Identification> peer,
        Optional<String> eapIdentity,
        Path path,
        boolean behindNat,
        boolean peerBehindNat,
        Optional<IkeSuite> suite,
        Assignment assigned,
        Instant since,
        Duration uptime,
        List<ChildSnapshot> children,
        Traffic receivedBefore,
        Traffic sentBefore) {
    /** Copies the list. */
    public SessionSnapshot {
        children = List.copyOf(children);
    }

    /** What all Child SAs have received. */
    public Traffic received() {
        return children.stream().map(ChildSnapshot::received).reduce(receivedBefore, Traffic::plus);
    }

    /** What all Child SAs have sent. */
    public Traffic sent() {
        return children.stream().map(ChildSnapshot::sent).reduce(sentBefore, Traffic::plus);
    }

    /** The peer's identity for people; safe in a log. */
    public String peerText() {
        return peer.map(Identification::toString).orElse("unknown");
    }
}
