package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spoke in text whose tunnel interface has the address that a gateway of strongSwan gives it. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class NegotiatedAddressTextIT {
    private static final String SPOKE = """
            hostname SPOKE
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            """ + RouterPeer.CRYPTO + """
            crypto ikev2 authorization policy GATEWAY
             route accept any tag 7 distance 9
            !
            crypto ikev2 keyring GATEWAY
             peer STRONGSWAN
              address 10.99.1.2
              pre-shared-key a key for both
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn gateway.example
             identity local email spoke@example.org
             authentication remote pre-share
             authentication local pre-share
             keyring local GATEWAY
             aaa authorization group psk list FLEX GATEWAY
             no config-exchange set send
            !
            interface Tunnel0
             ip address negotiated
             tunnel source 10.99.1.1
             tunnel mode ipsec ipv4
             tunnel destination 10.99.1.2
             tunnel protection ipsec profile FLEX
            """;

    @TempDir
    Path folder;

    @Test
    void the_interface_has_the_address_and_the_routes_of_the_gateway_as_long_as_the_session() throws Exception {
        try (PeerNetwork network = PeerNetwork.direct();
                StrongSwanPeer gateway =
                        StrongSwanPeer.start(network.right(), folder.resolve("gateway"), gatewayConf())) {
            Sites.addressPeer(network.right());
            try (FlexikePeer spoke = RouterPeer.start(network.left(), SPOKE)) {
                SessionSnapshot session = spoke.awaitSession();
                assertThat(session.assigned().addresses()).containsExactly(IpPrefix.parseAddress("10.55.0.2"));
                assertThat(session.assigned().dns()).containsExactly(IpPrefix.parseAddress("10.2.0.53"));
                assertThat(session.children()).singleElement().satisfies(child -> {
                    assertThat(child.local()).containsExactly(AddressSelector.subnet("10.55.0.2/32"));
                    assertThat(child.remote()).containsExactly(AddressSelector.subnet("10.2.0.0/24"));
                });
                assertThat(network.left().ip("addr", "show", "dev", "tu0")).contains("inet 10.55.0.2/");
                assertThat(network.left().ip("route")).contains("10.2.0.0/24 dev tu0");
                Traversal.assertPingsBothWays(network.left(), "10.55.0.2", network.right(), Sites.PEER_INNER_4);

                gateway.terminateIke("spoke").orFail();
                spoke.awaitSession(another -> another.localSpi() != session.localSpi());
                Traversal.assertPingsBothWays(network.left(), "10.55.0.2", network.right(), Sites.PEER_INNER_4);
            }
            gateway.awaitNoSas(FlexikePeer.PATIENCE);
        }
    }

    private static SwanctlConf gatewayConf() {
        return SwanctlConf.create()
                .site(
                        "spoke",
                        new SwanctlConf.Ends("%any", "%any", "gateway.example", "*@example.org"),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .connection("spoke", connection -> connection.set("pools", "inner"))
                .child("spoke", "spoke", child -> child.set("local_ts", "10.2.0.0/24"))
                .pool(
                        "inner",
                        "10.55.0.2-10.55.0.9",
                        pool -> pool.set("dns", "10.2.0.53").set("subnet", "10.2.0.0/24"))
                .preSharedKey("a key for both");
    }
}
