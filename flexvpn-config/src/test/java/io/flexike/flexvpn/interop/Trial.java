package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.util.regex.Pattern;

/**
 * What comes of a {@link Meeting} in one of its two roles.
 *
 * @param right has the connection of the meeting
 */
record Trial(
        PeerNetwork network, StrongSwanPeer right, Meeting meeting, boolean weConnect, GatewayEnvironment environment) {
    /** With nothing unusual around our site. */
    Trial(PeerNetwork network, StrongSwanPeer right, Meeting meeting, boolean weConnect) {
        this(network, right, meeting, weConnect, GatewayEnvironment.linux());
    }

    /** Both prove themselves, and packets pass; gives our view of the session and what strongSwan had to say. */
    Success succeed(Authentication local, Authentication remote) throws Exception {
        int mark = right.log().length();
        SessionSnapshot session;
        try (FlexikePeer left = FlexikePeer.start(network.left(), site(local, remote), environment)) {
            if (!weConnect) {
                right.initiate(meeting.name()).orFail();
            }
            session = left.awaitSession();
            assertThat(session.initiator()).isEqualTo(weConnect);
            Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
        return new Success(session, right.log().substring(mark));
    }

    /** A session that was up, and the log of strongSwan for that time. */
    record Success(SessionSnapshot session, String log) {
        /** With its own name for the way of authentication, such as {@code ED25519} or {@code EAP}. */
        Success assertProved(Meeting meeting, String own, String peers) {
            assertThat(log)
                    .contains("authentication of '" + meeting.ownId() + "' with " + own)
                    .contains("authentication of '" + meeting.peerId() + "' (myself) with " + peers);
            return this;
        }
    }

    /** We do not let the peer in, and tell it so; gives the reason that the events of our site tell. */
    String refuse(Authentication local, Authentication remote) throws Exception {
        return refuse(local, remote, "received AUTHENTICATION_FAILED notify error");
    }

    /** @param words of strongSwan, if it has connected */
    String refuse(Authentication local, Authentication remote, String words) throws Exception {
        int mark = right.log().length();
        try (FlexikePeer left = FlexikePeer.start(network.left(), site(local, remote), environment)) {
            String reason = refusal(left, mark, words);
            assertThat(reason).startsWith("AUTHENTICATION_FAILED: ");
            assertThat(left.gateway().sessions()).isEmpty();
            return reason;
        } finally {
            right.awaitNoSas(FlexikePeer.PATIENCE);
        }
    }

    private String refusal(FlexikePeer left, int mark, String words) {
        if (weConnect) {
            String reason = left.awaitEvent(GatewayEvent.ConnectFailed.class, it -> true)
                    .reason();
            // RFC 7296 2.21.2: in an exchange of its own
            right.awaitLog(Pattern.compile("parsed INFORMATIONAL request \\d+ \\[ N\\(AUTH_FAILED\\)"), mark);
            return reason;
        }
        assertThat(right.initiate(meeting.name()).output()).contains(words);
        return left.awaitEvent(GatewayEvent.PeerRefused.class, it -> true)
                .reason()
                .toString();
    }

    /** strongSwan does not let us in, and its log has a match of the regular expression; gives our reason. */
    String beRefused(Authentication local, Authentication remote, String regex) throws Exception {
        int mark = right.log().length();
        try (FlexikePeer left = FlexikePeer.start(network.left(), site(local, remote), environment)) {
            if (!weConnect) {
                assertThat(right.initiate(meeting.name()).succeeded()).isFalse();
            }
            right.awaitLog(Pattern.compile(regex), mark);
            return weConnect
                    ? left.awaitEvent(GatewayEvent.ConnectFailed.class, it -> true)
                            .reason()
                    : left.awaitEvent(GatewayEvent.SessionDown.class, it -> true)
                            .reason()
                            .toString();
        } finally {
            right.awaitNoSas(FlexikePeer.PATIENCE);
        }
    }

    private FlexVpnConfig site(Authentication local, Authentication remote) {
        IkeProfile profile = IkeProfile.named("to-peer")
                .identity(meeting.ownId())
                .matchRemote(meeting.peerId())
                .local(local)
                .remote(remote)
                .proposals(Meeting.SUITE.ike())
                .build();
        return (weConnect
                        ? Sites.initiator(profile, Meeting.SUITE.ipsec(), PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)
                        : Sites.responder(profile, Meeting.SUITE.ipsec(), PeerNetwork.LEFT_4))
                .build();
    }
}
