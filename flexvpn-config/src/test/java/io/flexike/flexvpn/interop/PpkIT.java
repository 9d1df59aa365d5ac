package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.KeyringPeer;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.PostquantumPolicy.Mixing;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Post-quantum pre-shared keys between us and strongSwan (RFC 8784), needed or not on either side. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class PpkIT {
    private static final String RED_KEY = "of the red key there are two copies";
    private static final String BLUE_KEY = "of the blue key as well";
    private static final String USED = "using PPK for PPK_ID 'red'";

    private PeerNetwork network;
    private StrongSwanPeer peer;

    /** Length of the log when the peer was configured. */
    private int logged;

    @BeforeAll
    void start(@TempDir Path folder) {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
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

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void we_connect_with_the_key_that_both_have(boolean weNeed, boolean peerNeeds) throws Exception {
        loadPeer("red", RED_KEY, peerNeeds);
        try (FlexikePeer own = FlexikePeer.start(network.left(), initiator(red(weNeed)))) {
            assertConnected(own);
            assertThat(logOfThisTest()).contains(USED);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void strongswan_connects_with_the_key_that_both_have(boolean weNeed, boolean peerNeeds) throws Exception {
        loadPeer("red", RED_KEY, peerNeeds);
        try (FlexikePeer own = FlexikePeer.start(network.left(), responder(red(weNeed)))) {
            peer.initiate(Sites.SITE).orFail();
            assertConnected(own);
            assertThat(logOfThisTest()).contains(USED);
        }
    }

    /** strongSwan 5.9 knows nothing of RFC 9867: IKE_AUTH has to do. */
    @Test
    void we_connect_with_the_key_though_we_would_like_it_earlier() throws Exception {
        loadPeer("red", RED_KEY, true);
        IkeProfile early = profile(red(true)).ppkMixing(Mixing.IN_INTERMEDIATE).build();
        try (FlexikePeer own = FlexikePeer.start(network.left(), initiator(early))) {
            assertConnected(own);
            assertThat(logOfThisTest()).contains(USED);
        }
    }

    /** A strongSwan whose connection names a key takes no other one, so this one does not. */
    @Test
    void we_connect_without_a_key_if_nobody_needs_one() throws Exception {
        peer.load(Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4)
                .ppk("blue", BLUE_KEY));
        mark();
        try (FlexikePeer own = FlexikePeer.start(network.left(), initiator(red(false)))) {
            assertConnected(own);
            assertThat(logOfThisTest()).contains("no PPK for 'red' found").doesNotContain("using PPK");
        }
    }

    @Test
    void strongswan_connects_without_a_key_if_nobody_needs_one() throws Exception {
        loadPeer("blue", BLUE_KEY, false);
        try (FlexikePeer own = FlexikePeer.start(network.left(), responder(red(false)))) {
            peer.initiate(Sites.SITE).orFail();
            assertConnected(own);
        }
    }

    @Test
    void we_connect_to_a_peer_that_has_no_keys_if_we_need_none() throws Exception {
        peer.load(Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4));
        mark();
        try (FlexikePeer own = FlexikePeer.start(network.left(), initiator(red(false)))) {
            assertConnected(own);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void strongswan_refuses_us_without_its_key_if_one_side_needs_it(boolean weNeed, boolean peerNeeds)
            throws Exception {
        loadPeer("blue", BLUE_KEY, peerNeeds);
        try (FlexikePeer own = FlexikePeer.start(network.left(), initiator(red(weNeed)))) {
            GatewayEvent.ConnectFailed failed = own.awaitEvent(GatewayEvent.ConnectFailed.class, it -> true);
            assertThat(failed.reason()).startsWith("AUTHENTICATION_FAILED");
            assertThat(own.gateway().sessions()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void we_refuse_strongswan_without_our_key_if_one_side_needs_it(boolean weNeed, boolean peerNeeds) throws Exception {
        loadPeer("blue", BLUE_KEY, peerNeeds);
        assertWeRefuse(red(weNeed), "post-quantum pre-shared key");
    }

    @Test
    void we_refuse_strongswan_without_any_key_if_we_need_one() throws Exception {
        peer.load(Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4));
        mark();
        assertWeRefuse(red(true), "the peer uses none");
    }

    @Test
    void we_refuse_strongswan_with_another_key_of_that_name() throws Exception {
        loadPeer("red", BLUE_KEY, false);
        assertWeRefuse(red(false), "does not match");
    }

    private void assertWeRefuse(Consumer<KeyringPeer.Builder> ppk, String why) throws Exception {
        try (FlexikePeer own = FlexikePeer.start(network.left(), responder(ppk))) {
            assertThat(peer.initiate(Sites.SITE).output()).contains("AUTHENTICATION_FAILED");
            GatewayEvent.PeerRefused refused = own.awaitEvent(GatewayEvent.PeerRefused.class, it -> true);
            assertThat(refused.reason().kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
            assertThat(refused.reason().explanation()).contains(why);
            assertThat(own.gateway().sessions()).isEmpty();
        }
    }

    private static Consumer<KeyringPeer.Builder> red(boolean needed) {
        return peer -> {
            peer.ppk("red", SecretBytes.ofUtf8(RED_KEY));
            if (needed) {
                peer.requirePpk();
            }
        };
    }

    private static IkeProfile.Builder profile(Consumer<KeyringPeer.Builder> ppk) {
        Keyring keys = Keyring.named("sites")
                .peer(
                        "other site",
                        peer -> ppk.accept(
                                peer.identity(Identity.fqdn(Sites.PEER_ID)).preSharedKey(Sites.KEY)))
                .build();
        return IkeProfile.named("to-peer")
                .identity(Identity.fqdn(Sites.OWN_ID))
                .matchRemote(Identity.fqdn(Sites.PEER_ID))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .proposals(Suite.GCM_128.ike());
    }

    private static FlexVpnConfig initiator(Consumer<KeyringPeer.Builder> ppk) {
        return initiator(profile(ppk).build());
    }

    private static FlexVpnConfig initiator(IkeProfile profile) {
        return Sites.initiator(profile, Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)
                .build();
    }

    private static FlexVpnConfig responder(Consumer<KeyringPeer.Builder> ppk) {
        return Sites.responder(profile(ppk).build(), Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4)
                .build();
    }

    private void loadPeer(String id, String key, boolean needed) {
        peer.load(Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4)
                .ppk(id, key)
                .connection(
                        Sites.SITE,
                        connection -> connection.set("ppk_id", id).set("ppk_required", needed ? "yes" : "no")));
        mark();
    }

    private void mark() {
        logged = peer.log().length();
    }

    private String logOfThisTest() {
        return peer.log().substring(logged);
    }

    private void assertConnected(FlexikePeer own) throws Exception {
        own.awaitSession();
        Traversal.assertPingsBothWays(network.left(), network.right());
    }
}
