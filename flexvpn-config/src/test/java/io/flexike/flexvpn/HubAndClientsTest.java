package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HubAndClientsTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10", "2001:db8:1::10");
    private final Lab.Host host1 = new Lab.Host("one");
    private final Lab.Host host2 = new Lab.Host("two");
    private final EventProbe hubEvents = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private FlexVpnGateway hub() {
        return lab.hub(
                hubHost,
                hubEvents,
                policy -> policy.pool(AddressPool.of("four", "10.255.0.0/24"))
                        .dns("10.1.0.53")
                        .advertise("10.0.0.0/8"));
    }

    private static InetAddress address(String text) {
        return IpPrefix.parseAddress(text);
    }

    @Test
    void clients_get_addresses_and_reach_the_hub_its_lan_and_each_other() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub).requestDns());
        RemoteAccess two = lab.connect(lab.client("two", host2, hub));

        assertThat(one.assignedAddresses()).containsExactly(address("10.255.0.2"));
        assertThat(two.assignedAddresses()).containsExactly(address("10.255.0.3"));
        assertThat(one.dnsServers()).containsExactly(address("10.1.0.53"));
        assertThat(two.dnsServers()).isEmpty();
        assertThat(one.subnets()).containsExactly(IpPrefix.parse("10.0.0.0/8"));
        assertThat(host1.addresses(0)).containsExactly("10.255.0.2/32");
        assertThat(host1.routes(0)).containsExactly("10.0.0.0/8");
        assertThat(hubHost.routes(0)).containsExactly("10.255.0.2/32", "10.255.0.3/32");
        for (int octets : new int[] {56, 1300, 4000}) {
            assertThat(host1.pings("10.255.0.2", "10.255.0.1", octets)).isTrue();
            assertThat(host1.pings("10.255.0.2", "10.1.0.10", octets)).isTrue();
            assertThat(host1.pings("10.255.0.2", "10.255.0.3", octets)).isTrue();
        }
    }

    @Test
    void sessions_are_shown_with_everything_that_was_agreed_upon() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));
        assertThat(host1.pings("10.255.0.2", "10.1.0.10", 100)).isTrue();

        SessionSnapshot session = hub.sessions().get(0);
        assertThat(session.interfaceName()).isEqualTo("Virtual-Access1");
        assertThat(session.origin()).isEqualTo("Virtual-Template1");
        assertThat(session.profile()).isEqualTo("any-spoke");
        assertThat(session.peerText()).isEqualTo("one.spokes.example");
        assertThat(session.initiator()).isFalse();
        assertThat(session.assigned().addresses()).containsExactly(address("10.255.0.2"));
        assertThat(session.children()).hasSize(1);
        assertThat(session.children().get(0).udpEncapsulation()).isTrue();
        assertThat(session.received().packets()).isEqualTo(1);
        assertThat(session.received().octets()).isEqualTo(128);
        assertThat(session.sent()).isEqualTo(session.received());
        assertThat(session.suite()).isEqualTo(one.session().suite());
        assertThat(session.remoteSpi()).isEqualTo(one.session().localSpi());
        assertThat(session.children().get(0).inboundSpi())
                .isEqualTo(one.session().children().get(0).outboundSpi());
        assertThat(session.children().get(0).remote().toString()).isEqualTo("[10.255.0.2]");
        assertThat(session.children().get(0).local().toString()).isEqualTo("[10.0.0.0/8]");
    }

    @Test
    void a_client_that_leaves_gives_everything_back_and_gets_the_same_address_again() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));
        lab.connect(lab.client("two", host2, hub));

        one.close();
        GatewayEvent.SessionDown down = hubEvents.await(GatewayEvent.SessionDown.class);
        assertThat(down.session().peerText()).isEqualTo("one.spokes.example");
        assertThat(down.reason().kind()).isEqualTo(CloseReason.Kind.PEER_DELETED);
        assertThat(hubHost.routes(0)).containsExactly("10.255.0.3/32");
        assertThat(hub.sessions()).extracting(SessionSnapshot::interfaceName).containsExactly("Virtual-Access2");
        assertThat(one.whenClosed()
                        .toCompletableFuture()
                        .get(1, TimeUnit.SECONDS)
                        .kind())
                .isEqualTo(CloseReason.Kind.LOCAL_REQUEST);

        RemoteAccess again = lab.connect(lab.client("one", host1, hub));
        assertThat(again.assignedAddresses()).containsExactly(address("10.255.0.2"));
        assertThat(hub.sessions())
                .extracting(SessionSnapshot::interfaceName)
                .containsExactly("Virtual-Access1", "Virtual-Access2");
    }

    @Test
    void the_hub_can_disconnect_a_client() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));

        hub.disconnect(hub.sessions().get(0)).get(5, TimeUnit.SECONDS);

        assertThat(hub.sessions()).isEmpty();
        assertThat(one.whenClosed()
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS)
                        .kind())
                .isEqualTo(CloseReason.Kind.PEER_DELETED);
        assertThat(host1.addresses(0)).isEmpty();
        assertThat(host1.routes(0)).isEmpty();
    }

    @Test
    void disconnecting_what_is_gone_completes_at_once() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));
        SessionSnapshot session = hub.sessions().get(0);
        one.close();
        hubEvents.await(GatewayEvent.SessionDown.class);

        assertThat(hub.disconnect(session).get(5, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void a_hub_that_closes_tells_its_clients() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));

        hub.close();

        assertThat(one.whenClosed()
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS)
                        .kind())
                .isEqualTo(CloseReason.Kind.PEER_DELETED);
        assertThat(hubEvents.await(GatewayEvent.SessionDown.class).reason().kind())
                .isEqualTo(CloseReason.Kind.LOCAL_REQUEST);
    }

    @Test
    void an_exhausted_pool_is_a_reason_that_both_ends_can_read() throws Exception {
        FlexVpnGateway hub =
                lab.hub(hubHost, hubEvents, policy -> policy.pool(AddressPool.of("small", "10.255.0.0/30")));
        lab.connect(lab.client("one", host1, hub));

        Throwable refusal = catchThrowable(() -> lab.connect(lab.client("two", host2, hub)));

        assertThat(refusal).hasCauseInstanceOf(FlexVpnException.class).hasMessageContaining("INTERNAL_ADDRESS_FAILURE");
        assertThat(hubEvents.await(GatewayEvent.ChildRefused.class).reason().explanation())
                .contains("no address is left in pool \"small\" 10.255.0.0/30");
        assertThat(hub.sessions()).hasSize(1);
    }

    @Test
    void a_child_sa_that_cannot_be_installed_is_never_reported_as_up() {
        FlexVpnGateway hub = hub();
        GatewayEnvironment faulty = lab.environment(host1)
                .withTunDevices(settings -> new FaultyDevice(InMemoryTun.open(settings), false, true));

        assertThat(catchThrowable(
                        () -> lab.connect(lab.client("one", host1, hub).environment(faulty))))
                .hasCauseInstanceOf(FlexVpnException.class)
                .hasMessageContaining("a Child SA could not be installed");
        await().untilAsserted(() -> assertThat(hub.sessions()).isEmpty());
    }

    @Test
    void a_connection_that_was_cancelled_leaves_nothing_behind() throws Exception {
        FlexVpnGateway hub = hub();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        List<InMemoryTun> devices = new CopyOnWriteArrayList<>();
        GatewayEnvironment slow = lab.environment(host1).withTunDevices(settings -> {
            InMemoryTun device = InMemoryTun.open(settings);
            devices.add(device);
            begun.countDown();
            awaitQuietly(cancelled);
            return device;
        });
        CompletableFuture<RemoteAccess> connection = lab.client("one", host1, hub)
                .gateways(hub.endpoints().get(0))
                .environment(slow)
                .build()
                .connect();
        begun.await();
        connection.cancel(false);
        cancelled.countDown();

        await().until(() -> devices.get(0).hostEnd().isClosed());
        await().untilAsserted(() -> assertThat(hub.sessions()).isEmpty());
        assertThat(devices).hasSize(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void both_address_families_are_served_in_one_session() throws Exception {
        FlexVpnGateway hub = lab.hub(
                hubHost,
                hubEvents,
                policy -> policy.pool(AddressPool.of("four", "10.255.0.0/24"))
                        .pool(AddressPool.of("six", "2001:db8:ff::/64"))
                        .dns("10.1.0.53", "2001:db8:1::53")
                        .advertise("10.0.0.0/8", "2001:db8::/32"));
        RemoteAccess one =
                lab.connect(lab.client("one", host1, hub).requestIpv6Address().requestDns());

        assertThat(one.assignedAddresses()).containsExactlyInAnyOrder(address("10.255.0.2"), address("2001:db8:ff::2"));
        assertThat(one.dnsServers()).containsExactlyInAnyOrder(address("10.1.0.53"), address("2001:db8:1::53"));
        assertThat(host1.pings("10.255.0.2", "10.1.0.10", 1300)).isTrue();
        assertThat(host1.pings("2001:db8:ff::2", "2001:db8:1::10", 1300)).isTrue();
    }

    @Test
    void a_spoke_brings_its_network_if_it_is_accepted_and_no_other() throws Exception {
        Lab.Host spokeHost = new Lab.Host("spoke", "10.128.1.10", "10.64.1.10");
        FlexVpnGateway hub = lab.hub(
                hubHost,
                hubEvents,
                policy -> policy.pool(AddressPool.of("four", "10.255.0.0/24"))
                        .advertise("10.0.0.0/8")
                        .acceptRoutes("10.128.0.0/9"));
        lab.connect(lab.client("spoke", spokeHost, hub)
                .tunnel(tunnel -> tunnel.localSubnets("10.128.1.0/24", "10.64.1.0/24", "10.255.0.0/28")));

        assertThat(hubHost.routes(0)).containsExactly("10.128.1.0/24", "10.255.0.2/32");
        assertThat(spokeHost.pings("10.128.1.10", "10.1.0.10", 100)).isTrue();
        assertThat(hubHost.pings("10.1.0.10", "10.128.1.10", 100)).isTrue();
        assertThat(spokeHost.pingsSoon("10.64.1.10", "10.1.0.10")).isFalse();
    }

    @Test
    void packets_without_a_session_are_counted_with_their_reason() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));
        assertThat(one.assignedAddresses()).isNotEmpty();

        hubHost.device(0).hostEnd().send(udpTo("10.255.0.99"));
        await().untilAsserted(() -> assertThat(hub.snapshot().drops()).containsEntry("NO_SA", 1L));
    }

    private static byte[] udpTo(String destination) {
        byte[] packet = new byte[28];
        packet[0] = 0x45;
        packet[3] = 28;
        packet[8] = 64;
        packet[9] = 17;
        System.arraycopy(address("10.1.0.10").getAddress(), 0, packet, 12, 4);
        System.arraycopy(address(destination).getAddress(), 0, packet, 16, 4);
        packet[25] = 8;
        return packet;
    }

    @Test
    void clients_over_ipv6_get_ipv4_inside() throws Exception {
        try (Lab sixLab = new Lab("::1")) {
            FlexVpnGateway hub =
                    sixLab.hub(hubHost, hubEvents, policy -> policy.pool(AddressPool.of("four", "10.255.0.0/24")));
            sixLab.connect(sixLab.client("one", host1, hub).tunnel(tunnel -> tunnel.route("10.0.0.0/8")));

            assertThat(hub.sessions().get(0).path().remote().getAddress()).isEqualTo(address("::1"));
            assertThat(host1.pings("10.255.0.2", "10.1.0.10", 1300)).isTrue();
        }
    }

    @Test
    void a_client_that_connects_again_replaces_its_old_session_and_keeps_its_address() throws Exception {
        FlexVpnGateway hub = hub();
        lab.connect(lab.client("one", host1, hub));
        RemoteAccess second = lab.connect(lab.client("one", host2, hub));

        assertThat(hubEvents.await(GatewayEvent.SessionDown.class).reason().kind())
                .isEqualTo(CloseReason.Kind.REPLACED);
        assertThat(second.assignedAddresses()).containsExactly(address("10.255.0.2"));
        assertThat(hub.sessions()).hasSize(1);
        assertThat(host2.pings("10.255.0.2", "10.1.0.10", 100)).isTrue();
    }
}
