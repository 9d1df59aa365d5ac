package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.ProtocolOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outer addresses that come and go (RFC 4555); every address of 127.0.0.0/8 is there to be used. */
@Timeout(60)
class MobilityTest {
    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10");
    private final EventProbe eastEvents = new EventProbe();
    private final EventProbe westEvents = new EventProbe();
    private final FakeHostAddresses westAddresses = new FakeHostAddresses("127.0.0.1");
    private TunnelMode mode = TunnelMode.IPSEC;

    @AfterEach
    void end() {
        lab.close();
    }

    private Consumer<StaticTunnel.Builder> tunnel(String self, String peer, String inner, String route) {
        return tunnel -> tunnel.mode(mode)
                .profile(Lab.profile("to-" + peer, self + ".example", "secret")
                        .matchRemote(Identity.fqdn(peer + ".example"))
                        .build())
                .address(inner)
                .route(route);
    }

    private FlexVpnGateway awaitingEast(ProtocolOptions options) {
        return lab.gateway(
                east,
                eastEvents,
                config -> config.protocol(options)
                        .staticTunnel(
                                "Tunnel0",
                                tunnel("east", "west", "10.255.0.1/30", "10.2.0.0/16")
                                        .andThen(StaticTunnel.Builder::responderOnly)));
    }

    private FlexVpnGateway connectingWest(FlexVpnGateway eastGateway) throws InterruptedException {
        PeerEndpoint peer = eastGateway.endpoints().get(0);
        FlexVpnGateway gateway = lab.gateway(
                lab.environment(west).withHostAddresses(() -> westAddresses),
                westEvents,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel("west", "east", "10.255.0.2/30", "10.1.0.0/16")
                                .andThen(tunnel -> tunnel.destination(peer))));
        gateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        return gateway;
    }

    private static String local(FlexVpnGateway gateway) {
        return host(gateway.sessions().get(0).path().local());
    }

    private static String remote(FlexVpnGateway gateway) {
        return host(gateway.sessions().get(0).path().remote());
    }

    private static String host(InetSocketAddress end) {
        return end.getAddress().getHostAddress();
    }

    private void assertPingsBothWays() throws InterruptedException {
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(east.pings("10.1.0.10", "10.2.0.10", 1300)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"IPSEC", "GRE"})
    void the_end_that_connected_moves_to_the_address_that_its_host_has_now(TunnelMode inside) throws Exception {
        mode = inside;
        FlexVpnGateway eastGateway = awaitingEast(ProtocolOptions.DEFAULT);
        FlexVpnGateway westGateway = connectingWest(eastGateway);
        SessionSnapshot before = westGateway.sessions().get(0);

        westAddresses.become("127.0.0.2");

        assertThat(host(westEvents
                        .await(GatewayEvent.SessionMoved.class)
                        .session()
                        .path()
                        .local()))
                .isEqualTo("127.0.0.2");
        assertThat(host(eastEvents
                        .await(GatewayEvent.SessionMoved.class)
                        .session()
                        .path()
                        .remote()))
                .isEqualTo("127.0.0.2");
        assertPingsBothWays();
        assertThat(westGateway.endpoints()).extracting(PeerEndpoint::host).containsExactly("127.0.0.2");
        assertThat(westGateway.sessions().get(0).localSpi()).isEqualTo(before.localSpi());
    }

    @Test
    void a_session_waits_for_an_address_while_there_is_none() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast(ProtocolOptions.DEFAULT);
        FlexVpnGateway westGateway = connectingWest(eastGateway);

        westAddresses.become();
        await().until(() -> westGateway.endpoints().isEmpty());
        westAddresses.become("127.0.0.3");

        await().until(() -> remote(eastGateway).equals("127.0.0.3"));
        assertPingsBothWays();
    }

    @Test
    void an_address_of_our_own_tunnel_is_no_outer_one() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast(ProtocolOptions.DEFAULT);
        FlexVpnGateway westGateway = connectingWest(eastGateway);

        westAddresses.become(List.of(
                FakeHostAddresses.on("tu0", "127.0.0.4").get(0),
                FakeHostAddresses.on("eth1", "127.0.0.5").get(0)));

        await().until(() -> remote(eastGateway).equals("127.0.0.5"));
        assertThat(westGateway.endpoints()).extracting(PeerEndpoint::host).containsExactly("127.0.0.5");
    }

    @Test
    void the_end_that_was_connected_to_tells_the_other_one_where_it_is() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast(ProtocolOptions.DEFAULT);
        FlexVpnGateway westGateway = connectingWest(eastGateway);

        eastGateway.useAddresses("127.0.0.6");

        await().until(() -> remote(westGateway).equals("127.0.0.6"));
        await().until(() -> local(eastGateway).equals("127.0.0.6"));
        assertPingsBothWays();
    }

    @Test
    void a_peer_without_mobike_follows_to_where_our_packets_come_from() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast(ProtocolOptions.DEFAULT.withMobike(false));
        FlexVpnGateway westGateway = connectingWest(eastGateway);

        westGateway.useAddresses("127.0.0.7");

        await().until(() -> remote(eastGateway).equals("127.0.0.7"));
        assertPingsBothWays();
    }

    @Test
    void an_address_that_cannot_be_bound_changes_nothing() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast(ProtocolOptions.DEFAULT);
        FlexVpnGateway westGateway = connectingWest(eastGateway);

        assertThatThrownBy(() -> westGateway.useAddresses("127.0.0.8", "192.0.2.1"))
                .isInstanceOf(FlexVpnException.class)
                .hasMessageContaining("192.0.2.1");

        assertThat(local(westGateway)).isEqualTo("127.0.0.1");
        assertPingsBothWays();
    }

    @Test
    void a_tunnel_that_waits_for_its_next_try_connects_at_once_when_there_is_another_address() throws Exception {
        FlexVpnGateway eastGateway = awaitingEast(ProtocolOptions.DEFAULT);
        PeerEndpoint peer = eastGateway.endpoints().get(0);
        westAddresses.become("::1");
        FlexVpnGateway westGateway = lab.gateway(
                lab.environment(west).withHostAddresses(() -> westAddresses),
                westEvents,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel("west", "east", "10.255.0.2/30", "10.1.0.0/16")
                                .andThen(tunnel -> tunnel.destination(peer))));
        for (int i = 0; i < 2; i++) {
            assertThat(westEvents.await(GatewayEvent.ConnectFailed.class).reason())
                    .contains("no local address");
        }

        westAddresses.become("::1", "127.0.0.1");

        westGateway.awaitUp("Tunnel0", Duration.ofMillis(1_500));
    }
}
