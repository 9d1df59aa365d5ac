package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.session.SessionSnapshot;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A router between the sites translates addresses and ports; whoever is behind it connects. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.NFTABLES})
class NatTraversalIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"GCM_128, 192.168.77.2, 10.99.1.2", "CBC_256, fd77::2, fd99:1::2"})
    void we_connect_from_behind_a_nat(Suite suite, String hidden, String outside) throws Exception {
        try (PeerNetwork network = PeerNetwork.behindNat();
                StrongSwanPeer peer = StrongSwanPeer.start(
                        network.right(), folder.resolve("peer"), Sites.peer(suite, outside, "%any"))) {
            Sites.addressPeer(network.right());
            try (FlexikePeer own = FlexikePeer.start(network.left(), Sites.initiator(suite, hidden, outside))) {
                own.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
                assertThat(own.awaitSession().behindNat()).isTrue();
                assertThat(peer.listSas())
                        .containsPattern("remote 'own.example' @ (10\\.99\\.1\\.1|fd99:1::1)\\[(?!4500)\\d+]");
                Traversal.assertPingsBothWays(network.left(), network.right());
            }
            peer.awaitNoSas(FlexikePeer.PATIENCE);
        }
    }

    @ParameterizedTest
    @CsvSource({"GCM_128, 192.168.77.2, 10.99.1.2", "CBC_256, fd77::2, fd99:1::2"})
    void strongswan_connects_from_behind_a_nat(Suite suite, String hidden, String outside) throws Exception {
        try (PeerNetwork network = PeerNetwork.behindNat();
                StrongSwanPeer peer = StrongSwanPeer.start(
                        network.left(), folder.resolve("peer"), Sites.peer(suite, hidden, outside))) {
            Sites.addressPeer(network.left());
            try (FlexikePeer own = FlexikePeer.start(network.right(), Sites.responder(suite, outside))) {
                peer.initiate(Sites.SITE).orFail();
                SessionSnapshot session = own.awaitSession();
                assertThat(session.peerBehindNat()).isTrue();
                assertThat(session.path().remote().getAddress().getHostAddress())
                        .matches("10\\.99\\.1\\.1|fd99:1:0:0:0:0:0:1");
                assertThat(session.path().remote().getPort()).isNotEqualTo(4500);
                Traversal.assertPingsBothWays(network.right(), network.left());
            }
            peer.awaitNoSas(FlexikePeer.PATIENCE);
        }
    }
}
