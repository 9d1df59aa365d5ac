package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.session.Redirector;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with two addresses sends whoever comes to the first one to the second one (RFC 5685). */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class RedirectIT {
    private static final String SECOND_LEFT = "10.99.1.11";
    private static final String SECOND_RIGHT = "10.99.1.12";

    @TempDir
    Path folder;

    private PeerNetwork network;

    @BeforeEach
    void connect() {
        network = PeerNetwork.direct();
        network.left().address(PeerNetwork.DEVICE, SECOND_LEFT + "/24");
        network.right().address(PeerNetwork.DEVICE, SECOND_RIGHT + "/24");
        Sites.addressPeer(network.right());
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    private StrongSwanPeer peer(SwanctlConf conf) {
        return StrongSwanPeer.start(network.right(), folder.resolve("right"), conf);
    }

    private PingStream pings() {
        return PingStream.start(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 4, folder);
    }

    @Test
    void strongswan_sends_us_away_and_we_go_on_at_the_other_gateway() throws Exception {
        try (StrongSwanPeer right = peer(Sites.peer(Suite.GCM_128, "%any", "%any"));
                FlexikePeer left = FlexikePeer.start(
                        network.left(), Sites.initiator(Suite.GCM_128, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4))) {
            SessionSnapshot before = left.awaitSession();
            PingStream pings = pings();
            right.swanctl("--redirect", "--ike", Sites.SITE, "--gateway", SECOND_RIGHT)
                    .orFail();

            left.awaitEvent(
                    GatewayEvent.SessionDown.class, event -> event.session().localSpi() == before.localSpi());
            SessionSnapshot after = left.awaitSession();
            assertThat(after.localSpi()).isNotEqualTo(before.localSpi());
            assertThat(after.path().remote().getAddress()).isEqualTo(IpPrefix.parseAddress(SECOND_RIGHT));
            // the peer sends through the new Child SA as soon as it has answered, before we have its keys
            pings.assertLostAtMost(100);
            assertThat(right.listSas())
                    .contains("ESTABLISHED")
                    .doesNotContain("'peer.example' @ " + PeerNetwork.RIGHT_4);
            Traversal.assertPingsBothWays(network.left(), network.right());
        }
    }

    @Test
    void we_send_strongswan_away_and_it_goes_on_at_the_other_gateway() throws Exception {
        try (FlexikePeer left = FlexikePeer.start(network.left(), gateway(Redirector.NONE));
                StrongSwanPeer right = peer(Sites.peer(Suite.GCM_128, "%any", PeerNetwork.LEFT_4))) {
            right.initiate(Sites.SITE).orFail();
            SessionSnapshot before = left.awaitSession();
            PingStream pings = pings();
            left.gateway().redirect(before, SECOND_LEFT);

            left.awaitEvent(
                    GatewayEvent.SessionDown.class, event -> event.session().localSpi() == before.localSpi());
            assertIsWithSecond(left, right);
            pings.assertLostAtMost(100);
        }
    }

    @Test
    void we_send_strongswan_away_before_we_know_it() throws Exception {
        try (FlexikePeer left = FlexikePeer.start(network.left(), gateway(toSecond(false)));
                StrongSwanPeer right = peer(Sites.peer(Suite.GCM_128, "%any", PeerNetwork.LEFT_4))) {
            right.initiate(Sites.SITE).orFail();

            left.awaitEvent(GatewayEvent.Redirected.class, event -> true);
            assertIsWithSecond(left, right);
        }
    }

    /** It sets out for the other gateway, but release 5.9.8 crashes as it makes the first request for that one. */
    @Test
    void we_send_strongswan_away_when_we_know_it() throws Exception {
        try (FlexikePeer left = FlexikePeer.start(network.left(), gateway(toSecond(true)));
                StrongSwanPeer right = peer(Sites.peer(Suite.GCM_128, "%any", PeerNetwork.LEFT_4)
                        .child(Sites.SITE, Sites.SITE, child -> child.set("start_action", "start")))) {
            left.awaitEvent(GatewayEvent.Redirected.class, event -> true);
            right.awaitLog("authentication of 'own.example' with pre-shared key successful", FlexikePeer.PATIENCE);
            right.awaitLog("redirected to " + SECOND_LEFT, FlexikePeer.PATIENCE);
            right.awaitLog("initiating IKE_SA site\\[1] to " + SECOND_LEFT, FlexikePeer.PATIENCE);
        }
    }

    private static Redirector toSecond(boolean onceItIsKnown) {
        return (path, identity) -> path.local().getAddress().equals(IpPrefix.parseAddress(PeerNetwork.LEFT_4))
                        && identity.isPresent() == onceItIsKnown
                ? Optional.of(new RedirectTarget.Address(IpPrefix.parseAddress(SECOND_LEFT)))
                : Optional.empty();
    }

    private static FlexVpnConfig gateway(Redirector redirector) {
        return Sites.own(
                        Sites.profile(Suite.GCM_128, Sites.KEY),
                        Suite.GCM_128.ipsec(),
                        tunnel -> tunnel.responderOnly())
                .listenOn(PeerNetwork.LEFT_4, SECOND_LEFT)
                .redirectPeers(redirector)
                .build();
    }

    private void assertIsWithSecond(FlexikePeer left, StrongSwanPeer right) {
        SessionSnapshot session =
                left.awaitSession(each -> each.path().local().getAddress().equals(IpPrefix.parseAddress(SECOND_LEFT)));
        assertThat(left.gateway().sessions()).hasSize(1);
        assertThat(right.listSas())
                .contains(String.format("%016x", session.localSpi()), "'own.example' @ " + SECOND_LEFT)
                .doesNotContain("'own.example' @ " + PeerNetwork.LEFT_4 + "[");
        Traversal.assertPingsBothWays(network.left(), network.right());
    }
}
