package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.DfBit;
import io.flexike.esp.OuterHeaderPolicy;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IpsecProfile;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets of 10,000 octets, wherever they are cut, with the kernel of a guest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.TSHARK,
    Requirement.KERNEL_GUEST
})
class LongPacketsIT {
    private static final int OCTETS = 10_000;
    private static final String PIECES = "(ip.flags.mf == 1 || ipv6.fraghdr.more == 1)";

    @AutoClose
    private GuestSite site;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder);
    }

    /** The kernel on our side cuts packets for the device, the one in the guest after it has protected them. */
    @ParameterizedTest
    @CsvSource({"GCM_128, 10.99.1.1, 10.99.1.2", "CBC_256, fd99:1::1, fd99:1::2"})
    void packets_are_cut_for_our_device(Suite suite, String ownAddress, String peerAddress) throws Exception {
        assertPings(suite, ownAddress, peerAddress, 1400, OuterHeaderPolicy.standard(), false);
    }

    @ParameterizedTest
    @CsvSource({"CBC_256, 10.99.1.1, 10.99.1.2", "GCM_128, fd99:1::1, fd99:1::2"})
    void packets_are_cut_by_us_before_they_are_protected(Suite suite, String ownAddress, String peerAddress)
            throws Exception {
        assertPings(suite, ownAddress, peerAddress, 9000, OuterHeaderPolicy.standard(), false);
    }

    @ParameterizedTest
    @CsvSource({"GCM_128, 10.99.1.1, 10.99.1.2", "CBC_256, fd99:1::1, fd99:1::2"})
    void packets_are_cut_after_they_are_protected(Suite suite, String ownAddress, String peerAddress) throws Exception {
        OuterHeaderPolicy after =
                OuterHeaderPolicy.standard().withDfBit(DfBit.CLEAR).withFragmentationAfterEncryption();
        assertPings(suite, ownAddress, peerAddress, 9000, after, true);
    }

    private void assertPings(
            Suite suite, String ownAddress, String peerAddress, int mtu, OuterHeaderPolicy header, boolean outside)
            throws Exception {
        site.peer().load(Sites.peer(suite, peerAddress, "%any"));
        PacketCapture wire = PacketCapture.start(
                site.host(), GuestSite.TAP, folder.resolve(suite + "-" + mtu + "-" + outside + ".pcapng"));
        try (FlexikePeer own = FlexikePeer.start(site.host(), own(suite, ownAddress, peerAddress, mtu, header))) {
            own.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
            // IPv6 is cut by nobody but its source, which is told of it
            learn(Sites.OWN_INNER_6, Sites.PEER_INNER_6);
            learn(Sites.OWN_INNER_4, Sites.PEER_INNER_4);

            Traversal.assertPings(site.host(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, OCTETS);
            Traversal.assertPings(site.host(), Sites.OWN_INNER_6, Sites.PEER_INNER_6, OCTETS);
            assertThat(site.guest()
                            .exec(guestPing(Sites.PEER_INNER_4, Sites.OWN_INNER_4)
                                    + guestPing(Sites.PEER_INNER_6, Sites.OWN_INNER_6)))
                    .containsSubsequence(Collections.nCopies(2, " 3 received"));
            String from = ownAddress.contains(":") ? "ipv6.src == " : "ip.src == ";
            Tshark seen = Tshark.reading(wire.stop());
            assertThat(seen.summary(PIECES + " && " + from + peerAddress)).isNotEmpty();
            assertThat(seen.summary(PIECES + " && " + from + ownAddress).isEmpty())
                    .isEqualTo(!outside);
        } finally {
            wire.close();
        }
        site.peer().awaitNoSas(FlexikePeer.PATIENCE);
    }

    private void learn(String source, String target) {
        for (int i = 0; i < 3; i++) {
            site.host().run("ping", "-n", "-c", "1", "-W", "0.2", "-s", Integer.toString(OCTETS), "-I", source, target);
        }
    }

    private static String guestPing(String source, String target) {
        return String.join(" ", Ping.command(source, target, OCTETS)) + "\n";
    }

    private static FlexVpnConfig own(
            Suite suite, String ownAddress, String peerAddress, int mtu, OuterHeaderPolicy header) {
        IpsecProfile ipsec = IpsecProfile.named("long")
                .proposals(suite.esp())
                .outerHeader(header)
                .build();
        return Sites.own(
                        Sites.profile(suite, Sites.KEY),
                        ipsec,
                        tunnel -> tunnel.source(ownAddress)
                                .destination(peerAddress)
                                .mtu(mtu))
                .build();
    }
}
