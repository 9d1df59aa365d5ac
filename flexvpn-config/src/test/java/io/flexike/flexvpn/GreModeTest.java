package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GreModeTest {
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host spokeHost = new Lab.Host("spoke", "10.2.0.10");
    private Lab lab = new Lab();

    @AfterEach
    void end() {
        lab.close();
    }

    private static IpsecProfile ipsec(ChildSaMode mode) {
        return IpsecProfile.named("gre").mode(mode).build();
    }

    private FlexVpnGateway hub(ChildSaMode mode, Consumer<VirtualTemplate.Builder> more) {
        IkeProfile profile = Lab.profile("any-spoke", "hub.example", "secret")
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .configExchange(ConfigExchange.ON)
                .authorization(AuthorizationPolicy.named("spokes")
                        .pushRoutes("10.1.0.0/16")
                        .pushInterface()
                        .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                        .build())
                .build();
        return lab.gateway(
                hubHost,
                config -> config.virtualTemplate("Virtual-Template1", template -> {
                    template.profile(profile)
                            .unnumbered("10.255.0.1")
                            .devicePerPeer()
                            .ipsec(ipsec(mode));
                    more.accept(template);
                }));
    }

    private FlexVpnGateway spoke(FlexVpnGateway hub, ChildSaMode mode, Consumer<StaticTunnel.Builder> more)
            throws InterruptedException {
        return spoke(lab.environment(spokeHost), hub, mode, more);
    }

    private FlexVpnGateway spoke(
            GatewayEnvironment environment, FlexVpnGateway hub, ChildSaMode mode, Consumer<StaticTunnel.Builder> more)
            throws InterruptedException {
        IkeProfile profile = Lab.profile("to-hub", "one.spokes.example", "secret")
                .matchRemote(Identity.fqdn("hub.example"))
                .configExchange(ConfigExchange.ON)
                .authorization(AuthorizationPolicy.named("own")
                        .pushRoutes("10.2.0.0/16")
                        .pushInterface()
                        .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                        .build())
                .build();
        FlexVpnGateway spoke = lab.gateway(
                environment,
                event -> {},
                config -> config.staticTunnel("Tunnel0", tunnel -> {
                    tunnel.profile(profile)
                            .destination(hub.endpoints().get(0))
                            .address("10.255.0.7/32")
                            .ipsec(ipsec(mode));
                    more.accept(tunnel);
                }));
        spoke.awaitUp("Tunnel0", Lab.PATIENCE);
        return spoke;
    }

    private void check(FlexVpnGateway hub, FlexVpnGateway spoke, ChildSaMode mode) {
        assertThat(hub.sessions().get(0).children().get(0).mode()).isEqualTo(mode);
        await().untilAsserted(() -> {
            assertThat(spokeHost.pings("10.2.0.10", "10.1.0.10", 1300)).isTrue();
            assertThat(hubHost.pings("10.1.0.10", "10.2.0.10", 1300)).isTrue();
        });
        assertThat(spoke.sessions().get(0).children().get(0).mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @EnumSource(ChildSaMode.class)
    void networks_reach_each_other_by_gre(ChildSaMode mode) throws Exception {
        FlexVpnGateway hub = hub(mode, template -> template.mode(TunnelMode.GRE).greKey(42));
        FlexVpnGateway spoke =
                spoke(hub, mode, tunnel -> tunnel.mode(TunnelMode.GRE).greKey(42));

        check(hub, spoke, mode);
        assertThat(hub.sessions().get(0).children().get(0).remote().toString()).isEqualTo("[127.0.0.1[gre]]");
    }

    @ParameterizedTest
    @EnumSource(ChildSaMode.class)
    void gre_passes_a_nat_that_hides_the_address_of_the_spoke_and_forgets_it(ChildSaMode mode) throws Exception {
        List<NattedPort> ports = new ArrayList<>();
        GatewayEnvironment behindNat = lab.environment(spokeHost)
                .withPorts(IkePorts.STANDARD)
                .withUdpPorts(local -> {
                    NattedPort port = new NattedPort(local, InetAddress.getByName("127.0.0.9"));
                    ports.add(port);
                    return port;
                });
        FlexVpnGateway hub = hub(mode, template -> template.mode(TunnelMode.GRE));

        FlexVpnGateway spoke = spoke(behindNat, hub, mode, tunnel -> tunnel.mode(TunnelMode.GRE));

        SessionSnapshot session = hub.sessions().get(0);
        assertThat(session.peerBehindNat()).isTrue();
        assertThat(session.path().remote().getAddress().getHostAddress()).isEqualTo("127.0.0.9");
        check(hub, spoke, mode);

        ports.get(1).rebind();
        await().until(() -> spokeHost.pingsSoon("10.2.0.10", "10.1.0.10"));
        assertThat(hub.sessions().get(0).path().remote().getPort())
                .isEqualTo(ports.get(1).outsidePort());
        check(hub, spoke, mode);
    }

    @Test
    void another_key_is_another_tunnel() throws Exception {
        FlexVpnGateway hub = hub(
                ChildSaMode.TUNNEL, template -> template.mode(TunnelMode.GRE).greKey(42));
        spoke(
                hub,
                ChildSaMode.TUNNEL,
                tunnel -> tunnel.mode(TunnelMode.GRE).greKey(43).route("10.1.0.0/16"));

        assertThat(spokeHost.pingsSoon("10.2.0.10", "10.1.0.10")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void a_template_that_leaves_it_to_the_peer_does_as_it_proposes(String loopback) throws Exception {
        lab = new Lab(loopback);
        FlexVpnGateway hub = hub(ChildSaMode.TUNNEL, template -> template.mode(TunnelMode.AUTO));
        FlexVpnGateway gre = spoke(hub, ChildSaMode.TUNNEL, tunnel -> tunnel.mode(TunnelMode.GRE));
        check(hub, gre, ChildSaMode.TUNNEL);
        assertThat(hub.sessions().get(0).children().get(0).remote().toString()).contains("[gre]");
        gre.close();
        await().until(() -> hub.sessions().isEmpty());

        FlexVpnGateway plain = spoke(hub, ChildSaMode.TUNNEL, tunnel -> {});
        check(hub, plain, ChildSaMode.TUNNEL);
        assertThat(hub.sessions().get(0).children().get(0).remote().toString()).isEqualTo("[0.0.0.0/0]");
    }

    @Test
    void two_static_tunnels_reach_each_other_by_gre_after_a_rekeying_too() throws Exception {
        IkeProfile east = Lab.profile("to-west", "east.example", "secret")
                .matchRemote(Identity.fqdn("west.example"))
                .build();
        FlexVpnGateway eastGateway = lab.gateway(
                hubHost,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(east)
                                .responderOnly()
                                .mode(TunnelMode.GRE)
                                .address("10.255.0.1/30")
                                .route("10.2.0.0/16")));
        IkeProfile west = Lab.profile("to-east", "west.example", "secret")
                .matchRemote(Identity.fqdn("east.example"))
                .build();
        FlexVpnGateway westGateway = lab.gateway(
                spokeHost,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(west)
                                .destination(eastGateway.endpoints().get(0))
                                .mode(TunnelMode.GRE)
                                .address("10.255.0.2/30")
                                .route("10.1.0.0/16")));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        assertThat(spokeHost.pings("10.2.0.10", "10.1.0.10", 1300)).isTrue();

        int first = westGateway.sessions().get(0).children().get(0).inboundSpi();
        westGateway.rekey(
                westGateway.sessions().get(0),
                westGateway.sessions().get(0).children().get(0));
        await().until(() ->
                westGateway.sessions().get(0).children().stream().noneMatch(child -> child.inboundSpi() == first));
        assertThat(spokeHost.pings("10.2.0.10", "10.1.0.10", 1300)).isTrue();
    }
}
