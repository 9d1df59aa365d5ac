package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.selector.IpPrefix;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub in text on the right that gives addresses of both families, reached over IPv6. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class DualStackHubTextIT {
    private static final String HUB = """
            hostname HUB
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            """ + RouterPeer.CRYPTO + """
            crypto ikev2 authorization policy SPOKES
             pool SPOKES
             ipv6 pool SPOKES-6
             dns 10.2.0.53
             ipv6 dns fd0b::53
             route set interface
             route set access-list INSIDE
             route set access-list ipv6 INSIDE-6
             route accept any
            !
            crypto ikev2 keyring SPOKES
             peer SPOKE1
              identity fqdn spoke1.spokes.example
              pre-shared-key the key of spoke1
             !
             peer SPOKE2
              identity fqdn spoke2.spokes.example
              pre-shared-key the key of spoke2
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication remote pre-share
             authentication local pre-share
             keyring local SPOKES
             aaa authorization group psk list FLEX SPOKES
             virtual-template 1
            !
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
             ipv6 address fd00:255::1/128
            !
            interface GigabitEthernet1
             ip address 10.99.1.2 255.255.255.0
             ipv6 address fd99:1::2/64
            !
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             ipv6 unnumbered Loopback0
             tunnel source GigabitEthernet1
             tunnel mode ipsec dual-overlay
             tunnel protection ipsec profile FLEX
            !
            ip local pool SPOKES 10.255.0.2 10.255.0.9
            ipv6 local pool SPOKES-6 fd00:255::/120 128
            !
            ip access-list standard INSIDE
             10 permit 10.2.0.0 0.0.0.255
            ipv6 access-list INSIDE-6
             sequence 10 permit ipv6 fd0b::/64 any
            """;

    private static final String SPOKE = """
            hostname SPOKE1
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            """ + RouterPeer.CRYPTO + """
            crypto ikev2 authorization policy HUB
             route set interface
             route set access-list LAN
             route set access-list ipv6 LAN-6
             route accept any
            !
            crypto ikev2 keyring HUB
             peer HUB
              address fd99:1::2/128
              pre-shared-key the key of spoke1
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn hub.example
             identity local fqdn spoke1.spokes.example
             authentication remote pre-share
             authentication local pre-share
             keyring local HUB
             aaa authorization group psk list FLEX HUB
            !
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
             ipv6 address fd99:1::1/64
            !
            interface Tunnel0
             ip address negotiated
             ipv6 address negotiated
             tunnel source GigabitEthernet1
             tunnel mode ipsec dual-overlay
             tunnel destination fd99:1::2
             tunnel protection ipsec profile FLEX
            !
            ip access-list standard LAN
             10 permit 10.1.0.0 0.0.0.255
            ipv6 access-list LAN-6
             sequence 10 permit ipv6 fd0a::/64 any
            """;

    private PeerNetwork network;
    private FlexikePeer hub;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        hub = RouterPeer.start(network.right(), HUB);
    }

    @AfterEach
    void stop() {
        if (hub != null) {
            hub.close();
        }
        network.close();
    }

    @Test
    void a_router_gets_two_addresses_and_both_networks_reach_each_other() throws Exception {
        network.left().address("lo", "10.1.0.1/24").address("lo", "fd0a::1/64");
        try (FlexikePeer spoke = RouterPeer.start(network.left(), SPOKE)) {
            SessionSnapshot session = spoke.awaitSession();
            assertThat(session.assigned().addresses())
                    .containsExactly(IpPrefix.parseAddress("10.255.0.2"), IpPrefix.parseAddress("fd00:255::2"));
            assertThat(session.assigned().dns())
                    .containsExactly(IpPrefix.parseAddress("10.2.0.53"), IpPrefix.parseAddress("fd0b::53"));
            assertThat(network.left().ip("route")).contains("10.2.0.0/24 dev tu0");
            assertThat(network.left().ip("-6", "route")).contains("fd0b::/64 dev tu0");
            Awaitility.await().atMost(FlexikePeer.PATIENCE).untilAsserted(() -> {
                assertThat(network.right().ip("route")).contains("10.1.0.0/24 dev vi1");
                assertThat(network.right().ip("-6", "route")).contains("fd0a::/64 dev vi1");
            });
            assertPings("10.255.0.2", "fd00:255::2");
            assertPings(Sites.OWN_INNER_4, Sites.OWN_INNER_6);
        }
        hub.awaitNoSession();
    }

    @Test
    void strongswan_gets_two_addresses() throws Exception {
        SwanctlConf conf = SwanctlConf.create()
                .site(
                        "hub",
                        new SwanctlConf.Ends(
                                PeerNetwork.LEFT_6, PeerNetwork.RIGHT_6, "spoke2.spokes.example", "hub.example"),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .connection("hub", connection -> connection.set("vips", "0.0.0.0, ::"))
                .child("hub", "hub", child -> child.set("remote_ts", "10.2.0.0/24, fd0b::/64"))
                .preSharedKey("the key of spoke2");
        try (StrongSwanPeer spoke = StrongSwanPeer.start(network.left(), folder.resolve("spoke"), conf)) {
            spoke.initiate("hub").orFail();
            assertThat(spoke.nameServers()).contains("nameserver 10.2.0.53", "nameserver fd0b::53");
            assertThat(spoke.listSas())
                    .contains("local  10.255.0.2/32 fd00:255::2/128", "remote 10.2.0.0/24 fd0b::/64");
            assertPings("10.255.0.2", "fd00:255::2");
        }
        hub.awaitNoSession();
    }

    private void assertPings(String spoke4, String spoke6) {
        Traversal.assertPingsBothWays(network.left(), spoke4, network.right(), Sites.PEER_INNER_4);
        Traversal.assertPingsBothWays(network.left(), spoke6, network.right(), Sites.PEER_INNER_6);
    }
}
