package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.ChildSaSink;
import io.flexike.ike.IkeEndpoint;
import io.flexike.ike.IkeListener;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.transport.EspReceiver;
import io.flexike.ike.transport.IkePorts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What either end deletes is gone at both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class DeletionIT {
    private PeerNetwork network;
    private StrongSwanPeer peer;

    @BeforeAll
    void start(@TempDir Path folder) {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        peer = StrongSwanPeer.start(
                network.right(),
                folder.resolve("peer"),
                Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4));
    }

    @AfterAll
    void stop() {
        if (peer != null) {
            peer.close();
        }
        network.close();
    }

    @Test
    void the_peer_deletes_the_ike_sa() throws Exception {
        try (FlexikePeer own = connected()) {
            peer.terminateIke(Sites.SITE).orFail();
            assertThat(reasonOfEnd(own).kind()).isEqualTo(CloseReason.Kind.PEER_DELETED);
            assertNothingIsLeft(own);
        }
    }

    @Test
    void the_peer_deletes_the_child_sa_and_we_the_ike_sa_that_is_left_without_use() throws Exception {
        try (FlexikePeer own = connected()) {
            peer.terminateChild(Sites.SITE).orFail();
            assertThat(reasonOfEnd(own).explanation()).contains("last Child SA is gone");
            assertNothingIsLeft(own);
        }
    }

    @Test
    void we_delete_the_ike_sa() throws Exception {
        try (FlexikePeer own = connected()) {
            own.gateway().disconnect(own.awaitSession()).get(FlexikePeer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(reasonOfEnd(own).kind()).isEqualTo(CloseReason.Kind.LOCAL_REQUEST);
            assertNothingIsLeft(own);
        }
    }

    /** Our gateway has no use for an IKE SA without a Child SA, an endpoint of the IKE library leaves that open. */
    @Test
    void we_delete_the_child_sa_alone() throws Exception {
        List<IkeEvent> events = new CopyOnWriteArrayList<>();
        IkeListener listener = new IkeListener() {
            @Override
            public void event(IkeEvent event) {
                events.add(event);
            }
        };
        try (IkeEndpoint own = network.left()
                .enter(() -> IkeEndpoint.start(
                        "own",
                        EngineSettings.of(CryptoProvider.standard(), new SecureRandom(), List.of()),
                        List.of(IpPrefix.parseAddress(PeerNetwork.LEFT_4)),
                        IkePorts.STANDARD,
                        listener,
                        ChildSaSink.none(),
                        EspReceiver.none()))) {
            long spi = own.initiate(Sites.toPeer(IkeSaPolicy.DEFAULT), IpPrefix.parseAddress(PeerNetwork.RIGHT_4))
                    .get(FlexikePeer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            int inbound =
                    await(events, IkeEvent.ChildSaEstablished.class).child().inboundSpi();
            own.deleteChild(spi, inbound);
            peer.awaitLog(
                    String.format("received DELETE for ESP CHILD_SA with SPI %08x", inbound), FlexikePeer.PATIENCE);
            assertThat(await(events, IkeEvent.ChildSaClosed.class).reason().kind())
                    .isEqualTo(CloseReason.Kind.LOCAL_REQUEST);
            assertThat(peer.listSas()).contains("ESTABLISHED").doesNotContain("INSTALLED");
            assertThat(own.sessions().get(FlexikePeer.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .singleElement()
                    .satisfies(sa -> assertThat(sa.children()).isEmpty());
        }
        peer.awaitNoSas(FlexikePeer.PATIENCE);
    }

    private static <E extends IkeEvent> E await(List<IkeEvent> events, Class<E> sort) {
        return Awaitility.await(sort.getSimpleName())
                .pollInterval(Duration.ofMillis(20))
                .atMost(FlexikePeer.PATIENCE)
                .until(
                        () -> events.stream()
                                .filter(sort::isInstance)
                                .map(sort::cast)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The peer has connected, since we would connect again and again. */
    private FlexikePeer connected() throws Exception {
        FlexikePeer own = FlexikePeer.start(network.left(), Sites.responder(Suite.GCM_128, PeerNetwork.LEFT_4));
        try {
            peer.initiate(Sites.SITE).orFail();
            SessionSnapshot session = own.awaitSession();
            assertThat(session.children()).hasSize(1);
            assertThat(routes()).contains("10.2.0.0/24", "fd0b::/64");
            Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
            return own;
        } catch (RuntimeException | AssertionError e) {
            own.close();
            throw e;
        }
    }

    private static CloseReason reasonOfEnd(FlexikePeer own) {
        return own.awaitEvent(GatewayEvent.SessionDown.class, it -> true).reason();
    }

    private void assertNothingIsLeft(FlexikePeer own) {
        peer.awaitNoSas(FlexikePeer.PATIENCE);
        assertThat(own.gateway().sessions()).isEmpty();
        assertThat(routes()).contains("10.1.0.0/24").doesNotContain("10.2.0.0/24", "fd0b::/64");
        assertThat(network.left().run("ip", "route", "get", Sites.PEER_INNER_4).succeeded())
                .isFalse();
    }

    private String routes() {
        return network.left().ip("-4", "route", "show", "dev", Sites.DEVICE)
                + network.left().ip("-6", "route", "show", "dev", Sites.DEVICE);
    }
}
