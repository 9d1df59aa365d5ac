package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A spoke in text, with a tunnel interface for all IPv4 packets, and a gateway of strongSwan. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class SpokeTextIT {
    private static final String SPOKE = "hostname SPOKE\n!\n" + RouterPeer.CRYPTO + """
            crypto ikev2 keyring GATEWAY
             peer STRONGSWAN
              address 10.99.1.2
              pre-shared-key a key for both
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn gateway.example
             identity local fqdn spoke.example
             authentication remote pre-share
             authentication local pre-share
             keyring local GATEWAY
             dpd 10 3 periodic
             no config-exchange request
             no config-exchange set accept
             no config-exchange set send
            !
            interface Loopback1
             ip address 10.1.0.1 255.255.255.0
            !
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
            !
            interface Tunnel0
             ip address 10.255.0.1 255.255.255.252
             tunnel source GigabitEthernet1
             tunnel mode ipsec ipv4
             tunnel destination 10.99.1.2
             tunnel protection ipsec profile FLEX
            !
            ip route 10.2.0.0 255.255.255.0 Tunnel0
            end
            """;

    private PeerNetwork network;
    private StrongSwanPeer gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        network.left().address("lo", "10.1.0.1/24");
        gateway = StrongSwanPeer.start(
                network.right(),
                folder.resolve("gateway"),
                CharonSettings.userSpaceEsp().everythingThroughTunnels(),
                gateway());
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        network.close();
    }

    private static SwanctlConf gateway() {
        return SwanctlConf.create()
                .site(
                        "spoke",
                        new SwanctlConf.Ends(
                                PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, "gateway.example", "spoke.example"),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .selectors("spoke", "0.0.0.0/0", "0.0.0.0/0")
                .preSharedKey("a key for both");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_spoke_and_the_gateway_reach_each_other(boolean connectedByUs) throws Exception {
        String text = connectedByUs
                ? SPOKE
                : SPOKE.replace(" set ikev2-profile FLEX\n", " set ikev2-profile FLEX\n responder-only\n");
        try (FlexikePeer spoke = RouterPeer.start(network.left(), text)) {
            if (!connectedByUs) {
                gateway.initiate("spoke").orFail();
            }
            SessionSnapshot session = spoke.awaitSession();
            assertThat(session.initiator()).isEqualTo(connectedByUs);
            assertThat(session.interfaceName()).isEqualTo("Tunnel0");
            assertThat(session.assigned().attributes()).isEmpty();
            assertThat(gateway.log()).as("no configuration is asked for or set").doesNotContain(" CPRQ(", " CPS(");
            assertThat(gateway.listSas())
                    .containsPattern("local  0\\.0\\.0\\.0/0\\n")
                    .containsPattern("remote 0\\.0\\.0\\.0/0\\n");
            assertThat(network.left().ip("route"))
                    .contains("10.2.0.0/24 dev tu0")
                    .doesNotContain("default");
            assertPings();

            spoke.gateway().rekey(session, session.children().get(0));
            spoke.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
            assertPings();
        }
        gateway.awaitNoSas(FlexikePeer.PATIENCE);
        assertThat(network.left().ip("link")).doesNotContain("tu0");
    }

    private void assertPings() {
        Traversal.assertPingsBothWays(network.left(), Sites.OWN_INNER_4, network.right(), Sites.PEER_INNER_4);
        Traversal.assertPingsBothWays(network.left(), "10.255.0.1", network.right(), Sites.PEER_INNER_4);
    }
}
