package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.Route;
import io.flexike.flexvpn.route.RouteSource;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.InterfaceSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.identity.Identity;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualAccessTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host host1 = new Lab.Host("one");
    private final Lab.Host host2 = new Lab.Host("two");
    private final EventProbe hubEvents = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private FlexVpnGateway hub() {
        return hub(lab.environment(hubHost), AddressPool.of("four", "10.255.0.0/24"));
    }

    private FlexVpnGateway hub(GatewayEnvironment environment, AddressPool pool) {
        return hub(environment, pool, InterfaceSettings.NONE);
    }

    private FlexVpnGateway hub(GatewayEnvironment environment, AddressPool pool, InterfaceSettings settings) {
        AuthorizationPolicy policy = AuthorizationPolicy.named("spokes")
                .pool(pool)
                .advertise("10.0.0.0/8")
                .interfaceSettings(settings)
                .build();
        IkeProfile profile = Lab.profile("any-spoke", "hub.example", "secret")
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .authorization(policy)
                .build();
        return lab.gateway(
                environment,
                hubEvents,
                config -> config.virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile)
                                .unnumbered("10.255.0.1")
                                .mtu(1380)
                                .devicePerPeer()));
    }

    private static List<String> names(FlexVpnGateway gateway) {
        return gateway.snapshot().interfaces().stream()
                .map(each -> each.name() + " " + each.device())
                .toList();
    }

    @Test
    void every_peer_has_a_device_of_its_own_through_which_it_reaches_the_hub_and_the_others() throws Exception {
        FlexVpnGateway hub = hub();
        assertThat(hubHost.devices()).isEmpty();
        lab.connect(lab.client("one", host1, hub));
        lab.connect(lab.client("two", host2, hub));

        assertThat(names(hub)).containsExactlyInAnyOrder("Virtual-Access1 vi1", "Virtual-Access2 vi2");
        assertThat(hub.snapshot().interfaces())
                .allMatch(InterfaceSnapshot::up)
                .allMatch(each -> each.origin().equals("Virtual-Template1"));
        assertThat(hubHost.device(0).name()).isEqualTo("vi1");
        assertThat(hubHost.device(0).mtu()).isEqualTo(1380);
        assertThat(hubHost.addresses(0)).containsExactly("10.255.0.1/32");
        assertThat(hubHost.routes(0)).containsExactly("10.255.0.2/32");
        assertThat(hubHost.routes(1)).containsExactly("10.255.0.3/32");
        assertThat(host1.pings("10.255.0.2", "10.255.0.1", 1300)).isTrue();
        assertThat(host1.pings("10.255.0.2", "10.1.0.10", 1300)).isTrue();
        assertThat(host1.pings("10.255.0.2", "10.255.0.3", 1300)).isTrue();
        assertThat(hub.sessions())
                .extracting(SessionSnapshot::interfaceName)
                .containsExactly("Virtual-Access1", "Virtual-Access2");
        // a client that does not speak FlexVPN is held to its address
        assertThat(hub.sessions().get(0).children().get(0).remote().toString()).isEqualTo("[10.255.0.2]");
        assertThat(hub.sessions()).extracting(SessionSnapshot::origin).containsOnly("Virtual-Template1");
        assertThat(hub.snapshot().routes())
                .filteredOn(route -> route.source() == RouteSource.IKEV2)
                .extracting(Route::interfaceName)
                .containsExactly("Virtual-Access1", "Virtual-Access2");
    }

    @Test
    void the_device_goes_with_its_peer_and_its_number_is_free_again() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));
        lab.connect(lab.client("two", host2, hub));

        one.close();
        hubEvents.await(GatewayEvent.SessionDown.class);
        await().until(() -> hubHost.device(0).hostEnd().isClosed());
        await().untilAsserted(() -> assertThat(names(hub)).containsExactly("Virtual-Access2 vi2"));
        assertThat(hub.snapshot().routes())
                .noneMatch(route -> route.interfaceName().equals("Virtual-Access1"));

        lab.connect(lab.client("one", host1, hub));
        assertThat(names(hub)).containsExactlyInAnyOrder("Virtual-Access1 vi1", "Virtual-Access2 vi2");
        assertThat(host1.pings("10.255.0.2", "10.255.0.3", 100)).isTrue();
    }

    @Test
    void a_device_that_the_system_does_not_give_is_a_refused_peer_with_a_reason() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        FlexVpnGateway hub = hub(opening(broken), AddressPool.of("small", "10.255.0.0/30"));

        Throwable refusal = catchThrowable(() -> lab.connect(lab.client("one", host1, hub)));

        assertThat(refusal).hasMessageContaining("AUTHENTICATION_FAILED");
        assertThat(hubEvents.await(GatewayEvent.PeerRefused.class).reason().explanation())
                .contains("Virtual-Access1 could not be opened: no device vi1");
        broken.set(false);
        // its only address and its number were given back
        lab.connect(lab.client("two", host2, hub));
        assertThat(names(hub)).containsExactly("Virtual-Access1 vi1");
    }

    private GatewayEnvironment opening(AtomicBoolean broken) {
        GatewayEnvironment environment = lab.environment(hubHost);
        return environment.withTunDevices(settings -> {
            if (broken.get()) {
                throw new IOException("no device " + settings.name());
            }
            return environment.tunDevices().open(settings);
        });
    }

    @Test
    void a_device_that_does_not_take_the_child_sas_route_is_closed_again() throws Exception {
        GatewayEnvironment environment = lab.environment(hubHost);
        FlexVpnGateway hub = hub(
                environment.withTunDevices(
                        settings -> new FaultyDevice(environment.tunDevices().open(settings), false, true)),
                AddressPool.of("four", "10.255.0.0/24"));

        // whether the client sees a session for a moment is a matter of chance
        assertThat(catchThrowable(() -> lab.connect(lab.client("one", host1, hub))) instanceof AssertionError)
                .isFalse();

        await().until(() ->
                !hubHost.devices().isEmpty() && hubHost.device(0).hostEnd().isClosed());
        await().untilAsserted(() -> assertThat(names(hub)).isEmpty());
    }

    @Test
    void while_the_system_takes_its_time_for_one_device_the_engine_serves_others() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch given = new CountDownLatch(1);
        GatewayEnvironment environment = lab.environment(hubHost);
        FlexVpnGateway hub = hub(
                environment.withTunDevices(settings -> {
                    if (settings.name().equals("vi2")) {
                        asked.countDown();
                        awaitQuietly(given);
                    }
                    return environment.tunDevices().open(settings);
                }),
                AddressPool.of("four", "10.255.0.0/24"));
        RemoteAccess one = lab.connect(lab.client("one", host1, hub));
        CompletableFuture<RemoteAccess> two =
                lab.client("two", host2, hub).build().connect();
        asked.await();

        one.close();
        hubEvents.await(GatewayEvent.SessionDown.class);
        given.countDown();
        try (RemoteAccess late = two.get()) {
            assertThat(host2.pings(late.assignedAddresses().get(0), "10.1.0.10", 100))
                    .isTrue();
        }
    }

    @Test
    void a_device_that_is_ready_when_the_gateway_is_closed_is_closed_too() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch given = new CountDownLatch(1);
        GatewayEnvironment environment = lab.environment(hubHost);
        FlexVpnGateway hub = hub(
                environment.withTunDevices(settings -> {
                    asked.countDown();
                    awaitQuietly(given);
                    return environment.tunDevices().open(settings);
                }),
                AddressPool.of("four", "10.255.0.0/24"));
        CompletableFuture<RemoteAccess> one =
                lab.client("one", host1, hub).build().connect();
        asked.await();

        hub.close();
        given.countDown();

        await().until(() ->
                hubHost.devices().stream().allMatch(device -> device.hostEnd().isClosed()));
        // whether the client sees a session for a moment is a matter of chance
        assertThat(catchThrowable(one::get)).isNotInstanceOf(AssertionError.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closing_the_gateway_closes_all_devices() throws Exception {
        FlexVpnGateway hub = hub();
        lab.connect(lab.client("one", host1, hub));
        lab.connect(lab.client("two", host2, hub));

        hub.close();

        assertThat(hubHost.devices())
                .hasSize(2)
                .allMatch(device -> device.hostEnd().isClosed());
        assertThat(names(hub)).isEmpty();
    }

    @Test
    void a_peers_policy_changes_what_its_device_has_of_the_template() throws Exception {
        InterfaceSettings settings =
                InterfaceSettings.NONE.withMtu(1300).withAddress("10.255.0.254").withVrf("red");
        FlexVpnGateway hub = hub(lab.environment(hubHost), AddressPool.of("four", "10.255.0.0/24"), settings);

        lab.connect(lab.client("one", host1, hub));

        assertThat(hubHost.device(0).mtu()).isEqualTo(1300);
        assertThat(hubHost.addresses(0)).containsExactly("10.255.0.254/32");
        assertThat(hubHost.device(0).hostEnd().vrf().orElseThrow().name()).isEqualTo("red");
        assertThat(host1.pings("10.255.0.2", "10.255.0.254", 1200)).isTrue();
    }
}
