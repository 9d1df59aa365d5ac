package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.ChildSaMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transport mode with the kernel of a guest: the two outer addresses ping each other. On our side a rule sends ICMP to
 * the peer into the tunnel device, while what the gateway sends takes the cable.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.TSHARK,
    Requirement.KERNEL_GUEST
})
class TransportModeIT {
    @AutoClose
    private GuestSite site;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder);
        site.knowNeighbours();
    }

    @ParameterizedTest
    @CsvSource({
        "GCM_128, true, 10.99.1.1, 10.99.1.2",
        "CBC_256, false, 10.99.1.1, 10.99.1.2",
        "CBC_256, true, fd99:1::1, fd99:1::2",
        "GCM_128, false, fd99:1::1, fd99:1::2"
    })
    void outer_addresses_ping_each_other(Suite suite, boolean connectedByUs, String ownAddress, String peerAddress)
            throws Exception {
        site.peer().load(peer(suite, peerAddress, connectedByUs ? "%any" : ownAddress));
        PacketCapture wire = PacketCapture.start(
                site.host(), GuestSite.TAP, folder.resolve(suite + "-" + connectedByUs + ".pcapng"));
        try (FlexikePeer own = FlexikePeer.start(site.host(), own(suite, connectedByUs, ownAddress, peerAddress))) {
            if (!connectedByUs) {
                site.peer().initiate(Sites.SITE).orFail();
            }
            SessionSnapshot session = own.awaitSession();
            site.routeIcmpIntoTheDevice(ownAddress, peerAddress);
            Traversal.assertPings(site.host(), ownAddress, peerAddress, 56);
            Traversal.assertPings(site.host(), ownAddress, peerAddress, 1200);
            String seen = site.guest()
                    .exec(String.join(" ", Ping.command(peerAddress, ownAddress, 1200)) + "; ip xfrm state");
            assertThat(seen).contains(" 3 received");
            assertTransport(session.children(), seen);
            assertThat(own.awaitSession().received().packets()).isEqualTo(9);
            assertThat(own.awaitSession().sent().packets()).isEqualTo(9);
            assertThat(Tshark.reading(wire.stop())
                            .summary("(icmp || icmpv6.type >= 128 && icmpv6.type <= 129 && ipv6.addr == "
                                    + PeerNetwork.LEFT_6 + ") && !(frame contains \"" + PacketCapture.LAST_PACKET
                                    + "\")"))
                    .as("nothing has passed in the clear")
                    .isEmpty();
        } finally {
            wire.close();
        }
        site.peer().awaitNoSas(FlexikePeer.PATIENCE);
    }

    /** Both SAs, as our gateway and as the kernel of the guest has them. */
    private static void assertTransport(List<ChildSnapshot> children, String states) {
        assertThat(children).singleElement().satisfies(child -> {
            assertThat(child.mode()).isEqualTo(ChildSaMode.TRANSPORT);
            assertThat(child.udpEncapsulation()).isFalse();
            for (int spi : List.of(child.inboundSpi(), child.outboundSpi())) {
                assertThat(states)
                        .containsPattern(
                                String.format(Locale.ROOT, "proto esp spi 0x%08x reqid \\d+ mode transport\\n", spi));
            }
            assertThat(states).doesNotContain("mode tunnel");
        });
    }

    private static FlexVpnConfig own(Suite suite, boolean connects, String ownAddress, String peerAddress) {
        return FlexVpnConfig.create()
                .staticTunnel(Sites.TUNNEL, tunnel -> {
                    StaticTunnel.Builder ends = tunnel.profile(Sites.profile(suite, Sites.KEY))
                            .ipsec(IpsecProfile.named("transport")
                                    .proposals(suite.esp())
                                    .mode(ChildSaMode.TRANSPORT)
                                    .build())
                            .address(Sites.OWN_INNER_4 + "/24")
                            .localSubnets(IpPrefix.host(IpPrefix.parseAddress(ownAddress))
                                    .toString())
                            .remoteSubnets(IpPrefix.host(IpPrefix.parseAddress(peerAddress))
                                    .toString())
                            .source(ownAddress);
                    if (connects) {
                        ends.destination(peerAddress);
                    } else {
                        ends.responderOnly();
                    }
                })
                .build();
    }

    private static SwanctlConf peer(Suite suite, String localAddress, String remoteAddress) {
        return Sites.peer(suite, localAddress, remoteAddress)
                .selectors(Sites.SITE, "dynamic", "dynamic")
                .child(Sites.SITE, Sites.SITE, child -> child.set("mode", "transport"));
    }
}
