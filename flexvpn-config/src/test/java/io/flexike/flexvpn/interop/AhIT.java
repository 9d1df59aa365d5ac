package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.GatewayEvent;
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

/** AH (RFC 4302) with the kernel of a guest, in which strongSwan does IKE. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.TSHARK,
    Requirement.KERNEL_GUEST
})
class AhIT {
    @AutoClose
    private GuestSite site;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder);
        site.knowNeighbours();
    }

    /** Algorithms of AH in both notations. */
    private enum Ah {
        SHA_256("sha256"),
        SHA_512_ESN("sha512-esn"),
        SHA_1("sha1");

        private final String charon;

        Ah(String charon) {
            this.charon = charon;
        }

        Proposal proposal() {
            return switch (this) {
                case SHA_256 ->
                    Proposal.ah()
                            .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                            .build();
                case SHA_512_ESN ->
                    Proposal.ah()
                            .integrity(IntegrityAlgorithm.HMAC_SHA2_512_256)
                            .sequenceNumbers(SequenceNumbers.EXTENDED)
                            .build();
                case SHA_1 ->
                    Proposal.ah().integrity(IntegrityAlgorithm.HMAC_SHA1_96).build();
            };
        }

        IpsecProfile ipsec(ChildSaMode mode) {
            return IpsecProfile.named(name()).proposals(proposal()).mode(mode).build();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SHA_256, true, 10.99.1.1, 10.99.1.2",
        "SHA_512_ESN, false, 10.99.1.1, 10.99.1.2",
        "SHA_256, false, fd99:1::1, fd99:1::2",
        "SHA_1, true, fd99:1::1, fd99:1::2"
    })
    void sites_ping_each_other_through_a_tunnel(Ah ah, boolean connectedByUs, String ownAddress, String peerAddress)
            throws Exception {
        site.peer().load(ah(ah, peerAddress, connectedByUs ? "%any" : ownAddress));
        PacketCapture wire = PacketCapture.start(
                site.host(), GuestSite.TAP, folder.resolve("tunnel" + ah + "-" + connectedByUs + ".pcapng"));
        FlexVpnConfig config = (connectedByUs
                        ? Sites.initiator(
                                Sites.profile(Suite.GCM_128, Sites.KEY),
                                ah.ipsec(ChildSaMode.TUNNEL),
                                ownAddress,
                                peerAddress)
                        : Sites.responder(
                                Sites.profile(Suite.GCM_128, Sites.KEY), ah.ipsec(ChildSaMode.TUNNEL), ownAddress))
                .build();
        try (FlexikePeer own = FlexikePeer.start(site.host(), config)) {
            if (!connectedByUs) {
                site.peer().initiate(Sites.SITE).orFail();
            }
            SessionSnapshot session = own.awaitSession();
            for (int octets : Traversal.SIZES) {
                Traversal.assertPings(site.host(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, octets);
                Traversal.assertPings(site.host(), Sites.OWN_INNER_6, Sites.PEER_INNER_6, octets);
            }
            String seen = site.guest()
                    .exec(String.join(" ", Ping.command(Sites.PEER_INNER_4, Sites.OWN_INNER_4, 1300))
                            + "; ip xfrm state");
            assertThat(seen).contains(" 3 received");
            assertAh(session.children(), ah, "tunnel", seen);
            rekey(own, session, connectedByUs);
            Traversal.assertPings(site.host(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
            assertThat(Tshark.reading(wire.stop()).summary("icmp && !ah"))
                    .as("all has passed under AH")
                    .isEmpty();
        } finally {
            wire.close();
        }
        site.peer().awaitNoSas(FlexikePeer.PATIENCE);
        assertThat(site.guest().exec("ip xfrm state")).isEmpty();
    }

    private void rekey(FlexikePeer own, SessionSnapshot session, boolean byUs) {
        if (byUs) {
            own.gateway().rekey(session, session.children().get(0));
        } else {
            site.peer().swanctl("--rekey", "--child", Sites.SITE).orFail();
        }
        own.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
    }

    @ParameterizedTest
    @CsvSource({
        "SHA_256, true, 10.99.1.1, 10.99.1.2",
        "SHA_256, false, 10.99.1.1, 10.99.1.2",
        "SHA_512_ESN, true, fd99:1::1, fd99:1::2"
    })
    void outer_addresses_ping_each_other_in_transport_mode(
            Ah ah, boolean connectedByUs, String ownAddress, String peerAddress) throws Exception {
        site.peer()
                .load(ah(ah, peerAddress, connectedByUs ? "%any" : ownAddress)
                        .selectors(Sites.SITE, "dynamic", "dynamic")
                        .child(Sites.SITE, Sites.SITE, child -> child.set("mode", "transport")));
        try (FlexikePeer own = FlexikePeer.start(site.host(), transport(ah, connectedByUs, ownAddress, peerAddress))) {
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
            assertAh(session.children(), ah, "transport", seen);
            assertThat(own.awaitSession().received().packets()).isEqualTo(9);
            assertThat(own.awaitSession().sent().packets()).isEqualTo(9);
        }
        site.peer().awaitNoSas(FlexikePeer.PATIENCE);
    }

    /** Both SAs, as our gateway and as the kernel of the guest has them. */
    private static void assertAh(List<ChildSnapshot> children, Ah ah, String mode, String states) {
        assertThat(children).singleElement().satisfies(child -> {
            assertThat(child.suite().toProposal()).isEqualTo(ah.proposal());
            assertThat(child.udpEncapsulation()).isFalse();
            for (int spi : List.of(child.inboundSpi(), child.outboundSpi())) {
                assertThat(states)
                        .containsPattern(
                                String.format(Locale.ROOT, "proto ah spi 0x%08x reqid \\d+ mode %s\\n", spi, mode));
            }
            assertThat(states).doesNotContain("proto esp");
        });
    }

    private static FlexVpnConfig transport(Ah ah, boolean connects, String ownAddress, String peerAddress) {
        return FlexVpnConfig.create()
                .staticTunnel(Sites.TUNNEL, tunnel -> {
                    StaticTunnel.Builder ends = tunnel.profile(Sites.profile(Suite.GCM_128, Sites.KEY))
                            .ipsec(ah.ipsec(ChildSaMode.TRANSPORT))
                            .address(Sites.OWN_INNER_4 + "/24")
                            .localSubnets(host(ownAddress))
                            .remoteSubnets(host(peerAddress))
                            .source(ownAddress);
                    if (connects) {
                        ends.destination(peerAddress);
                    } else {
                        ends.responderOnly();
                    }
                })
                .build();
    }

    private static String host(String address) {
        return IpPrefix.host(IpPrefix.parseAddress(address)).toString();
    }

    private static SwanctlConf ah(Ah ah, String localAddress, String remoteAddress) {
        return Sites.peer(Suite.GCM_128, localAddress, remoteAddress)
                .child(
                        Sites.SITE,
                        Sites.SITE,
                        child -> child.unset("esp_proposals").set("ah_proposals", ah.charon));
    }
}
