package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.net.UdpPort;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.Carrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RFC 9329: two sites whose network lets no UDP through. */
@Timeout(60)
class TcpTunnelTest {
    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10");

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void packets_pass_over_tcp_both_ways_and_the_session_ends_cleanly() throws Exception {
        PortPair ports = PortPair.free();
        GatewayEnvironment eastEnvironment =
                lab.environment(east).withPorts(ports.ports().withTcp(ports.natTraversal()));
        FlexVpnGateway eastGateway = lab.gateway(
                eastEnvironment,
                event -> {},
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile("east", "west"))
                                .address("10.255.0.1/30")
                                .route("10.2.0.0/16")
                                .responderOnly()));
        GatewayEnvironment westEnvironment = lab.environment(west)
                .withPorts(PortPair.free().ports().withTcp(0))
                .withUdpPorts(local -> new CutPort(UdpPort.bind(local), new AtomicBoolean(true)));
        FlexVpnGateway westGateway = lab.gateway(
                westEnvironment,
                event -> {},
                config -> config.staticTunnel("Tunnel0", tunnel -> describe(tunnel, ports)));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 4000)).isTrue();
        assertThat(east.pings("10.1.0.10", "10.2.0.10", 1300)).isTrue();
        SessionSnapshot session = westGateway.sessions().get(0);
        assertThat(session.path().carrier()).isEqualTo(Carrier.TCP);

        westGateway.close();
        await().until(() -> eastGateway.sessions().isEmpty());
    }

    private static void describe(StaticTunnel.Builder tunnel, PortPair peer) {
        tunnel.profile(profile("west", "east"))
                .destination(peer.endpoint())
                .address("10.255.0.2/30")
                .route("10.1.0.0/16");
    }

    private static IkeProfile profile(String self, String peer) {
        return Lab.profile("to-" + peer, self + ".example", "secret")
                .matchRemote(Identity.fqdn(peer + ".example"))
                .build();
    }
}
