package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.RetransmissionSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An end that vanishes without a word is missed by the other one, and welcome when it is back. */
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.TSHARK,
    Requirement.NFTABLES
})
class LivenessIT {
    private static final int TRIES = 4;
    /** Four transmissions within 2.4 s. */
    private static final GatewayEnvironment SOON = GatewayEnvironment.linux()
            .withRetransmission(new RetransmissionSchedule(Duration.ofMillis(300), 1.5, Duration.ofSeconds(1), TRIES));

    @TempDir
    Path folder;

    private PeerNetwork network;

    @BeforeEach
    void start() {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void we_miss_a_killed_peer_and_have_a_new_session_when_it_was_started_again(boolean connectedByUs)
            throws Exception {
        StrongSwanPeer first = peer("first", connectedByUs);
        try (FlexikePeer own = own(connectedByUs, probing())) {
            SessionSnapshot lost = connected(own, first, connectedByUs);
            PacketCapture wire = capture();
            first.kill();
            assertMissed(own, lost, wire);
            try (StrongSwanPeer second = peer("second", connectedByUs)) {
                assertThat(connected(own, second, connectedByUs).localSpi()).isNotEqualTo(lost.localSpi());
            }
        } finally {
            first.close();
        }
    }

    @Test
    void we_miss_a_frozen_peer_and_replace_the_session_that_it_still_knows_when_it_was_thawed() throws Exception {
        try (StrongSwanPeer peer = peer("peer", true);
                FlexikePeer own = own(true, probing())) {
            SessionSnapshot lost = connected(own, peer, true);
            PacketCapture wire = capture();
            peer.freeze();
            try {
                assertMissed(own, lost, wire);
            } finally {
                peer.thaw();
            }
            SessionSnapshot renewed = connected(own, peer, true);
            assertThat(renewed.localSpi()).isNotEqualTo(lost.localSpi());
            Awaitility.await()
                    .atMost(FlexikePeer.PATIENCE)
                    .untilAsserted(() -> assertThat(peer.listSas())
                            .contains(spi(renewed.localSpi()))
                            .doesNotContain(spi(lost.localSpi())));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_peer_misses_us_and_takes_a_new_session_when_we_are_back(boolean connectedByUs) throws Exception {
        try (StrongSwanPeer peer = StrongSwanPeer.start(
                network.right(),
                folder.resolve("peer"),
                CharonSettings.userSpaceEsp()
                        .charon(charon ->
                                charon.set("retransmit_timeout", "0.3").set("retransmit_tries", "3")),
                conf(connectedByUs).connection(Sites.SITE, site -> site.set("dpd_delay", "1s")))) {
            try (FlexikePeer own = own(connectedByUs, silent())) {
                connected(own, peer, connectedByUs);
                // as long as we are there, we answer
                peer.awaitLog(
                        "sending DPD request(?s:.*)parsed INFORMATIONAL response \\d+ \\[ ]", FlexikePeer.PATIENCE);
                network.left().isolate();
            }
            peer.awaitLog("giving up after 3 retransmits", FlexikePeer.PATIENCE);
            peer.awaitNoSas(FlexikePeer.PATIENCE);
            assertThat(peer.log()).doesNotContain("received DELETE");
            network.left().reconnect();
            try (FlexikePeer own = own(connectedByUs, silent())) {
                connected(own, peer, connectedByUs);
            }
        }
    }

    private SwanctlConf conf(boolean connectedByUs) {
        return Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, connectedByUs ? "%any" : PeerNetwork.LEFT_4);
    }

    private StrongSwanPeer peer(String name, boolean connectedByUs) {
        return StrongSwanPeer.start(network.right(), folder.resolve(name), conf(connectedByUs));
    }

    private FlexikePeer own(boolean connectedByUs, IkeProfile.Builder builder) throws Exception {
        IkeProfile profile = builder.proposals(Suite.GCM_128.ike()).build();
        FlexVpnConfig.Builder config = connectedByUs
                ? Sites.initiator(profile, Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)
                : Sites.responder(profile, Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4);
        return FlexikePeer.start(network.left(), config.build(), SOON);
    }

    private static IkeProfile.Builder probing() {
        return Sites.profile(Sites.KEY).dpd(Duration.ofSeconds(1));
    }

    private static IkeProfile.Builder silent() {
        return Sites.profile(Sites.KEY).withoutDpd();
    }

    private SessionSnapshot connected(FlexikePeer own, StrongSwanPeer peer, boolean byUs) {
        if (!byUs) {
            peer.initiate(Sites.SITE).orFail();
        }
        SessionSnapshot session = own.awaitSession();
        assertThat(session.initiator()).isEqualTo(byUs);
        Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
        Traversal.assertPings(network.right(), Sites.PEER_INNER_4, Sites.OWN_INNER_4, 56);
        return session;
    }

    /** RFC 7296 2.4: the same request, as often as the schedule says, and then the IKE SA is over. */
    private static void assertMissed(FlexikePeer own, SessionSnapshot lost, PacketCapture wire) {
        CloseReason reason = own.awaitEvent(
                        GatewayEvent.SessionDown.class, event -> event.session().localSpi() == lost.localSpi())
                .reason();
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.NO_RESPONSE);
        assertThat(reason.explanation()).contains("to " + TRIES + " transmissions");
        List<Tshark.Packet> probes = Tshark.reading(wire.stop())
                .packets(
                        "isakmp.exchangetype == 37 && isakmp.ispi == " + initiatorSpi(lost) + " && !icmp",
                        "isakmp.messageid");
        assertThat(probes).isNotEmpty();
        // those before may have been answered yet
        assertThat(probes).filteredOn(probes.get(probes.size() - 1)::equals).hasSize(TRIES);
    }

    private static String initiatorSpi(SessionSnapshot session) {
        String spi = spi(session.initiator() ? session.localSpi() : session.remoteSpi());
        return String.join(":", spi.split("(?<=\\G..)"));
    }

    private PacketCapture capture() {
        return PacketCapture.start(network.left(), PeerNetwork.DEVICE, folder.resolve("wire.pcapng"));
    }

    private static String spi(long spi) {
        return String.format("%016x", spi);
    }
}
