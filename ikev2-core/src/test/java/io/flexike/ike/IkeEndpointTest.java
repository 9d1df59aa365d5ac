package io.flexike.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.TcpEncapsulation;
import io.flexike.ike.simulation.Pair;
import io.flexike.ike.transport.EspReceiver;
import io.flexike.ike.transport.IkePorts;
import io.flexike.ike.transport.TcpIkeTransport;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IkeEndpointTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final PeerProfile TO_BOB =
            Pair.profile("to-bob", "alice.example", "bob.example", "10.1.0.0/16", "10.2.0.0/16");
    private static final PeerProfile TO_ALICE =
            Pair.profile("to-alice", "bob.example", "alice.example", "10.2.0.0/16", "10.1.0.0/16");

    /** One end and what it was told. */
    private static final class End implements IkeListener, ChildSaSink {
        final List<IkeEvent> events = new CopyOnWriteArrayList<>();
        final Map<Integer, ChildSaParameters> children = new ConcurrentHashMap<>();
        Function<PeerRequest, CompletionStage<Authorization>> authorizer = request -> CompletableFuture.completedFuture(
                new Authorization.Granted(List.of(), TO_ALICE.localSelectors(), TO_ALICE.remoteSelectors()));

        @Override
        public void event(IkeEvent event) {
            events.add(event);
        }

        @Override
        public CompletionStage<Authorization> authorize(PeerRequest request) {
            return authorizer.apply(request);
        }

        @Override
        public void install(ChildSaParameters child, boolean sending) {
            children.put(child.inboundSpi(), child);
        }

        @Override
        public void startSending(int inboundSpi) {}

        @Override
        public void stopSending(int inboundSpi) {}

        @Override
        public void move(int inboundSpi, Path path, boolean udpEncapsulation) {}

        @Override
        public void remove(long ikeSpi, int inboundSpi, int outboundSpi) {
            children.remove(inboundSpi);
        }

        IkeEndpoint start(String name, boolean forceNatTraversal, PeerProfile... profiles) throws Exception {
            EngineSettings settings = EngineSettings.of(
                            CryptoProvider.standard(), new SecureRandom(), List.of(profiles))
                    .with(ProtocolOptions.DEFAULT.withNatTraversal(
                            forceNatTraversal ? NatTraversal.FORCED : NatTraversal.AUTO));
            return IkeEndpoint.start(
                    name, settings, List.of(LOOPBACK), IkePorts.EPHEMERAL, this, this, EspReceiver.none());
        }

        IkeEndpoint startWithTcp(String name, PeerProfile... profiles) throws Exception {
            EngineSettings settings = EngineSettings.of(
                            CryptoProvider.standard(), new SecureRandom(), List.of(profiles))
                    .with(ProtocolOptions.DEFAULT.withTcp(TcpEncapsulation.ALWAYS));
            return IkeEndpoint.start(
                    name, settings, List.of(LOOPBACK), IkePorts.EPHEMERAL.withTcp(0), this, this, EspReceiver.none());
        }

        <E extends IkeEvent> List<E> events(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    private final End ofAlice = new End();
    private final End ofBob = new End();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two_endpoints_over_loopback_agree_and_part(boolean forceNatTraversal) throws Exception {
        try (IkeEndpoint bob = ofBob.start("bob", forceNatTraversal, TO_ALICE);
                IkeEndpoint alice = ofAlice.start("alice", forceNatTraversal)) {
            long spi = alice.initiate(TO_BOB, LOOPBACK, bob.ports(LOOPBACK)).get(10, TimeUnit.SECONDS);
            await().until(() -> ofAlice.children.size() == 1 && ofBob.children.size() == 1);
            ChildSaParameters child = ofAlice.children.values().iterator().next();
            assertThat(ofBob.children).containsOnlyKeys(child.outboundSpi());
            assertThat(child.udpEncapsulation()).isEqualTo(forceNatTraversal);
            // RFC 4555 3.3: with MOBIKE even without a NAT.
            assertThat(child.path().natTraversal()).isTrue();
            assertThat(alice.sessions().get(10, TimeUnit.SECONDS))
                    .singleElement()
                    .satisfies(sa -> assertThat(sa.localSpi()).isEqualTo(spi));
            alice.delete(spi);
            await().until(() -> ofAlice.children.isEmpty() && ofBob.children.isEmpty());
            await().untilAsserted(() -> assertThat(ofBob.events(IkeEvent.IkeSaClosed.class))
                    .singleElement()
                    .satisfies(closed -> assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.PEER_DELETED)));
        }
    }

    @Test
    void two_endpoints_over_tcp_only_agree_and_part_and_leave_no_connection() throws Exception {
        try (IkeEndpoint bob = ofBob.startWithTcp("bob", TO_ALICE);
                IkeEndpoint alice = ofAlice.startWithTcp("alice")) {
            IkePorts ports = bob.ports(LOOPBACK);
            long spi = alice.initiate(TO_BOB, LOOPBACK, ports).get(10, TimeUnit.SECONDS);
            await().until(() -> ofAlice.children.size() == 1 && ofBob.children.size() == 1);
            ChildSaParameters child = ofAlice.children.values().iterator().next();
            assertThat(child.udpEncapsulation()).isFalse();
            assertThat(child.path().carrier()).isEqualTo(Carrier.TCP);
            TcpIkeTransport ofBobs = bob.tcp().orElseThrow();
            await().until(() -> ofBobs.counters().untrusted() == 0);
            assertThat(ofBobs.counters().connections()).isEqualTo(1);
            assertThat(bob.transport().counters().received()).isZero();
            assertThat(bob.sessions().get(10, TimeUnit.SECONDS))
                    .singleElement()
                    .satisfies(sa -> assertThat(sa.peerBehindNat()).isFalse());
            alice.delete(spi);
            await().until(() -> ofAlice.children.isEmpty() && ofBob.children.isEmpty());
            await().until(() -> ofBobs.counters().connections() == 0);
            assertThat(alice.tcp().orElseThrow().counters().connections()).isZero();
            assertThat(ofBob.events(IkeEvent.IkeSaClosed.class))
                    .singleElement()
                    .satisfies(closed -> assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.PEER_DELETED));
        }
    }

    @Test
    void closing_an_endpoint_deletes_its_sessions_at_the_peer() throws Exception {
        try (IkeEndpoint bob = ofBob.start("bob", false, TO_ALICE)) {
            try (IkeEndpoint alice = ofAlice.start("alice", false)) {
                alice.initiate(TO_BOB, LOOPBACK, bob.ports(LOOPBACK)).get(10, TimeUnit.SECONDS);
                await().until(() -> ofAlice.children.size() == 1 && ofBob.children.size() == 1);
            }
            await().until(() -> ofBob.children.isEmpty());
            assertThat(ofAlice.children).isEmpty();
        }
    }

    @Test
    void closing_takes_out_child_sas_even_if_the_peer_does_not_answer() throws Exception {
        try (IkeEndpoint bob = ofBob.start("bob", false, TO_ALICE)) {
            try (IkeEndpoint alice = ofAlice.start("alice", false)) {
                alice.initiate(TO_BOB, LOOPBACK, bob.ports(LOOPBACK)).get(10, TimeUnit.SECONDS);
                await().until(() -> ofAlice.children.size() == 1 && ofBob.children.size() == 1);
                bob.transport().close();
            }
            assertThat(ofAlice.children).isEmpty();
        }
        assertThat(ofBob.children).isEmpty();
    }

    @Test
    void an_authorization_that_fails_refuses_the_peer() throws Exception {
        ofBob.authorizer = request -> {
            throw new IllegalStateException("the directory is down");
        };
        try (IkeEndpoint bob = ofBob.start("bob", false, TO_ALICE);
                IkeEndpoint alice = ofAlice.start("alice", false)) {
            alice.initiate(TO_BOB, LOOPBACK, bob.ports(LOOPBACK)).get(10, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(ofAlice.events(IkeEvent.IkeSaClosed.class))
                    .singleElement()
                    .satisfies(closed ->
                            assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED)));
            assertThat(ofBob.children).isEmpty();
        }
    }

    @Test
    void a_closed_endpoint_initiates_nothing() throws Exception {
        IkeEndpoint alice = ofAlice.start("alice", false);
        alice.close();
        assertThat(alice.initiate(TO_BOB, LOOPBACK)).isCompletedExceptionally();
    }
}
