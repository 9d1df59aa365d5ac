package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New keys by either side while packets pass: none is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class RekeyIT {
    private static final int SECONDS = 3;

    private PeerNetwork network;
    private StrongSwanPeer right;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        right = StrongSwanPeer.start(
                network.right(),
                folder.resolve("right"),
                CharonSettings.userSpaceEsp().charon(charon -> charon.set("make_before_break", "yes")),
                Sites.peer(Suite.GCM_128, "%any", "%any"));
    }

    @AfterAll
    void stop() {
        if (right != null) {
            right.close();
        }
        network.close();
    }

    private FlexikePeer connected(boolean byUs) throws Exception {
        right.load(Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, byUs ? "%any" : PeerNetwork.LEFT_4));
        FlexikePeer left = FlexikePeer.start(
                network.left(),
                byUs
                        ? Sites.initiator(Suite.GCM_128, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)
                        : Sites.responder(Suite.GCM_128, PeerNetwork.LEFT_4));
        if (!byUs) {
            right.initiate(Sites.SITE).orFail();
        }
        left.awaitSession();
        return left;
    }

    private PingStream pings() {
        return PingStream.start(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, SECONDS, folder);
    }

    private void assertOneOfEach(FlexikePeer left) {
        Awaitility.await().atMost(FlexikePeer.PATIENCE).untilAsserted(() -> {
            assertThat(left.gateway().sessions()).as(right.log()).hasSize(1);
            SessionSnapshot session = left.gateway().sessions().get(0);
            assertThat(session.children()).as(right.log()).hasSize(1);
            String sas = right.listSas();
            assertThat(sas.split("ESTABLISHED", -1)).as(sas).hasSize(2);
            assertThat(sas.split("INSTALLED", -1)).as(sas).hasSize(2);
            assertThat(sas)
                    .contains(String.format("%016x", session.localSpi()))
                    .contains(String.format("%08x", session.children().get(0).inboundSpi()));
        });
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void the_child_sa_is_rekeyed_without_a_lost_packet(boolean connectedByUs, boolean rekeyedByUs) throws Exception {
        try (FlexikePeer left = connected(connectedByUs)) {
            SessionSnapshot before = left.awaitSession();
            PingStream pings = pings();
            if (rekeyedByUs) {
                left.gateway().rekey(before, before.children().get(0));
            } else {
                right.swanctl("--rekey", "--child", Sites.SITE).orFail();
            }
            left.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
            pings.assertNothingLost();
            assertOneOfEach(left);
            assertThat(left.awaitSession().children().get(0).inboundSpi())
                    .isNotEqualTo(before.children().get(0).inboundSpi());
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void the_ike_sa_is_rekeyed_without_a_lost_packet(boolean connectedByUs, boolean rekeyedByUs) throws Exception {
        try (FlexikePeer left = connected(connectedByUs)) {
            SessionSnapshot before = left.awaitSession();
            PingStream pings = pings();
            if (rekeyedByUs) {
                left.gateway().rekey(before);
            } else {
                right.swanctl("--rekey", "--ike", Sites.SITE).orFail();
            }
            left.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
            assertOneOfEach(left);
            // the new one works: it carries a rekeying in both directions
            SessionSnapshot after = left.awaitSession();
            assertThat(after.localSpi()).isNotEqualTo(before.localSpi());
            left.gateway().rekey(after, after.children().get(0));
            right.swanctl("--rekey", "--child", Sites.SITE).orFail();
            pings.assertNothingLost();
            assertOneOfEach(left);
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    @RepeatedTest(3)
    void both_ends_rekey_at_once() throws Exception {
        try (FlexikePeer left = connected(true)) {
            PingStream pings = pings();
            for (int i = 0; i < 3; i++) {
                SessionSnapshot session = left.awaitSession();
                int mark = right.log().length();
                CompletableFuture<HostCommand.Outcome> theirs =
                        CompletableFuture.supplyAsync(() -> right.swanctl("--rekey", "--child", Sites.SITE));
                right.awaitLog(Pattern.compile("rekeying|CREATE_CHILD_SA request"), mark);
                left.gateway().rekey(session, session.children().get(0));
                theirs.get();
                assertOneOfEach(left);
                CompletableFuture<HostCommand.Outcome> ofIkeSa =
                        CompletableFuture.supplyAsync(() -> right.swanctl("--rekey", "--ike", Sites.SITE));
                left.gateway().rekey(left.awaitSession());
                ofIkeSa.get();
                assertOneOfEach(left);
            }
            pings.assertNothingLost();
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_new_authentication_takes_over_without_a_gap(boolean byUs) throws Exception {
        try (FlexikePeer left = connected(byUs)) {
            SessionSnapshot before = left.awaitSession();
            PingStream pings = pings();
            if (byUs) {
                left.gateway().reauthenticate(before);
            } else {
                right.swanctl("--rekey", "--ike", Sites.SITE, "--reauth").orFail();
            }
            left.awaitEvent(
                    GatewayEvent.SessionUp.class, event -> event.session().localSpi() != before.localSpi());
            pings.assertNothingLost();
            assertOneOfEach(left);
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rekeying_with_forward_secrecy_finds_the_group_that_the_other_end_wants(boolean rekeyedByUs) throws Exception {
        // we would begin with x25519 and the peer with modp2048; each end takes one only
        Proposal both = Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .keyExchange(rekeyedByUs ? KeyExchangeMethod.CURVE25519 : KeyExchangeMethod.ECP_256)
                .keyExchange(KeyExchangeMethod.ECP_256)
                .build();
        String theirs = rekeyedByUs ? "aes128gcm16-ecp256" : "aes128gcm16-x25519-ecp256";
        right.load(Sites.peer(Suite.GCM_128.charonIke(), theirs, PeerNetwork.RIGHT_4, "%any", Sites.KEY));
        IpsecProfile ipsec = IpsecProfile.named("pfs").proposals(both).build();
        try (FlexikePeer left = FlexikePeer.start(
                network.left(),
                Sites.own(
                                Sites.profile(Suite.GCM_128, Sites.KEY),
                                ipsec,
                                tunnel -> tunnel.source(PeerNetwork.LEFT_4).destination(PeerNetwork.RIGHT_4))
                        .build())) {
            SessionSnapshot before = left.awaitSession();
            PingStream pings = pings();
            if (rekeyedByUs) {
                left.gateway().rekey(before, before.children().get(0));
            } else {
                right.swanctl("--rekey", "--child", Sites.SITE).orFail();
            }
            left.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
            pings.assertNothingLost();
            assertOneOfEach(left);
            assertThat(left.awaitSession().children().get(0).suite().keyExchange())
                    .isEqualTo(KeyExchangeMethod.ECP_256);
            right.awaitLog("INVAL_KE|INVALID_KE", FlexikePeer.PATIENCE);
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    @Test
    void a_child_sa_whose_lifetime_is_seconds_is_rekeyed_again_and_again() throws Exception {
        right.load(Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, "%any")
                .child(
                        Sites.SITE,
                        Sites.SITE,
                        child -> child.set("rekey_time", "2s")
                                .set("life_time", "20s")
                                .set("rand_time", "0s")));
        try (FlexikePeer left = FlexikePeer.start(
                network.left(), Sites.initiator(Suite.GCM_128, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4))) {
            left.awaitSession();
            PingStream pings = PingStream.start(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 8, folder);
            pings.assertNothingLost();
            left.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }
}
