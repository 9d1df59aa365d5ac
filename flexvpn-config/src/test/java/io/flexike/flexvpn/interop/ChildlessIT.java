package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.trace.MessageNotation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IKE SAs that begin without a Child SA and get one later (RFC 6023). */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class ChildlessIT {
    private PeerNetwork network;

    @BeforeEach
    void start() {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void strongswan_begins_without_a_child_sa(@TempDir Path folder) throws Exception {
        List<TracedMessage> messages = new CopyOnWriteArrayList<>();
        FlexVpnConfig config = Sites.responder(
                        Sites.profile(Suite.GCM_128, Sites.KEY), Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4)
                .traceMessages(messages::add)
                .build();
        try (StrongSwanPeer peer = peer(folder, PeerNetwork.LEFT_4, "force");
                FlexikePeer own = FlexikePeer.start(network.left(), config)) {
            peer.swanctl("--initiate", "--timeout", "20", "--ike", Sites.SITE).orFail();
            assertThat(peer.listSas()).contains("ESTABLISHED").doesNotContain("INSTALLED");
            assertThat(own.gateway().sessions()).isEmpty();

            peer.initiate(Sites.SITE).orFail();
            assertThat(own.awaitSession().children()).hasSize(1);
            assertThat(peer.listSas()).contains("INSTALLED");
            Traversal.assertPingsBothWays(network.left(), network.right());
            assertChildless(messages.stream().map(TracedMessage::message).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "force"})
    void we_begin_without_a_child_sa(String theirPolicy, @TempDir Path folder) throws Exception {
        try (StrongSwanPeer peer = peer(folder, "%any", theirPolicy);
                EngineSite own = EngineSite.start(network.left(), PeerNetwork.LEFT_4)) {
            own.initiate(PeerNetwork.RIGHT_4, IkeSaPolicy.DEFAULT.withChildless(IkeSaPolicy.Childless.ALWAYS));
            long ikeSpi = own.await(IkeEvent.IkeSaEstablished.class).ikeSpi();
            peer.awaitLog("IKE_SA site\\[1] established", FlexikePeer.PATIENCE);
            assertThat(peer.listSas()).contains("ESTABLISHED").doesNotContain("INSTALLED");

            own.command(new IkeInput.CreateChildSa(
                    ikeSpi,
                    List.of(AddressSelector.subnet("10.1.0.0/24")),
                    List.of(AddressSelector.subnet("10.2.0.0/24"))));
            own.await(IkeEvent.ChildSaEstablished.class);
            assertThat(peer.listSas()).contains("INSTALLED");
            Traversal.assertPingsBothWays(network.left(), Sites.OWN_INNER_4, network.right(), Sites.PEER_INNER_4);
            assertChildless(own.all(IkeEvent.MessageTraced.class));
        }
    }

    @Test
    void a_peer_that_never_leaves_the_child_sa_out_is_not_connected_to(@TempDir Path folder) throws Exception {
        try (StrongSwanPeer peer = peer(folder, "%any", "never");
                EngineSite own = EngineSite.start(network.left(), PeerNetwork.LEFT_4)) {
            own.initiate(PeerNetwork.RIGHT_4, IkeSaPolicy.DEFAULT.withChildless(IkeSaPolicy.Childless.ALWAYS));
            CloseReason reason = own.await(IkeEvent.IkeSaClosed.class).reason();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.PEER_REFUSED);
            assertThat(reason.explanation()).isEqualTo("the peer does not support IKE SAs without a Child SA");
            assertThat(peer.log()).doesNotContain("IKE_AUTH");
        }
    }

    /**
     *
     *
     * <pre>
     * HDR, SAi1, KEi, Ni                --&gt;
     *                                   &lt;--  HDR, SAr1, KEr, Nr, N(CHILDLESS_IKEV2_SUPPORTED)
     * HDR, SK {IDi, [IDr,] AUTH}        --&gt;
     *                                   &lt;--  HDR, SK {IDr, AUTH}
     * HDR, SK {SA, Ni, TSi, TSr}        --&gt;
     *                                   &lt;--  HDR, SK {SA, Nr, TSi, TSr}
     * </pre>
     */
    private static void assertChildless(List<IkeEvent.MessageTraced> messages) {
        assertThat(of(messages, ExchangeType.IKE_SA_INIT)).last(STRING).contains("N(CHILDLESS_IKEV2_SUPPORTED)");
        assertThat(of(messages, ExchangeType.IKE_AUTH))
                .hasSize(2)
                .allSatisfy(
                        message -> assertThat(message).contains("AUTH").doesNotContain("SAi2", "SAr2", "TSi", "TSr"));
        assertThat(of(messages, ExchangeType.CREATE_CHILD_SA))
                .containsExactly("HDR, SK {SA, Ni, TSi, TSr}", "HDR, SK {SA, Nr, TSi, TSr}");
    }

    private static List<String> of(List<IkeEvent.MessageTraced> messages, ExchangeType exchange) {
        return messages.stream()
                .filter(message -> message.header().exchange().equals(exchange) && !message.retransmission())
                .map(message -> MessageNotation.of(message.header(), message.payloads()))
                .toList();
    }

    private StrongSwanPeer peer(Path folder, String remoteAddress, String childless) {
        return StrongSwanPeer.start(
                network.right(),
                folder.resolve("peer"),
                Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, remoteAddress)
                        .connection(Sites.SITE, site -> site.set("childless", childless)));
    }
}
