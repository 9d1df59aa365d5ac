package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.identity.Identity;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A NAT forgets its mappings while packets pass: the end outside has to find the one behind it again. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.NFTABLES})
class NatRebindingIT {
    private static final String OTHER_ADDRESS = "10.99.1.21";
    private static final int SECONDS = 3;

    @TempDir
    Path folder;

    private PeerNetwork network;

    @BeforeEach
    void connect() {
        network = PeerNetwork.behindNat();
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {PeerNetwork.LEFT_4, OTHER_ADDRESS})
    void we_follow_strongswan_by_its_packets(String address) throws Exception {
        Sites.addressPeer(network.left());
        try (FlexikePeer right =
                        FlexikePeer.start(network.right(), Sites.responder(Suite.GCM_128, PeerNetwork.RIGHT_4));
                StrongSwanPeer left = StrongSwanPeer.start(
                        network.left(),
                        folder.resolve("left"),
                        Sites.peer(Suite.GCM_128, PeerNetwork.HIDDEN_LEFT_4, PeerNetwork.RIGHT_4))) {
            left.initiate(Sites.SITE).orFail();
            SessionSnapshot before = right.awaitSession();
            PingStream pings = PingStream.start(network.left(), Sites.PEER_INNER_4, Sites.OWN_INNER_4, SECONDS, folder);
            network.rebindNat(address);

            SessionSnapshot moved = right.awaitEvent(GatewayEvent.SessionMoved.class, event -> true)
                    .session();
            assertThat(moved.path().remote().getAddress().getHostAddress()).isEqualTo(address);
            assertThat(moved.path().remote()).isNotEqualTo(before.path().remote());
            pings.assertLostAtMost(100);
            assertSameSession(before, right, left);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strongswan_is_told_where_we_come_from_now(boolean mobike) throws Exception {
        Sites.addressPeer(network.right());
        try (StrongSwanPeer right = StrongSwanPeer.start(
                        network.right(),
                        folder.resolve("right"),
                        Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, "%any")
                                .connection(Sites.SITE, site -> site.set("mobike", mobike ? "yes" : "no")));
                FlexikePeer left = FlexikePeer.start(network.left(), behindNat())) {
            SessionSnapshot before = left.awaitSession();
            PingStream pings =
                    PingStream.start(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 2 * SECONDS, folder);
            network.rebindNat(OTHER_ADDRESS);

            // its user-space ESP does not tell it of our packets, so it learns from our next sign of life
            left.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
            assertThat(right.listSas()).contains("'own.example' @ " + OTHER_ADDRESS);
            pings.assertLostAtMost(400);
            assertSameSession(before, left, right);
        }
    }

    private static FlexVpnConfig behindNat() {
        Keyring keys = Keyring.named("sites")
                .peer("other site", peer -> peer.anyPeer().preSharedKey(Sites.KEY))
                .build();
        IkeProfile profile = IkeProfile.named("to-peer")
                .identity(Identity.fqdn(Sites.OWN_ID))
                .matchRemote(Identity.fqdn(Sites.PEER_ID))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .proposals(Suite.GCM_128.ike())
                .dpd(Duration.ofSeconds(1))
                .build();
        return Sites.own(
                        profile,
                        Suite.GCM_128.ipsec(),
                        tunnel -> tunnel.source(PeerNetwork.HIDDEN_LEFT_4).destination(PeerNetwork.RIGHT_4))
                .build();
    }

    /** It is the same IKE SA, and exchanges work in both directions. */
    private void assertSameSession(SessionSnapshot before, FlexikePeer own, StrongSwanPeer peer) {
        SessionSnapshot after = own.awaitSession();
        assertThat(after.localSpi()).isEqualTo(before.localSpi());
        int child = after.children().get(0).inboundSpi();
        own.gateway().rekey(after, after.children().get(0));
        own.awaitSession(session -> session.children().stream().noneMatch(each -> each.inboundSpi() == child));
        peer.swanctl("--rekey", "--child", Sites.SITE).orFail();
    }
}
