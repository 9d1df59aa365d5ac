package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.ike.session.CloseReason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sites that do not fit together say why not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.STRONGSWAN})
class RefusalIT {
    private static final String OTHER_KEY = "not the key of the two of them";
    private static final FlexVpnConfig INITIATOR =
            Sites.initiator(Suite.GCM_128, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4);
    private static final FlexVpnConfig RESPONDER = Sites.responder(Suite.GCM_128, PeerNetwork.LEFT_4);

    private PeerNetwork network;
    private StrongSwanPeer peer;

    @BeforeAll
    void start(@TempDir Path folder) {
        network = PeerNetwork.direct();
        peer = StrongSwanPeer.start(network.right(), folder.resolve("peer"), SwanctlConf.create());
    }

    @AfterAll
    void stop() {
        if (peer != null) {
            peer.close();
        }
        network.close();
    }

    @AfterEach
    void nothing_is_left_at_the_peer() {
        peer.awaitNoSas(FlexikePeer.PATIENCE);
    }

    @Test
    void our_wrong_key_is_refused() throws Exception {
        loadPeer(Suite.GCM_128.charonIke(), Suite.GCM_128.charonEsp(), OTHER_KEY);
        try (FlexikePeer own = FlexikePeer.start(network.left(), INITIATOR)) {
            assertFailed(own, "AUTHENTICATION_FAILED");
            peer.awaitLog("but MAC mismatched", FlexikePeer.PATIENCE);
            assertThat(own.gateway().sessions()).isEmpty();
        }
    }

    @Test
    void a_wrong_key_of_the_peer_is_refused() throws Exception {
        loadPeer(Suite.GCM_128.charonIke(), Suite.GCM_128.charonEsp(), OTHER_KEY);
        try (FlexikePeer own = FlexikePeer.start(network.left(), RESPONDER)) {
            assertThat(peer.initiate(Sites.SITE).output()).contains("received AUTHENTICATION_FAILED notify error");
            GatewayEvent.PeerRefused refused = own.awaitEvent(GatewayEvent.PeerRefused.class, it -> true);
            assertThat(refused.reason().kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
            assertThat(refused.peer().orElseThrow()).hasToString(Sites.PEER_ID);
            assertThat(own.gateway().sessions()).isEmpty();
        }
    }

    @Test
    void our_ike_proposals_have_nothing_in_common_with_those_of_the_peer() throws Exception {
        loadPeer(Suite.CBC_256.charonIke(), Suite.GCM_128.charonEsp(), Sites.KEY);
        try (FlexikePeer own = FlexikePeer.start(network.left(), INITIATOR)) {
            assertFailed(own, "NO_PROPOSAL_CHOSEN");
            peer.awaitLog("received proposals unacceptable", FlexikePeer.PATIENCE);
        }
    }

    @Test
    void ike_proposals_of_the_peer_have_nothing_in_common_with_ours() throws Exception {
        loadPeer(Suite.CBC_256.charonIke(), Suite.GCM_128.charonEsp(), Sites.KEY);
        try (FlexikePeer own = FlexikePeer.start(network.left(), RESPONDER)) {
            assertThat(peer.initiate(Sites.SITE).output()).contains("received NO_PROPOSAL_CHOSEN notify error");
            GatewayEvent.PeerRefused refused = own.awaitEvent(GatewayEvent.PeerRefused.class, it -> true);
            assertThat(refused.reason().kind()).isEqualTo(CloseReason.Kind.NO_PROPOSAL_CHOSEN);
            assertThat(refused.reason().explanation()).contains("AES-CBC", "AES-GCM-16-128");
        }
    }

    @Test
    void our_esp_proposals_have_nothing_in_common_with_those_of_the_peer() throws Exception {
        loadPeer(Suite.GCM_128.charonIke(), Suite.CBC_256.charonEsp(), Sites.KEY);
        try (FlexikePeer own = FlexikePeer.start(network.left(), INITIATOR)) {
            assertFailed(own, "NO_PROPOSAL_CHOSEN");
            peer.awaitLog("failed to establish CHILD_SA, keeping IKE_SA", FlexikePeer.PATIENCE);
        }
    }

    @Test
    void esp_proposals_of_the_peer_have_nothing_in_common_with_ours() throws Exception {
        loadPeer(Suite.GCM_128.charonIke(), Suite.CBC_256.charonEsp(), Sites.KEY);
        try (FlexikePeer own = FlexikePeer.start(network.left(), RESPONDER)) {
            assertThat(peer.initiate(Sites.SITE).output())
                    .contains("received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built");
            GatewayEvent.ChildRefused refused = own.awaitEvent(GatewayEvent.ChildRefused.class, it -> true);
            assertThat(refused.origin()).isEqualTo(Sites.TUNNEL);
            assertThat(refused.reason().kind()).isEqualTo(CloseReason.Kind.NO_PROPOSAL_CHOSEN);
            assertThat(refused.reason().explanation()).contains("AES-CBC", "AES-GCM-16-128");
        }
    }

    private void loadPeer(String ike, String esp, String key) {
        peer.load(Sites.peer(ike, esp, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, key));
    }

    private static void assertFailed(FlexikePeer own, String notify) {
        GatewayEvent.ConnectFailed failed = own.awaitEvent(GatewayEvent.ConnectFailed.class, it -> true);
        assertThat(failed.tunnel()).isEqualTo(Sites.TUNNEL);
        assertThat(failed.reason()).startsWith(notify + ": the peer answered " + notify + ": it ");
    }
}
