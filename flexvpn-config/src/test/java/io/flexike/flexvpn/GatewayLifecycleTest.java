package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.runtime.GatewayPlan;
import io.flexike.flexvpn.runtime.GatewayRuntime;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.trace.Redaction;
import io.flexike.ike.transport.IkePorts;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GatewayLifecycleTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host host = new Lab.Host("one");
    private final EventProbe events = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private FlexVpnGateway hub() {
        return lab.hub(
                hubHost,
                events,
                policy -> policy.pool(AddressPool.of("four", "10.255.0.0/24")).advertise("10.0.0.0/8"));
    }

    private static FlexVpnConfig tunnelTo(PeerEndpoint peer) {
        return FlexVpnConfig.create()
                .staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(Lab.profile("to-hub", "a.spokes.example", "secret")
                                        .matchRemote(Identity.fqdn("hub.example"))
                                        .build())
                                .destination(peer)
                                .address("10.255.0.2/30"))
                .build();
    }

    @Test
    void a_port_that_is_taken_is_named_and_everything_is_closed_again() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            int port = taken.getLocalPort();
            IkePorts ports = new IkePorts(PortPair.free().ike(), port);

            assertThatThrownBy(() -> FlexVpnGateway.start(
                            tunnelTo(PeerEndpoint.of("127.0.0.1")),
                            lab.environment(host).withPorts(ports)))
                    .isInstanceOf(FlexVpnException.class)
                    .hasMessageContaining("cannot bind the IKE ports of 127.0.0.1")
                    .hasCauseInstanceOf(IOException.class);
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.ike())).close();
        }
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    @Test
    void a_device_that_cannot_be_had_releases_the_ports() throws Exception {
        PortPair ports = PortPair.free();

        assertThatThrownBy(() -> FlexVpnGateway.start(
                        tunnelTo(PeerEndpoint.of("127.0.0.1")),
                        lab.environment(host).withPorts(ports.ports()).withTunDevices(settings -> {
                            throw new IOException("no device " + settings.name());
                        })))
                .isInstanceOf(FlexVpnException.class)
                .hasMessageContaining("no device tu0");
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.natTraversal())).close();
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    @Test
    void a_device_that_cannot_even_be_closed_keeps_nothing_else_open() throws Exception {
        PortPair ports = PortPair.free();
        AtomicInteger opened = new AtomicInteger();
        FlexVpnConfig two = FlexVpnConfig.create()
                .staticTunnel("Tunnel0", tunnel -> describe(tunnel, "one.example", "10.255.0.2/30"))
                .staticTunnel("Tunnel1", tunnel -> describe(tunnel, "two.example", "10.255.0.6/30"))
                .build();

        assertThatThrownBy(() -> FlexVpnGateway.start(
                        two, lab.environment(host).withPorts(ports.ports()).withTunDevices(settings -> {
                            if (opened.incrementAndGet() > 1) {
                                throw new IOException("no device " + settings.name());
                            }
                            return new FaultyDevice(InMemoryTun.open(settings), true, false);
                        })))
                .isInstanceOf(FlexVpnException.class)
                .hasMessageContaining("no device tu1");
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.natTraversal())).close();
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    private static void describe(StaticTunnel.Builder tunnel, String peer, String address) {
        tunnel.profile(Lab.profile("to-" + peer, "a.spokes.example", "secret")
                        .matchRemote(Identity.fqdn(peer))
                        .build())
                .destination("127.0.0.1")
                .address(address);
    }

    @Test
    void a_start_that_fails_when_everything_runs_already_ends_it_all() throws Exception {
        PortPair ports = PortPair.free();
        GatewayPlan plan = new GatewayPlan(
                tunnelTo(PeerEndpoint.of("127.0.0.1")).staticTunnels(),
                List.of(),
                List.of(),
                new GatewayPlan.Options(
                        List.of(),
                        GatewayPlan.Protocol.of(ProtocolOptions.DEFAULT),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Redaction.NONE),
                lab.environment(host).withPorts(ports.ports()),
                true,
                new AbstractList<>() {
                    @Override
                    public Consumer<GatewayEvent> get(int index) {
                        throw new IllegalStateException("a bug of the application");
                    }

                    @Override
                    public int size() {
                        return 1;
                    }
                });

        assertThatThrownBy(() -> GatewayRuntime.start(plan)).hasMessage("a bug of the application");
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.ike())).close();
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    @Test
    void nothing_runs_after_closing() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host, hub));
        one.close();
        hub.close();
        hub.close();

        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
        assertThat(hub.sessions()).isEmpty();
        assertThat(hubHost.device(0).hostEnd().isClosed()).isTrue();
    }

    private static Set<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("flexike-") || name.startsWith("esp-"))
                .collect(Collectors.toSet());
    }

    @Test
    void events_come_on_one_thread_that_is_neither_the_engines_nor_the_data_planes() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host, hub));
        one.close();
        events.await(GatewayEvent.SessionDown.class);

        assertThat(events.threads().stream().map(Thread::getName).distinct()).containsExactly("flexike-events");
        assertThat(events.threads().stream().distinct()).hasSize(1);
    }

    @Test
    void a_listener_that_blocks_or_throws_holds_up_no_session() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        FlexVpnGateway hub = hub();
        hub.events(event -> {
            throw new IllegalStateException("a bug of the application");
        });
        hub.events(event -> awaitQuietly(released));

        RemoteAccess one = lab.connect(lab.client("one", host, hub));
        assertThat(host.pings(one.assignedAddresses().get(0), "10.255.0.1", 56)).isTrue();
        one.close();
        await().until(() -> hub.sessions().isEmpty());
        released.countDown();
        assertThat(events.await(GatewayEvent.SessionUp.class)).isNotNull();
        assertThat(events.await(GatewayEvent.SessionDown.class)).isNotNull();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_listener_that_was_closed_is_told_no_more() throws Exception {
        FlexVpnGateway hub = hub();
        EventProbe second = new EventProbe();
        Subscription subscription = hub.events(second);
        subscription.close();
        lab.connect(lab.client("one", host, hub));
        events.await(GatewayEvent.SessionUp.class);

        assertThat(second.threads()).isEmpty();
    }

    @Test
    void waiting_for_an_unknown_tunnel_or_in_vain_is_told() {
        FlexVpnGateway gateway = FlexVpnGateway.start(
                tunnelTo(new PeerEndpoint("no-such-host.invalid", 500, 4500)), lab.environment(host));
        try (gateway) {
            assertThatThrownBy(() -> gateway.awaitUp("Tunnel1", Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Tunnel1");
            await().untilAsserted(() -> assertThatThrownBy(() -> gateway.awaitUp("Tunnel0", Duration.ofMillis(1)))
                    .isInstanceOf(FlexVpnException.class)
                    .hasMessageContaining("no-such-host.invalid is not known"));
        }
    }

    @Test
    void closing_a_gateway_ends_the_waiting_for_its_tunnels() throws Exception {
        FlexVpnGateway gateway = FlexVpnGateway.start(tunnelTo(PortPair.free().endpoint()), lab.environment(host));
        Thread closer = new Thread(gateway::close);
        closer.start();

        assertThatThrownBy(() -> gateway.awaitUp("Tunnel0", Duration.ofSeconds(50)))
                .isInstanceOf(FlexVpnException.class);
        closer.join();
    }

    @Test
    void messages_are_traced_in_order_and_keys_and_packets_are_written_where_the_code_asks_for_it(@TempDir Path folder)
            throws Exception {
        Queue<TracedMessage> messages = new ConcurrentLinkedQueue<>();
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host, hub)
                .options(config -> config.traceMessages(messages::add)
                        .keyLog(folder.resolve("keys"))
                        .capture(folder.resolve("capture.pcapng"))));
        assertThat(host.pings(one.assignedAddresses().get(0), "10.255.0.1", 56)).isTrue();
        one.close();

        // on a slow machine a request may be sent twice
        assertThat(messages.stream()
                        .filter(message -> !message.message().retransmission())
                        .map(message -> message.message().header().exchange()))
                .containsExactly(
                        ExchangeType.IKE_SA_INIT,
                        ExchangeType.IKE_SA_INIT,
                        ExchangeType.IKE_INTERMEDIATE,
                        ExchangeType.IKE_INTERMEDIATE,
                        ExchangeType.IKE_AUTH,
                        ExchangeType.IKE_AUTH,
                        ExchangeType.INFORMATIONAL,
                        ExchangeType.INFORMATIONAL);
        assertThat(messages.stream().map(TracedMessage::at)).isSorted();
        // the keys before and after IKE_INTERMEDIATE
        assertThat(Files.readAllLines(folder.resolve("keys/ikev2_decryption_table")))
                .hasSize(2);
        assertThat(Files.readAllLines(folder.resolve("keys/esp_sa"))).hasSize(2);
        assertThat(Files.size(folder.resolve("capture.pcapng"))).isGreaterThan(1_000);
    }

    @Test
    void without_being_asked_nothing_is_traced_or_written() throws Exception {
        FlexVpnGateway hub = hub();
        lab.connect(lab.client("one", host, hub));

        assertThat(hub.snapshot().counters()).containsEntry("engine faults", 0L).containsEntry("events lost", 0L);
    }
}
