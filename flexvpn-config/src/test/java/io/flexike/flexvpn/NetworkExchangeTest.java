package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.ClientSettings;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.Route;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkExchangeTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host spokeHost = new Lab.Host("spoke", "10.128.1.10");
    private final EventProbe hubEvents = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private static Consumer<FlexVpnConfig.Builder> hub(Consumer<AuthorizationPolicy.Builder> description) {
        AuthorizationPolicy.Builder policy =
                AuthorizationPolicy.named("spokes").pool(AddressPool.of("four", "10.255.0.0/24"));
        description.accept(policy);
        IkeProfile profile = Lab.profile("any-spoke", "hub.example", "secret")
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .configExchange(ConfigExchange.ON)
                .authorization(policy.build())
                .build();
        return config -> config.virtualTemplate(
                "Virtual-Template1",
                template -> template.profile(profile).unnumbered("10.255.0.1").devicePerPeer());
    }

    static Consumer<FlexVpnConfig.Builder> spoke(
            FlexVpnGateway hub,
            Consumer<AuthorizationPolicy.Builder> description,
            Consumer<StaticTunnel.Builder> more) {
        AuthorizationPolicy.Builder policy = AuthorizationPolicy.named("own");
        description.accept(policy);
        IkeProfile profile = Lab.profile("to-hub", "one.spokes.example", "secret")
                .matchRemote(Identity.fqdn("hub.example"))
                .configExchange(ConfigExchange.ON)
                .authorization(policy.build())
                .build();
        return config -> config.staticTunnel("Tunnel0", tunnel -> {
            tunnel.profile(profile).destination(hub.endpoints().get(0)).requestAddress();
            more.accept(tunnel);
        });
    }

    private static List<String> routes(FlexVpnGateway gateway, String interfaceName) {
        return gateway.snapshot().routes().stream()
                .filter(route -> route.interfaceName().equals(interfaceName) && route.installed())
                .map(NetworkExchangeTest::text)
                .toList();
    }

    private static String text(Route route) {
        return route.prefix() + " " + route.source() + " " + route.distance() + " tag " + route.tag();
    }

    @Test
    void hub_and_spoke_tell_each_other_of_their_networks_and_keep_their_selectors() throws Exception {
        FlexVpnGateway hub = lab.gateway(
                hubHost,
                hubEvents,
                hub(policy -> policy.pushInterface()
                        .pushRoutes("10.1.0.0/16")
                        .acceptPushedRoutes(new RouteAcceptance(5, 100))));
        FlexVpnGateway spoke = lab.gateway(
                spokeHost,
                spoke(
                        hub,
                        policy -> policy.pushInterface()
                                .pushRoutes("10.128.1.0/24", "127.0.0.0/8", "10.255.0.64/26")
                                .acceptPushedRoutes(RouteAcceptance.DEFAULT),
                        tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);

        await().untilAsserted(() -> assertThat(routes(hub, "Virtual-Access1"))
                .contains("10.128.1.0/24 IKEV2 5 tag 100", "10.255.0.2/32 IKEV2 1 tag 0"));
        assertThat(hub.sessions().get(0).children().get(0).remote().toString()).isEqualTo("[0.0.0.0/0]");
        assertThat(routes(spoke, "Tunnel0"))
                .contains(
                        "10.1.0.0/16 IKEV2 1 tag 1", "10.255.0.1/32 IKEV2 1 tag 1", "10.255.0.2/32 CONNECTED 0 tag 0");
        assertThat(spokeHost.pings("10.128.1.10", "10.1.0.10", 1300)).isTrue();
        assertThat(hubHost.pings("10.1.0.10", "10.128.1.10", 1300)).isTrue();
        // neither the addresses of other peers nor the outer packets of this one
        assertThat(hub.snapshot().routes())
                .noneMatch(route -> route.prefix().equals(IpPrefix.parse("10.255.0.64/26")))
                .noneMatch(route -> route.prefix().contains(IpPrefix.parseAddress("127.0.0.1")));
    }

    @Test
    void a_peer_cannot_draw_the_packets_of_others_to_itself() throws Exception {
        FlexVpnGateway hub = lab.gateway(
                hubHost,
                hubEvents,
                hub(policy -> policy.acceptPushedRoutes(RouteAcceptance.DEFAULT))
                        .andThen(config -> config.staticTunnel(
                                "Tunnel9",
                                tunnel -> tunnel.profile(Lab.profile("nine", "hub.example", "secret")
                                                .matchRemote(Identity.fqdn("nine.example"))
                                                .build())
                                        .destination("198.51.100.77")
                                        .responderOnly()
                                        .address("10.1.0.1/24"))));
        FlexVpnGateway spoke = lab.gateway(
                spokeHost,
                spoke(
                        hub,
                        policy -> policy.pushRoutes(
                                "0.0.0.0/1",
                                "128.0.0.0/1",
                                "198.51.100.77/32",
                                "127.0.0.0/8",
                                "10.1.0.0/24",
                                "10.128.1.0/24"),
                        tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);

        await().untilAsserted(() -> assertThat(routes(hub, "Virtual-Access1"))
                .containsExactlyInAnyOrder("10.128.1.0/24 IKEV2 1 tag 1", "10.255.0.2/32 IKEV2 1 tag 0"));
    }

    @Test
    void what_a_peer_tells_of_more_than_a_session_may_have_is_left_out() throws Exception {
        String[] many = new String[1000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "172.16." + i / 4 + "." + 64 * (i % 4) + "/26";
        }
        FlexVpnGateway hub =
                lab.gateway(hubHost, hubEvents, hub(policy -> policy.acceptPushedRoutes(RouteAcceptance.DEFAULT)));
        FlexVpnGateway spoke = lab.gateway(spokeHost, spoke(hub, policy -> policy.pushRoutes(many), tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);

        await().untilAsserted(() -> assertThat(routes(hub, "Virtual-Access1")).hasSize(257));
    }

    @Test
    void without_acceptance_nothing_is_routed_and_local_routes_are() throws Exception {
        FlexVpnGateway hub = lab.gateway(
                hubHost,
                hubEvents,
                hub(policy -> policy.localRoute(new StaticRoute(IpPrefix.parse("10.128.0.0/16"), 9, 3))));
        FlexVpnGateway spoke =
                lab.gateway(spokeHost, spoke(hub, policy -> policy.pushRoutes("10.77.0.0/16"), tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        hubEvents.await(GatewayEvent.SessionUp.class);

        assertThat(routes(hub, "Virtual-Access1"))
                .containsExactlyInAnyOrder("10.128.0.0/16 IKEV2 9 tag 3", "10.255.0.2/32 IKEV2 1 tag 0");
    }

    @Test
    void a_client_is_told_what_it_asks_for() throws Exception {
        ClientSettings settings = new ClientSettings(
                Optional.of("corp.example"),
                List.of("a.example", "b.example"),
                Optional.of("welcome"),
                List.of(IpPrefix.parseAddress("10.1.0.54")),
                List.of("hub2.example"),
                true,
                true,
                Optional.of("https://hub.example/c"),
                Optional.of(7));
        FlexVpnGateway hub = lab.gateway(
                hubHost, hubEvents, hub(policy -> policy.client(settings).netmask("255.255.255.0")));
        FlexVpnGateway spoke = lab.gateway(spokeHost, spoke(hub, policy -> {}, tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);

        SessionSnapshot session = spoke.sessions().get(0);
        assertThat(text(session, ConfigurationAttributeType.UNITY_DEFAULT_DOMAIN))
                .isEqualTo("corp.example");
        assertThat(text(session, ConfigurationAttributeType.UNITY_SPLIT_DNS)).isEqualTo("a.example,b.example");
        assertThat(text(session, ConfigurationAttributeType.UNITY_BANNER)).isEqualTo("welcome");
        assertThat(text(session, ConfigurationAttributeType.UNITY_BACKUP_SERVERS))
                .isEqualTo("hub2.example");
        assertThat(text(session, ConfigurationAttributeType.CISCO_CONFIGURATION_URL))
                .isEqualTo("https://hub.example/c");
        assertThat(session.assigned().attributes())
                .extracting(ConfigurationAttribute::type)
                .contains(ConfigurationAttributeType.INTERNAL_IP4_NBNS, ConfigurationAttributeType.INTERNAL_IP4_NETMASK)
                // nobody asked for these
                .doesNotContain(ConfigurationAttributeType.UNITY_PFS, ConfigurationAttributeType.UNITY_LOCAL_LAN);
    }

    private static String text(SessionSnapshot session, ConfigurationAttributeType type) {
        return session.assigned().attributes().stream()
                .filter(attribute -> attribute.type().equals(type))
                .map(attribute -> new String(attribute.value(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("none");
    }

    @Test
    void a_session_ends_at_the_age_that_the_policy_says() throws Exception {
        FlexVpnGateway hub = lab.gateway(
                hubHost,
                hubEvents,
                config -> hub(policy -> policy.sessionLifetime(Duration.ofMinutes(2)))
                        .accept(config));
        FlexVpnGateway spoke = lab.gateway(spokeHost, spoke(hub, policy -> {}, tunnel -> {}));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        hubEvents.await(GatewayEvent.SessionUp.class);

        FlexVpnConfig.Builder shorter = FlexVpnConfig.create();
        hub(policy -> policy.sessionLifetime(Duration.ofMillis(1))).accept(shorter);
        hub.apply(shorter.build());

        assertThat(hubEvents.await(GatewayEvent.SessionDown.class).reason().explanation())
                .contains("the age at which it has to end");
    }
}
