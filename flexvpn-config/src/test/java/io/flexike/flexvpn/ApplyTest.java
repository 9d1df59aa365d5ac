package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.AuthorizationRules;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.authorization.NameMangler;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.AppliedChanges;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ApplyTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10", "10.9.0.10");
    private final Lab.Host spokeHost = new Lab.Host("spoke", "10.2.0.10");
    private final EventProbe hubEvents = new EventProbe();
    private final EventProbe spokeEvents = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private static AuthorizationPolicy.Builder policy(String pool) {
        return AuthorizationPolicy.named("spokes")
                .pool(AddressPool.of("four", pool))
                .pushInterface()
                .acceptPushedRoutes(RouteAcceptance.DEFAULT);
    }

    private static FlexVpnConfig hub(AuthorizationPolicy policy, Consumer<FlexVpnConfig.Builder> more) {
        IkeProfile profile = Lab.profile("any-spoke", "hub.example", "secret")
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .configExchange(ConfigExchange.ON)
                .authorization(policy)
                .build();
        FlexVpnConfig.Builder config = FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile)
                                .unnumbered("10.255.0.1")
                                .devicePerPeer());
        more.accept(config);
        return config.build();
    }

    private FlexVpnGateway start(Lab.Host host, EventProbe events, FlexVpnConfig config) {
        FlexVpnGateway gateway = FlexVpnGateway.start(config, lab.environment(host));
        gateway.events(events);
        lab.atEnd(gateway::close);
        return gateway;
    }

    private static FlexVpnConfig spoke(
            FlexVpnGateway hub, String network, Consumer<StaticTunnel.Builder> more, String... otherTunnels) {
        IkeProfile profile = Lab.profile("to-hub", "one.spokes.example", "secret")
                .matchRemote(Identity.fqdn("hub.example"))
                .configExchange(ConfigExchange.ON)
                .authorization(AuthorizationPolicy.named("own")
                        .pushRoutes(network)
                        .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                        .build())
                .build();
        FlexVpnConfig.Builder config = FlexVpnConfig.create().staticTunnel("Tunnel0", tunnel -> {
            tunnel.profile(profile).destination(hub.endpoints().get(0)).requestAddress();
            more.accept(tunnel);
        });
        for (String name : otherTunnels) {
            config.staticTunnel(
                    name,
                    tunnel -> tunnel.profile(Lab.profile("for-" + name, "one.spokes.example", "secret")
                                    .matchRemote(Identity.fqdn(name + ".example"))
                                    .build())
                            .responderOnly()
                            .address("10.77." + name.length() + ".1/30"));
        }
        return config.build();
    }

    private static List<String> prefixes(FlexVpnGateway gateway, String interfaceName) {
        return gateway.snapshot().routes().stream()
                .filter(route -> route.interfaceName().equals(interfaceName) && route.installed())
                .map(route -> route.prefix().toString())
                .toList();
    }

    @Test
    void what_is_the_same_goes_on_while_other_tunnels_come_and_go() throws Exception {
        FlexVpnGateway hub =
                start(hubHost, hubEvents, hub(policy("10.255.0.0/24").build(), config -> {}));
        FlexVpnGateway spoke = start(spokeHost, spokeEvents, spoke(hub, "10.2.0.0/16", tunnel -> {}, "Other"));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        SessionSnapshot before = spoke.sessions().get(0);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger lost = new AtomicInteger();
        Thread pings = new Thread(() -> {
            while (!done.get()) {
                lost.addAndGet(pings() ? 0 : 1);
            }
        });
        pings.start();

        AppliedChanges changes = spoke.apply(spoke(hub, "10.2.0.0/16", tunnel -> {}, "New", "Newer"));
        done.set(true);
        pings.join();

        assertThat(changes)
                .isEqualTo(new AppliedChanges(
                        List.of("New", "Newer"), List.of("Other"), List.of(), List.of(), List.of("Tunnel0")));
        assertThat(lost).hasValue(0);
        assertThat(spoke.sessions().get(0).localSpi()).isEqualTo(before.localSpi());
        assertThat(spoke.snapshot().interfaces())
                .extracting(each -> each.name())
                .containsExactlyInAnyOrder("Tunnel0", "New", "Newer");
        assertThat(spoke.snapshot().tunnels())
                .extracting(tunnel -> tunnel.name())
                .containsExactlyInAnyOrder("Tunnel0", "New", "Newer");
        assertThat(spokeHost.device(1).hostEnd().isClosed()).isTrue();
    }

    private boolean pings() {
        try {
            return spokeHost.pings("10.255.0.2", "10.255.0.1", 100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void a_changed_network_or_static_route_changes_routes_only() throws Exception {
        FlexVpnGateway hub =
                start(hubHost, hubEvents, hub(policy("10.255.0.0/24").build(), config -> {}));
        FlexVpnGateway spoke =
                start(spokeHost, spokeEvents, spoke(hub, "10.2.0.0/16", tunnel -> tunnel.route("10.1.0.0/16")));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        await().untilAsserted(() -> assertThat(prefixes(hub, "Virtual-Access1")).contains("10.2.0.0/16"));
        SessionSnapshot before = spoke.sessions().get(0);

        AppliedChanges changes = spoke.apply(spoke(hub, "10.3.0.0/16", tunnel -> tunnel.route("10.9.0.0/16")));

        assertThat(changes.adjusted()).containsExactly("Tunnel0");
        assertThat(changes.restarted()).isEmpty();
        assertThat(spoke.sessions().get(0).localSpi()).isEqualTo(before.localSpi());
        assertThat(spokeHost.routes(0)).contains("10.9.0.0/16").doesNotContain("10.1.0.0/16");
        await().untilAsserted(() -> assertThat(prefixes(hub, "Virtual-Access1"))
                .contains("10.3.0.0/16")
                .doesNotContain("10.2.0.0/16"));

        hub.apply(hub(policy("10.255.0.0/24").pushRoutes("10.1.0.0/16").build(), config -> {}));
        await().untilAsserted(() -> assertThat(prefixes(spoke, "Tunnel0")).contains("10.1.0.0/16"));
        hub.apply(hub(policy("10.255.0.0/24").build(), config -> {}));
        await().untilAsserted(() -> assertThat(prefixes(spoke, "Tunnel0")).doesNotContain("10.1.0.0/16"));
        assertThat(hub.sessions().get(0).remoteSpi()).isEqualTo(before.localSpi());
    }

    @Test
    void a_changed_tunnel_ends_and_begins_anew() throws Exception {
        FlexVpnGateway hub =
                start(hubHost, hubEvents, hub(policy("10.255.0.0/24").build(), config -> {}));
        FlexVpnGateway spoke = start(spokeHost, spokeEvents, spoke(hub, "10.2.0.0/16", tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        long before = spoke.sessions().get(0).localSpi();

        AppliedChanges changes = spoke.apply(spoke(hub, "10.2.0.0/16", tunnel -> tunnel.mtu(1300)));

        assertThat(changes.restarted()).containsExactly("Tunnel0");
        assertThat(spokeEvents.await(GatewayEvent.SessionDown.class).reason().explanation())
                .contains("the configuration was changed");
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        assertThat(spoke.sessions().get(0).localSpi()).isNotEqualTo(before);
        assertThat(spokeHost.device(1).mtu()).isEqualTo(1300);
        assertThat(spokeHost.pings("10.255.0.2", "10.255.0.1", 100)).isTrue();
    }

    @Test
    void who_has_an_address_keeps_it_when_the_pool_is_changed_and_nobody_else_gets_it() throws Exception {
        FlexVpnGateway hub =
                start(hubHost, hubEvents, hub(policy("10.255.0.0/29").build(), config -> {}));
        FlexVpnGateway spoke = start(spokeHost, spokeEvents, spoke(hub, "10.2.0.0/16", tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);

        AppliedChanges changes = hub.apply(hub(policy("10.255.0.0/24").build(), config -> {}));

        assertThat(changes.adjusted()).containsExactly("Virtual-Template1");
        RemoteAccess two = lab.connect(lab.client("two", new Lab.Host("two"), hub));
        assertThat(two.assignedAddresses().toString()).contains("10.255.0.3");
        assertThat(spokeHost.pings("10.255.0.2", "10.255.0.1", 100)).isTrue();

        hub.apply(hub(policy("10.254.0.0/24").build(), config -> {}));
        RemoteAccess three = lab.connect(lab.client("three", new Lab.Host("three"), hub));
        assertThat(three.assignedAddresses().toString()).contains("10.254.0.1");
        assertThat(hub.sessions()).hasSize(3);
    }

    @Test
    void who_would_get_another_interface_has_to_come_again() throws Exception {
        FlexVpnGateway hub = start(hubHost, hubEvents, hubOfDevices(policy("10.255.0.0/29")));
        FlexVpnGateway spoke = start(spokeHost, spokeEvents, spoke(hub, "10.2.0.0/16", tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        spokeEvents.await(GatewayEvent.SessionUp.class);

        hub.apply(hubOfDevices(policy("10.255.0.0/29").sessionLifetime(Duration.ofHours(1))));
        assertThat(hub.sessions()).hasSize(1);
        assertThat(hubHost.devices()).hasSize(1);

        hub.apply(hubOfDevices(policy("10.255.0.0/29").interfaceSettings(InterfaceSettings.NONE.withMtu(1300))));

        assertThat(hubEvents.await(GatewayEvent.SessionDown.class).reason().explanation())
                .contains("the configuration was changed");
        spokeEvents.await(GatewayEvent.SessionUp.class);
        await().until(() -> hubHost.devices().size() == 2);
        assertThat(hubHost.device(1).mtu()).isEqualTo(1300);
    }

    private static FlexVpnConfig hubOfDevices(AuthorizationPolicy.Builder policy) {
        return FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(Lab.profile("any-spoke", "hub.example", "secret")
                                        .matchRemote(Identity.fqdnSuffix("spokes.example"))
                                        .authorization(policy.build())
                                        .build())
                                .unnumbered("10.255.0.1")
                                .devicePerPeer())
                .build();
    }

    @Test
    void what_cannot_be_changed_is_a_finding_and_nothing_is_applied() throws Exception {
        FlexVpnConfig before = hub(policy("10.255.0.0/24").build(), config -> {});
        FlexVpnGateway hub = start(hubHost, hubEvents, before);

        assertThatThrownBy(() -> hub.apply(hub(
                        policy("10.255.0.0/24").dns("10.1.0.53").build(),
                        config -> config.listenOn("127.0.0.2").window(9))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("other addresses to listen on than at the start")
                .hasMessageContaining("other protocol options than at the start");
        assertThat(hub.apply(before).unchanged()).containsExactly("Virtual-Template1");
    }

    @Test
    void an_interface_that_cannot_be_opened_is_told_and_the_rest_is_applied() throws Exception {
        FlexVpnGateway hub =
                start(hubHost, hubEvents, hub(policy("10.255.0.0/24").build(), config -> {}));
        AtomicBoolean refusing = new AtomicBoolean(true);
        FlexVpnGateway spoke = FlexVpnGateway.start(
                spoke(hub, "10.2.0.0/16", tunnel -> {}),
                lab.environment(spokeHost).withTunDevices(settings -> {
                    if (refusing.get() && settings.name().equals("New")) {
                        throw new IOException("no device New");
                    }
                    return lab.environment(spokeHost).tunDevices().open(settings);
                }));
        lab.atEnd(spoke::close);
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThatThrownBy(() -> spoke.apply(spoke(hub, "10.2.0.0/16", tunnel -> {}, "New", "Newer")))
                .isInstanceOf(FlexVpnException.class)
                .hasMessageContaining("no device New");
        assertThat(spoke.snapshot().interfaces())
                .extracting(each -> each.name())
                .contains("Newer", "Tunnel0");
        assertThat(spoke.sessions()).hasSize(1);

        refusing.set(false);
        AppliedChanges changes = spoke.apply(spoke(hub, "10.2.0.0/16", tunnel -> {}, "New", "Newer"));
        assertThat(changes.added()).containsExactly("New");
        assertThat(changes.unchanged()).containsExactlyInAnyOrder("Newer", "Tunnel0");
        assertThat(spoke.snapshot().interfaces())
                .extracting(each -> each.name())
                .contains("New", "Newer", "Tunnel0");
        assertThat(spoke.sessions()).hasSize(1);
    }

    private static FlexVpnConfig hubForNamed(String... welcome) {
        NameMangler hostname = new NameMangler(
                "hostname", Optional.of(NameMangler.FqdnPart.HOSTNAME), Optional.empty(), Optional.empty());
        List<AuthorizationPolicy> policies = Stream.of(welcome)
                .map(name -> AuthorizationPolicy.named(name)
                        .pool(AddressPool.of("four", "10.255.0.0/24"))
                        .build())
                .toList();
        IkeProfile profile = Lab.profile("any-spoke", "hub.example", "secret")
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .authorization(new AuthorizationRules(
                        Optional.empty(),
                        Optional.of(new AuthorizationRules.Lookup.Mangled(hostname, policies)),
                        false))
                .build();
        return FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile).unnumbered("10.255.0.1"))
                .build();
    }

    @Test
    void a_session_whose_peer_has_no_policy_any_more_ends() throws Exception {
        FlexVpnGateway hub = start(hubHost, hubEvents, hubForNamed("one", "two"));
        lab.connect(lab.client("one", new Lab.Host("one"), hub));
        lab.connect(lab.client("two", new Lab.Host("two"), hub));
        await().untilAsserted(() -> assertThat(hub.sessions()).hasSize(2));

        hub.apply(hubForNamed("one"));

        assertThat(hubEvents.await(GatewayEvent.SessionDown.class).reason().explanation())
                .contains("the configuration was changed");
        assertThat(hub.sessions())
                .extracting(session -> session.peer().orElseThrow().toString())
                .singleElement()
                .asString()
                .contains("one.spokes.example");
    }
}
