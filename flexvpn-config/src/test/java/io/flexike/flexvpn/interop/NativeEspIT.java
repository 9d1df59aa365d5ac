package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.session.SessionSnapshot;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ESP without UDP, against the kernel of a guest in which strongSwan does IKE. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST
})
class NativeEspIT {
    @AutoClose
    private GuestSite site;

    private NetworkNamespace host;
    private KernelGuest guest;
    private GuestStrongSwan peer;

    @BeforeAll
    void start(@TempDir Path folder) {
        site = GuestSite.start(folder);
        host = site.host();
        guest = site.guest();
        peer = site.peer();
    }

    @ParameterizedTest
    @CsvSource({"GCM_128, 10.99.1.1, 10.99.1.2", "CBC_256, fd99:1::1, fd99:1::2"})
    void we_connect_and_packets_pass_both_ways(Suite suite, String ownAddress, String peerAddress) throws Exception {
        peer.load(Sites.peer(suite, peerAddress, "%any"));
        try (FlexikePeer own = FlexikePeer.start(host, Sites.initiator(suite, ownAddress, peerAddress))) {
            own.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
            assertNative(own.awaitSession(), suite);
            assertPingsBothWays();
        }
        peer.awaitNoSas(FlexikePeer.PATIENCE);
        assertThat(guest.exec("ip xfrm state")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CBC_256, 10.99.1.1, 10.99.1.2", "GCM_128, fd99:1::1, fd99:1::2"})
    void strongswan_connects_and_packets_pass_both_ways(Suite suite, String ownAddress, String peerAddress)
            throws Exception {
        peer.load(Sites.peer(suite, peerAddress, ownAddress));
        try (FlexikePeer own = FlexikePeer.start(host, Sites.responder(suite, ownAddress))) {
            peer.initiate(Sites.SITE).orFail();
            assertNative(own.awaitSession(), suite);
            assertPingsBothWays();
        }
        peer.awaitNoSas(FlexikePeer.PATIENCE);
    }

    private void assertNative(SessionSnapshot session, Suite suite) {
        assertThat(session.children()).singleElement().satisfies(child -> {
            assertThat(child.suite().toProposal()).isEqualTo(suite.esp());
            assertThat(child.udpEncapsulation()).isFalse();
        });
        assertThat(peer.listSas()).contains("INSTALLED, TUNNEL, ESP");
    }

    private void assertPingsBothWays() {
        for (int octets : Traversal.SIZES) {
            Traversal.assertPings(host, Sites.OWN_INNER_4, Sites.PEER_INNER_4, octets);
            Traversal.assertPings(host, Sites.OWN_INNER_6, Sites.PEER_INNER_6, octets);
        }
        // the guest is slow to start programs: all at once
        String pings = Traversal.SIZES.stream()
                .map(octets -> guestPing(Sites.PEER_INNER_4, Sites.OWN_INNER_4, octets)
                        + guestPing(Sites.PEER_INNER_6, Sites.OWN_INNER_6, octets))
                .collect(Collectors.joining());
        assertThat(guest.exec(pings + "wait\n")).containsSubsequence(Collections.nCopies(6, " 3 received"));
    }

    private static String guestPing(String source, String target, int octets) {
        return String.join(" ", Ping.command(source, target, octets)) + " &\n";
    }
}
