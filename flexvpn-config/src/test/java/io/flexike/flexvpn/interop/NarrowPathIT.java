package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Path MTU discovery (RFC 1191, RFC 8201) by our side and by the kernel of a guest: both begin with packets that are
 * too long for a link in the middle.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST
})
class NarrowPathIT {
    private static final int ECHO_4 = 28;
    private static final int ECHO_6 = 48;
    private static final int LEAST_IPV6 = 1280;

    @AutoClose
    private NarrowPath path;

    @BeforeAll
    void start(@TempDir Path folder) {
        path = NarrowPath.start(folder);
    }

    @BeforeEach
    void forget() {
        path.forget();
    }

    /** Fits is the longest inner packet: what header, SPI, sequence number, IV, padding, trailer and ICV leave. */
    @ParameterizedTest
    @CsvSource({
        "GCM_128, 192.168.77.2, 10.99.1.2, no, 1246",
        "CBC_256, 192.168.77.2, 10.99.1.2, yes, 1230",
        "CBC_256, fd77::2, fd99:1::2, no, 1214"
    })
    void both_ends_learn_what_fits(Suite suite, String ownAddress, String peerAddress, String inUdp, int fits)
            throws Exception {
        GuestSite site = path.site();
        site.peer()
                .load(Sites.peer(suite, peerAddress, "%any")
                        .connection(Sites.SITE, connection -> connection.set("encap", inUdp)));
        try (FlexikePeer own = FlexikePeer.start(site.host(), Sites.initiator(suite, ownAddress, peerAddress))) {
            own.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
            assertThat(own.awaitSession().children().get(0).udpEncapsulation()).isEqualTo(inUdp.equals("yes"));

            Transfer.assertBothWays(site.guest(), site.host(), Sites.OWN_INNER_4);
            assertLearntHere(fits - ECHO_4, Sites.OWN_INNER_4, Sites.PEER_INNER_4);
            assertLearntInGuest(fits - ECHO_4, Sites.PEER_INNER_4, Sites.OWN_INNER_4);
            Transfer.assertBothWays(site.guest(), site.host(), Sites.OWN_INNER_6);
            // RFC 2473 7.1: no host is told of less, and the rest comes in pieces; Linux tells its own programs of less
            assertLearntHere(LEAST_IPV6 - ECHO_6, Sites.OWN_INNER_6, Sites.PEER_INNER_6);
            assertLearntInGuest(fits - ECHO_6, Sites.PEER_INNER_6, Sites.OWN_INNER_6);
        }
        site.peer().awaitNoSas(FlexikePeer.PATIENCE);
    }

    /** An echo request with so many octets goes through, and one with more is refused before it goes. */
    private void assertLearntHere(int octets, String source, String target) {
        NetworkNamespace host = path.site().host();
        await().atMost(FlexikePeer.PATIENCE)
                .until(() ->
                        refuses(host.run(ping(source, target, octets + 1, "0.2").split(" "))));
        assertThat(host.exec(ping(source, target, octets, "10").split(" "))).contains(" 1 received");
    }

    private void assertLearntInGuest(int octets, String source, String target) {
        KernelGuest guest = path.site().guest();
        await().atMost(FlexikePeer.PATIENCE).until(() -> refuses(guest.run(ping(source, target, octets + 1, "0.2"))));
        assertThat(guest.exec(ping(source, target, octets, "10"))).contains(" 1 received");
    }

    private static boolean refuses(HostCommand.Outcome ping) {
        return ping.output().contains("local error: message too long");
    }

    private static String ping(String source, String target, int octets, String patience) {
        return "ping -n -c 1 -W " + patience + " -M do -s " + octets + " -I " + source + " " + target;
    }
}
