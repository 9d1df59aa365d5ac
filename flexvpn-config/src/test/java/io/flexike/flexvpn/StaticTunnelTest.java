package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.net.UdpPort;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.CloseReason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StaticTunnelTest {
    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10");
    private final EventProbe eastEvents = new EventProbe();
    private final EventProbe westEvents = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private static IkeProfile profile(String self, String peer) {
        return Lab.profile("to-" + peer, self + ".example", "secret")
                .matchRemote(Identity.fqdn(peer + ".example"))
                .build();
    }

    private static Consumer<FlexVpnConfig.Builder> eastSide(Consumer<StaticTunnel.Builder> more) {
        return config -> config.staticTunnel("Tunnel0", tunnel -> {
            tunnel.profile(profile("east", "west")).address("10.255.0.1/30").route("10.2.0.0/16");
            more.accept(tunnel);
        });
    }

    private static Consumer<FlexVpnConfig.Builder> westSide(PeerEndpoint peer, Consumer<StaticTunnel.Builder> more) {
        return config -> config.staticTunnel("Tunnel0", tunnel -> {
            tunnel.profile(profile("west", "east"))
                    .destination(peer)
                    .address("10.255.0.2/30")
                    .route("10.1.0.0/16");
            more.accept(tunnel);
        });
    }

    private FlexVpnGateway awaitingEast() {
        return lab.gateway(east, eastEvents, eastSide(StaticTunnel.Builder::responderOnly));
    }

    @Test
    void two_sites_reach_each_other() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast();
        FlexVpnGateway westGateway =
                lab.gateway(west, westSide(eastGateway.endpoints().get(0), tunnel -> {}));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThat(west.pings("10.255.0.2", "10.255.0.1", 56)).isTrue();
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 4000)).isTrue();
        assertThat(east.pings("10.1.0.10", "10.2.0.10", 1300)).isTrue();
        assertThat(eastGateway.sessions().get(0).interfaceName()).isEqualTo("Tunnel0");
        assertThat(eastGateway.snapshot().tunnels().get(0).up()).isTrue();
    }

    @Test
    void a_host_name_is_looked_up() throws Exception {
        PeerEndpoint endpoint = awaitingEast().endpoints().get(0);
        FlexVpnGateway westGateway = lab.gateway(
                west,
                westSide(
                        new PeerEndpoint("localhost", endpoint.ikePort(), endpoint.natTraversalPort()),
                        tunnel -> tunnel.source("127.0.0.1")));

        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
    }

    @Test
    void a_tunnel_that_the_peer_deletes_comes_up_again() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast();
        FlexVpnGateway westGateway =
                lab.gateway(west, westEvents, westSide(eastGateway.endpoints().get(0), tunnel -> {}));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        SessionSnapshot first = eastEvents.await(GatewayEvent.SessionUp.class).session();

        eastGateway.disconnect(first).join();
        SessionSnapshot second = eastEvents.await(GatewayEvent.SessionUp.class).session();

        assertThat(second.localSpi()).isNotEqualTo(first.localSpi());
        assertThat(westEvents.await(GatewayEvent.SessionDown.class).reason().kind())
                .isEqualTo(CloseReason.Kind.PEER_DELETED);
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
    }

    @Test
    void a_peer_that_falls_silent_is_noticed_and_connected_to_again_when_it_is_back() throws Exception {
        AtomicBoolean cut = new AtomicBoolean();
        FlexVpnGateway eastGateway = awaitingEast();
        IkeProfile attentive = Lab.profile("to-east", "west.example", "secret")
                .matchRemote(Identity.fqdn("east.example"))
                .dpd(Duration.ofSeconds(1))
                .build();
        FlexVpnGateway westGateway = lab.gateway(
                lab.environment(west).withUdpPorts(local -> new CutPort(UdpPort.bind(local), cut)),
                westEvents,
                westSide(eastGateway.endpoints().get(0), tunnel -> tunnel.profile(attentive)));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        cut.set(true);
        assertThat(westEvents.await(GatewayEvent.SessionDown.class).reason().kind())
                .isEqualTo(CloseReason.Kind.NO_RESPONSE);
        assertThatThrownBy(() -> westGateway.awaitUp("Tunnel0", Duration.ofMillis(10)))
                .isInstanceOf(FlexVpnException.class)
                .hasMessageContaining("NO_RESPONSE");
        assertThat(west.pingsSoon("10.2.0.10", "10.1.0.10")).isFalse();

        cut.set(false);
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        // the side that was not told replaces its old session by the new one
        assertThat(eastEvents.await(GatewayEvent.SessionDown.class).reason().explanation())
                .contains("newer IKE SA");
        assertThat(eastGateway.sessions()).hasSize(1);
    }

    @Test
    void when_both_sides_connect_at_once_both_keep_the_same_session() throws Exception {
        PortPair eastPorts = PortPair.free();
        PortPair westPorts = PortPair.free();
        FlexVpnGateway eastGateway = lab.gateway(
                lab.environment(east).withPorts(eastPorts.ports()),
                eastEvents,
                eastSide(tunnel -> tunnel.destination(westPorts.endpoint())));
        FlexVpnGateway westGateway = lab.gateway(
                lab.environment(west).withPorts(westPorts.ports()),
                westEvents,
                westSide(eastPorts.endpoint(), tunnel -> {}));
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        await().until(() -> agree(eastGateway, westGateway));
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(east.pings("10.1.0.10", "10.2.0.10", 56)).isTrue();
    }

    private static boolean agree(FlexVpnGateway one, FlexVpnGateway other) {
        return one.sessions().size() == 1
                && other.sessions().size() == 1
                && one.sessions().get(0).localSpi() == other.sessions().get(0).remoteSpi();
    }

    @Test
    void narrower_selectors_are_agreed_upon_and_routed() throws Exception {
        FlexVpnGateway eastGateway = lab.gateway(
                east,
                eastEvents,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile("east", "west"))
                                .address("10.255.0.1/32")
                                .responderOnly()
                                .localSubnets("10.1.0.0/16")
                                .remoteSubnets("10.2.0.0/16")));
        FlexVpnGateway westGateway = lab.gateway(
                west,
                westEvents,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile("west", "east"))
                                .destination(eastGateway.endpoints().get(0))
                                .address("10.255.0.2/32")
                                .localSubnets("10.2.0.0/24")));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThat(west.routes(0)).containsExactly("10.1.0.0/16");
        assertThat(east.routes(0)).containsExactly("10.2.0.0/24");
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(west.pingsSoon("10.255.0.2", "10.1.0.10")).isFalse();
        assertThat(westGateway.snapshot().drops().get("OUTBOUND_SELECTOR_MISMATCH"))
                .isPositive();
    }
}
