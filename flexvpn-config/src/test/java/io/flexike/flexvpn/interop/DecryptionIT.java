package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.UdpOffload;
import io.flexike.esp.net.UdpPort;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.ike.identity.Identity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** tshark reads our sessions with our key log, from our own capture and from one off the wire. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.TSHARK})
class DecryptionIT {
    /** Who captures at a virtual device sees several datagrams as one before the kernel has cut them. */
    private static final GatewayEnvironment ONE_BY_ONE =
            GatewayEnvironment.linux().withUdpPorts(local -> UdpPort.bind(local, UdpOffload.OFF));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Suite.class)
    void a_session_with_strongswan_is_read(Suite suite) throws Exception {
        try (PeerNetwork network = PeerNetwork.direct();
                PacketCapture wire =
                        PacketCapture.start(network.left(), PeerNetwork.DEVICE, folder.resolve("wire.pcapng"));
                StrongSwanPeer peer = StrongSwanPeer.start(
                        network.right(), folder.resolve("peer"), Sites.peer(suite, PeerNetwork.RIGHT_4, "%any"))) {
            Sites.addressPeer(network.right());
            FlexVpnConfig config = recorded(suite, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4);
            try (FlexikePeer own = FlexikePeer.start(network.left(), config, ONE_BY_ONE)) {
                own.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
                pingBothWays(network);
            }
            peer.awaitNoSas(FlexikePeer.PATIENCE);
            for (Path capture : List.of(folder.resolve("own.pcapng"), wire.stop())) {
                Tshark tshark = Tshark.reading(capture).profile(folder.resolve("keys"));
                assertIkeIsRead(tshark);
                assertEspIsRead(tshark, "ip", "udp.port == 4500", PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4);
            }
        }
    }

    /** Native ESP, and with IPv6 outside. */
    @ParameterizedTest
    @CsvSource({"GCM_128, ip, 10.99.1.1, 10.99.1.2", "CBC_256, ipv6, fd99:1::1, fd99:1::2"})
    void a_session_of_two_of_us_is_read(Suite suite, String family, String ownAddress, String otherAddress)
            throws Exception {
        try (PeerNetwork network = PeerNetwork.direct();
                PacketCapture wire =
                        PacketCapture.start(network.left(), PeerNetwork.DEVICE, folder.resolve("wire.pcapng"));
                FlexikePeer other = FlexikePeer.start(network.right(), otherSite(suite, otherAddress))) {
            try (FlexikePeer own = FlexikePeer.start(network.left(), recorded(suite, ownAddress, otherAddress))) {
                own.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
                other.awaitSession();
                pingBothWays(network);
            }
            other.awaitNoSession();
            for (Path capture : List.of(folder.resolve("own.pcapng"), wire.stop())) {
                Tshark tshark = Tshark.reading(capture).profile(folder.resolve("keys"));
                assertIkeIsRead(tshark);
                assertEspIsRead(tshark, family, "!udp", ownAddress, otherAddress);
            }
        }
    }

    private FlexVpnConfig recorded(Suite suite, String ownAddress, String otherAddress) {
        return Sites.own(
                        Sites.profile(suite, Sites.KEY),
                        suite.ipsec(),
                        tunnel -> tunnel.source(ownAddress).destination(otherAddress))
                .keyLog(folder.resolve("keys"))
                .capture(folder.resolve("own.pcapng"))
                .build();
    }

    private static FlexVpnConfig otherSite(Suite suite, String address) {
        Keyring keys = Keyring.named("sites")
                .peer("own", peer -> peer.identity(Identity.fqdn(Sites.OWN_ID)).preSharedKey(Sites.KEY))
                .build();
        IkeProfile profile = IkeProfile.named("to-own")
                .identity(Identity.fqdn(Sites.PEER_ID))
                .matchRemote(Identity.fqdn(Sites.OWN_ID))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .proposals(suite.ike())
                .build();
        return FlexVpnConfig.create()
                .staticTunnel(
                        Sites.TUNNEL,
                        tunnel -> tunnel.profile(profile)
                                .ipsec(suite.ipsec())
                                .source(address)
                                .responderOnly()
                                .address(Sites.PEER_INNER_4 + "/24"))
                .build();
    }

    private static void pingBothWays(PeerNetwork network) {
        Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 1300);
        Traversal.assertPings(network.right(), Sites.PEER_INNER_4, Sites.OWN_INNER_4, 56);
    }

    /** IKE_AUTH is exchange 35, INFORMATIONAL 37. */
    private static void assertIkeIsRead(Tshark tshark) {
        // what was sent again does not count
        assertThat(tshark.packets("isakmp.exchangetype == 35", "isakmp.id.data.fqdn", "isakmp.enc.decrypted").stream()
                        .distinct())
                .hasSize(2)
                .allSatisfy(
                        packet -> assertThat(packet.all("isakmp.enc.decrypted")).isNotEmpty())
                .extracting(packet -> packet.all("isakmp.id.data.fqdn"))
                .containsExactly(List.of(Sites.OWN_ID, Sites.PEER_ID), List.of(Sites.PEER_ID));
        assertThat(tshark.packets("isakmp.exchangetype == 37", "isakmp.delete.protoid"))
                .anySatisfy(packet ->
                        assertThat(packet.all("isakmp.delete.protoid")).isNotEmpty());
        assertThat(tshark.details("isakmp.exchangetype == 35"))
                .contains("[correct]")
                .doesNotContain("[incorrect");
    }

    private static void assertEspIsRead(
            Tshark tshark, String family, String around, String ownAddress, String otherAddress) {
        for (String type : List.of("8", "0")) {
            assertThat(tshark.packets("esp && icmp.type == " + type + " && " + around, family + ".src", "esp.icv_good"))
                    .hasSize(6)
                    .allSatisfy(packet -> {
                        assertThat(packet.all("esp.icv_good")).containsExactly("1");
                        assertThat(packet.all(family + ".src").get(0)).isIn(ownAddress, otherAddress);
                    });
        }
    }
}
