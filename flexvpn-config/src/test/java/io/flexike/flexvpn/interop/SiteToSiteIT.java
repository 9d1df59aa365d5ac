package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.suite.Weakness;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sites, ours and strongSwan's, with nothing between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class SiteToSiteIT {
    private static final String LEFT = "10.99.1.1";
    private static final String RIGHT = "10.99.1.2";

    private PeerNetwork network;
    private StrongSwanPeer right;

    @BeforeAll
    void start(@TempDir Path folder) {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        right = StrongSwanPeer.start(
                network.right(), folder.resolve("right"), Sites.peer(Suite.GCM_128, "%any", "%any"));
    }

    @AfterAll
    void stop() {
        if (right != null) {
            right.close();
        }
        network.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GCM_128, 10.99.1.1, 10.99.1.2",
        "CBC_256, 10.99.1.1, 10.99.1.2",
        "GCM_128, fd99:1::1, fd99:1::2",
        "CBC_256, fd99:1::1, fd99:1::2"
    })
    void we_connect_and_packets_pass_both_ways(Suite suite, String leftAddress, String rightAddress) throws Exception {
        right.load(Sites.peer(suite, rightAddress, "%any"));
        try (FlexikePeer left = FlexikePeer.start(network.left(), Sites.initiator(suite, leftAddress, rightAddress))) {
            left.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
            SessionSnapshot session = left.awaitSession();
            assertThat(session.initiator()).isTrue();
            assertSuite(session, suite);
            Traversal.assertPingsBothWays(network.left(), network.right());
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    @ParameterizedTest
    @CsvSource({
        "GCM_128, 10.99.1.1, 10.99.1.2",
        "CBC_256, 10.99.1.1, 10.99.1.2",
        "GCM_128, fd99:1::1, fd99:1::2",
        "CBC_256, fd99:1::1, fd99:1::2"
    })
    void strongswan_connects_and_packets_pass_both_ways(Suite suite, String leftAddress, String rightAddress)
            throws Exception {
        right.load(Sites.peer(suite, rightAddress, leftAddress));
        try (FlexikePeer left = FlexikePeer.start(network.left(), Sites.responder(suite, leftAddress))) {
            right.initiate(Sites.SITE).orFail();
            SessionSnapshot session = left.awaitSession();
            assertThat(session.initiator()).isFalse();
            assertSuite(session, suite);
            Traversal.assertPingsBothWays(network.left(), network.right());
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    /** strongSwan does not know additional key exchanges: it passes over those of our proposals that have them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_defaults_of_both_find_each_other(boolean weConnect) throws Exception {
        right.load(Sites.peer("default", "default", RIGHT, weConnect ? "%any" : LEFT, Sites.KEY));
        IkeProfile profile = Sites.profile(Sites.KEY).build();
        FlexVpnConfig own = weConnect
                ? Sites.initiator(profile, IpsecProfile.defaults(), LEFT, RIGHT).build()
                : Sites.responder(profile, IpsecProfile.defaults(), LEFT).build();
        try (FlexikePeer left = FlexikePeer.start(network.left(), own)) {
            if (weConnect) {
                left.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
            } else {
                right.initiate(Sites.SITE).orFail();
            }
            IkeSuite suite = left.awaitSession().suite().orElseThrow();
            assertThat(suite.furtherKeyExchanges()).isEmpty();
            assertThat(suite.toProposal().transforms())
                    .noneMatch(transform ->
                            Weakness.of(SecurityProtocol.IKE, transform).isPresent());
            Traversal.assertPingsBothWays(network.left(), network.right());
        }
        right.awaitNoSas(FlexikePeer.PATIENCE);
    }

    private static void assertSuite(SessionSnapshot session, Suite suite) {
        assertThat(session.suite().orElseThrow().toProposal()).isEqualTo(suite.ike());
        assertThat(session.children()).singleElement().satisfies(child -> {
            assertThat(child.suite().toProposal()).isEqualTo(suite.esp());
            assertThat(child.udpEncapsulation()).isTrue();
        });
    }
}
