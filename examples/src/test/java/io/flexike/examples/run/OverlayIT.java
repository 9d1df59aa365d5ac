package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.CharonSettings;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.Ping;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.RouterPeer;
import io.flexike.flexvpn.interop.Sites;
import io.flexike.flexvpn.interop.StrongSwanPeer;
import io.flexike.flexvpn.interop.SwanctlConf;
import io.flexike.flexvpn.interop.Traversal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The program with tunnels whose inside and outside are of different address families, or whose inside is of both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class OverlayIT {
    private static final String KEY = "a key for both";

    private static final String ROUTER = RouterPeer.CRYPTO + """
            crypto ikev2 keyring PEERS
             peer OVER-IPV4
              address 10.99.1.2 255.255.255.255
              pre-shared-key a key for both
             peer OVER-IPV6
              address fd99:1::2/128
              pre-shared-key a key for both
            !
            crypto ikev2 profile FLEX
             match identity remote address 10.99.1.2 255.255.255.255
             match identity remote address fd99:1::2/128
             authentication remote pre-share
             authentication local pre-share
             keyring local PEERS
             no config-exchange request
             no config-exchange set accept
             no config-exchange set send
            !
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
             ipv6 address fd99:1::1/64
            !
            """;

    private static final String INSIDE_4 = " ip address 10.255.0.1 255.255.255.252\n";
    private static final String INSIDE_6 = " ipv6 address fd00:255::1/126\n";
    private static final String ROUTE_4 = "ip route 10.2.0.0 255.255.255.0 Tunnel0\n";
    private static final String ROUTE_6 = "ipv6 route fd0b::/64 Tunnel0\n";

    private Path folder;
    private PeerNetwork network;
    private StrongSwanPeer peer;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        network.left().address("lo", "10.1.0.1/24").address("lo", "fd0a::1/64");
        peer = StrongSwanPeer.start(
                network.right(),
                folder.resolve("peer"),
                CharonSettings.userSpaceEsp().everythingThroughTunnels(),
                SwanctlConf.create());
    }

    @AfterAll
    void stop() {
        if (peer != null) {
            peer.close();
        }
        network.close();
    }

    @Test
    void ipv6_travels_over_ipv4() throws Exception {
        peer.load(peer(PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4, "::/0"));
        String text = ROUTER + "interface Tunnel0\n" + INSIDE_6 + """
                 tunnel source GigabitEthernet1
                 tunnel mode ipsec ipv4 v6-overlay
                 tunnel destination 10.99.1.2
                 tunnel protection ipsec profile FLEX
                !
                """ + ROUTE_6;
        try (Program own = router(text)) {
            assertProtects(own, "::/0");
            assertPings6();
            assertThat(own.answer("show ipv6 route")).contains("FD0B::/64", "Tunnel0");
            assertNothingOfIpv4();
            own.assertEndsInOrder();
        }
        peer.awaitNoSas(Program.PATIENCE);
    }

    @Test
    void ipv4_travels_over_ipv6() throws Exception {
        peer.load(peer(PeerNetwork.LEFT_6, PeerNetwork.RIGHT_6, "0.0.0.0/0"));
        String text = ROUTER + "interface Tunnel0\n" + INSIDE_4 + """
                 tunnel source GigabitEthernet1
                 tunnel mode ipsec ipv6 v4-overlay
                 tunnel destination fd99:1::2
                 tunnel protection ipsec profile FLEX
                !
                """ + ROUTE_4;
        try (Program own = router(text)) {
            assertProtects(own, "0.0.0.0/0");
            assertPings4();
            assertThat(own.answer("show ip route")).contains("10.2.0.0/24 is directly connected, Tunnel0");
            own.assertEndsInOrder();
        }
        peer.awaitNoSas(Program.PATIENCE);
    }

    @Test
    void both_travel_in_one_pair_of_sas() throws Exception {
        peer.load(peer(PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4, "0.0.0.0/0, ::/0"));
        String text = ROUTER + "interface Tunnel0\n" + INSIDE_4 + INSIDE_6 + """
                 tunnel source GigabitEthernet1
                 tunnel mode ipsec dual-overlay
                 tunnel destination 10.99.1.2
                 tunnel protection ipsec profile FLEX
                !
                """ + ROUTE_4 + ROUTE_6;
        try (Program own = router(text)) {
            assertProtects(own, "0.0.0.0/0,::/0");
            // the plug-in of the peer makes a route for one of the families
            network.right().ip("-6", "route", "replace", "default", "dev", "ipsec0", "table", "220");
            assertPings4();
            assertPings6();
            own.assertEndsInOrder();
        }
        peer.awaitNoSas(Program.PATIENCE);
    }

    private static SwanctlConf peer(String ownAddress, String peerAddress, String inside) {
        return SwanctlConf.create()
                .site(
                        "router",
                        new SwanctlConf.Ends(peerAddress, ownAddress, peerAddress, ownAddress),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .selectors("router", inside, inside)
                .preSharedKey(KEY);
    }

    private Program router(String text) throws Exception {
        return Program.router(network.left(), folder.resolve("router.cfg"), text);
    }

    private static void assertProtects(Program own, String everything) throws InterruptedException {
        own.awaitOut("session up Tunnel0 ");
        assertThat(own.awaitOut("child up Tunnel0 ")).endsWith(" local " + everything + " remote " + everything);
        assertThat(own.answer("show crypto session")).contains("Interface: Tunnel0", "Session status: UP-ACTIVE");
    }

    private void assertPings4() {
        Traversal.assertPingsBothWays(network.left(), Sites.OWN_INNER_4, network.right(), Sites.PEER_INNER_4);
    }

    private void assertPings6() {
        Traversal.assertPingsBothWays(network.left(), Sites.OWN_INNER_6, network.right(), Sites.PEER_INNER_6);
    }

    private void assertNothingOfIpv4() {
        network.left().ip("route", "add", "10.2.0.0/24", "dev", "tu0");
        assertThat(Ping.inVain(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56)
                        .nothingCameBack())
                .isTrue();
    }
}
