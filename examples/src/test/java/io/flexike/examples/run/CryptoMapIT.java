package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.examples.run.ShownChildren.ShownChild;
import io.flexike.flexvpn.interop.ConfigSection;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.Ping;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.RouterPeer;
import io.flexike.flexvpn.interop.StrongSwanPeer;
import io.flexike.flexvpn.interop.SwanctlConf;
import io.flexike.flexvpn.interop.Traversal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program with a crypto map whose access list has three lines, and strongSwan with three children. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class CryptoMapIT {
    private static final String ROUTER = """
            hostname R1
            !
            crypto ikev2 proposal MAP
             encryption aes-gcm-256
             prf sha384
             group 19
            !
            crypto ikev2 policy MAP
             proposal MAP
            !
            crypto ikev2 keyring MAP
             peer R2
              address 10.99.1.2
              pre-shared-key a key for both
             !
            !
            crypto ikev2 profile MAP
             match identity remote address 10.99.1.2 255.255.255.255
             identity local address 10.99.1.1
             authentication remote pre-share
             authentication local pre-share
             keyring local MAP
             no config-exchange request
             no config-exchange set accept
             no config-exchange set send
            !
            crypto ipsec transform-set MAP esp-gcm 256
             mode tunnel
            !
            ip access-list extended LANS
             10 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
             20 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
             30 permit icmp host 10.4.0.1 10.3.0.0 0.0.0.255
            !
            crypto map MAP 10 ipsec-isakmp
             set peer 10.99.1.2
             set transform-set MAP
             set pfs group19
             set ikev2-profile MAP
             match address LANS
            !
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
             crypto map MAP
            """;

    private static final List<Flow> FLOWS = List.of(
            new Flow("first", "10.1.0.1", "10.2.0.1", "10.1.0.0/255.255.255.0/0/0 10.2.0.0/255.255.255.0/0/0"),
            new Flow("second", "10.1.0.1", "10.3.0.1", "10.1.0.0/255.255.255.0/0/0 10.3.0.0/255.255.255.0/0/0"),
            new Flow("third", "10.4.0.1", "10.3.0.1", "10.4.0.1/255.255.255.255/1/0 10.3.0.0/255.255.255.0/1/0"));

    private Path folder;
    private PeerNetwork network;
    private StrongSwanPeer peer;

    /** A child of strongSwan, a host at each end of what it protects, and how we show it. */
    private record Flow(String child, String own, String peer, String shown) {
        boolean is(ShownChild child) {
            return shown.equals(child.local() + " " + child.remote());
        }
    }

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        network = PeerNetwork.direct();
        network.left().address("lo", "10.1.0.1/24").address("lo", "10.4.0.1/24");
        network.right().address("lo", "10.2.0.1/24").address("lo", "10.3.0.1/24");
        peer = StrongSwanPeer.start(network.right(), folder.resolve("peer"), peer());
    }

    @AfterAll
    void stop() {
        if (peer != null) {
            peer.close();
        }
        network.close();
    }

    private static SwanctlConf peer() {
        SwanctlConf.Ends ends =
                new SwanctlConf.Ends(PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4);
        return SwanctlConf.create()
                .connection(
                        "r1",
                        connection -> connection
                                .set("version", "2")
                                .set("local_addrs", ends.localAddress())
                                .set("remote_addrs", ends.remoteAddress())
                                .set("proposals", RouterPeer.CHARON_IKE)
                                .section(
                                        "local",
                                        local -> local.set("auth", "psk").set("id", ends.localId()))
                                .section(
                                        "remote",
                                        remote -> remote.set("auth", "psk").set("id", ends.remoteId())))
                .child("r1", "first", child -> protects(child, "10.2.0.0/24", "10.1.0.0/24"))
                .child("r1", "second", child -> protects(child, "10.3.0.0/24", "10.1.0.0/24"))
                .child("r1", "third", child -> protects(child, "10.3.0.0/24[icmp]", "10.4.0.1/32[icmp]"))
                .preSharedKey("a key for both");
    }

    private static void protects(ConfigSection child, String own, String peers) {
        child.set("esp_proposals", RouterPeer.CHARON_ESP).set("local_ts", own).set("remote_ts", peers);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void each_line_has_a_child_sa_that_carries_its_own_packets(boolean connectedByUs) throws Exception {
        String text = connectedByUs ? ROUTER : waiting();
        try (Program own = Program.router(network.left(), folder.resolve("r1.cfg"), text)) {
            if (!connectedByUs) {
                FLOWS.forEach(flow -> peer.initiate(flow.child()).orFail());
            }
            own.awaitOut("session up ");
            Awaitility.await()
                    .atMost(Program.PATIENCE)
                    .untilAsserted(() -> assertThat(ShownChildren.of(own))
                            .extracting(child -> child.local() + " " + child.remote())
                            .containsExactlyInAnyOrderElementsOf(
                                    FLOWS.stream().map(Flow::shown).toList()));
            for (Flow flow : FLOWS) {
                assertOnlyItsChildCarries(own, flow);
            }
            assertThat(Ping.inVain(network.left(), "10.4.0.1", "10.2.0.1", 56).nothingCameBack())
                    .as("what no line permits")
                    .isTrue();
            rekeySecond(own);
            FLOWS.forEach(
                    flow -> Traversal.assertPingsBothWays(network.left(), flow.own(), network.right(), flow.peer()));
            own.assertEndsInOrder();
        }
        peer.awaitNoSas(Program.PATIENCE);
        assertThat(network.left().ip("route")).doesNotContain("10.2.0.0", "10.3.0.0");
    }

    /** An entry of a dynamic map has no peer that we could connect to. */
    private static String waiting() {
        return ROUTER.replace("crypto map MAP 10 ipsec-isakmp\n set peer 10.99.1.2\n", "crypto dynamic-map ANY 10\n")
                .replace("interface Gig", "crypto map MAP 10 ipsec-isakmp dynamic ANY\n!\ninterface Gig");
    }

    private void assertOnlyItsChildCarries(Program own, Flow flow) throws InterruptedException {
        List<ShownChild> before = ShownChildren.of(own);
        Traversal.assertPingsBothWays(network.left(), flow.own(), network.right(), flow.peer());
        assertThat(ShownChildren.of(own))
                .filteredOn(child -> !before.contains(child))
                .singleElement()
                .satisfies(child -> {
                    assertThat(child).matches(flow::is);
                    assertThat(child.received()).isPositive();
                    assertThat(peer.listSas())
                            .containsPattern(flow.child() + ":.*\\n.*\\n +in +"
                                    + String.format(Locale.ROOT, "%08x", child.outboundSpi()));
                });
    }

    /** The other two stay as they are. */
    private void rekeySecond(Program own) throws InterruptedException {
        List<ShownChild> before = ShownChildren.of(own);
        peer.swanctl("--rekey", "--child", "second").orFail();
        own.awaitOut("session rekeyed ");
        assertThat(ShownChildren.of(own))
                .hasSize(FLOWS.size())
                .filteredOn(child -> !before.contains(child))
                .singleElement()
                .matches(FLOWS.get(1)::is);
    }
}
