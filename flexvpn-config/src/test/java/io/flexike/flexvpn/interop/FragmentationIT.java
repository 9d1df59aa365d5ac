package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both ends cut their IKE_AUTH messages, which many networks and long names make long (RFC 7383). */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.TSHARK})
class FragmentationIT {
    /** The least that every IPv4 host takes in one piece. */
    private static final int PACKET_OCTETS = 576;

    private static final int NETWORKS = 48;
    private static final String OWN_NAME = "own." + "long-name-of-a-department.".repeat(8) + "example";
    private static final String PEER_NAME = "peer." + "long-name-of-a-department.".repeat(8) + "example";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"GCM_128, true", "CBC_256, true", "GCM_128, false", "CBC_256, false"})
    void both_ends_send_ike_auth_in_fragments(Suite suite, boolean connectedByUs) throws Exception {
        try (PeerNetwork network = PeerNetwork.direct();
                StrongSwanPeer peer = StrongSwanPeer.start(
                        network.right(),
                        folder.resolve("peer"),
                        CharonSettings.userSpaceEsp()
                                .charon(charon -> charon.set("fragment_size", Integer.toString(PACKET_OCTETS))),
                        peer(suite, connectedByUs ? "%any" : PeerNetwork.LEFT_4));
                PacketCapture wire =
                        PacketCapture.start(network.left(), PeerNetwork.DEVICE, folder.resolve("wire.pcapng"))) {
            Sites.addressPeer(network.right());
            try (FlexikePeer own = FlexikePeer.start(network.left(), own(suite, connectedByUs))) {
                if (!connectedByUs) {
                    peer.initiate(Sites.SITE).orFail();
                }
                SessionSnapshot session = own.awaitSession();
                assertThat(session.initiator()).isEqualTo(connectedByUs);
                assertThat(session.children())
                        .singleElement()
                        .satisfies(child -> assertThat(child.local()).hasSize(NETWORKS));
                Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 1300);
                Traversal.assertPings(network.right(), Sites.PEER_INNER_4, Sites.OWN_INNER_4, 1300);
            }
            peer.awaitNoSas(FlexikePeer.PATIENCE);
            assertFragments(Tshark.reading(wire.stop()));
        }
    }

    /** Exchange 35 is IKE_AUTH, payload 53 SKF. */
    private static void assertFragments(Tshark tshark) {
        List<Tshark.Packet> ike =
                tshark.packets("isakmp", "ip.src", "ip.len", "isakmp.exchangetype", "isakmp.nextpayload");
        assertThat(ike)
                .allSatisfy(packet -> assertThat(
                                Integer.parseInt(packet.all("ip.len").get(0)))
                        .isLessThanOrEqualTo(PACKET_OCTETS));
        for (String source : List.of(PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)) {
            assertThat(ike.stream()
                            .filter(packet -> packet.all("ip.src").contains(source)
                                    && packet.all("isakmp.exchangetype").contains("35")))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(packet ->
                            assertThat(packet.all("isakmp.nextpayload").get(0)).isEqualTo("53"));
        }
        assertThat(tshark.summary("udp && (ip.flags.mf == 1 || ip.frag_offset > 0)"))
                .as("nothing was left to the fragmentation of IP")
                .isEmpty();
    }

    private static FlexVpnConfig own(Suite suite, boolean connects) {
        Keyring keys = Keyring.named("sites")
                .peer(
                        "other site",
                        peer -> peer.identity(Identity.fqdn(PEER_NAME)).preSharedKey(Sites.KEY))
                .build();
        IkeProfile profile = IkeProfile.named("to-peer")
                .identity(Identity.fqdn(OWN_NAME))
                .matchRemote(Identity.fqdn(PEER_NAME))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .proposals(suite.ike())
                .build();
        return FlexVpnConfig.create()
                .staticTunnel(Sites.TUNNEL, tunnel -> {
                    StaticTunnel.Builder ends = tunnel.profile(profile)
                            .ipsec(suite.ipsec())
                            .address(Sites.OWN_INNER_4 + "/24")
                            .localSubnets(ownNetworks().toArray(String[]::new))
                            .remoteSubnets("10.2.0.0/24")
                            .source(PeerNetwork.LEFT_4);
                    if (connects) {
                        ends.destination(PeerNetwork.RIGHT_4);
                    } else {
                        ends.responderOnly();
                    }
                })
                .fragmentation(PACKET_OCTETS)
                .build();
    }

    private static SwanctlConf peer(Suite suite, String remoteAddress) {
        return SwanctlConf.create()
                .site(
                        Sites.SITE,
                        new SwanctlConf.Ends(PeerNetwork.RIGHT_4, remoteAddress, PEER_NAME, OWN_NAME),
                        suite.charonIke(),
                        suite.charonEsp())
                .connection(Sites.SITE, site -> site.set("fragmentation", "yes"))
                .selectors(Sites.SITE, "10.2.0.0/24", String.join(",", ownNetworks()))
                .preSharedKey(Sites.KEY);
    }

    private static List<String> ownNetworks() {
        return IntStream.range(0, NETWORKS)
                .mapToObj(i -> i == 0 ? "10.1.0.0/24" : "10.1." + 2 * i + ".0/24")
                .toList();
    }
}
