package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tunnels whose profile asks for AH. */
@Timeout(60)
class AhTunnelTest {
    private static final IpsecProfile AH = IpsecProfile.named("authentic")
            .proposals(Proposal.ah()
                    .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                    .build())
            .build();

    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10");
    private final InMemoryNetwork network = new InMemoryNetwork();

    @AfterEach
    void end() {
        lab.close();
    }

    private GatewayEnvironment environment(Lab.Host host, String address) {
        return lab.environment(host)
                .withLocalAddresses(List.of(IpPrefix.parseAddress(address)))
                .withNativeEspPorts(local -> network.open(Encapsulation.NATIVE, local))
                .withAhPorts(local -> network.open(Encapsulation.AH, local));
    }

    private static Consumer<FlexVpnConfig.Builder> tunnel(
            String self, String peer, String route, Consumer<StaticTunnel.Builder> ends) {
        return config -> config.staticTunnel(
                "Tunnel0",
                tunnel -> ends.accept(tunnel.profile(Lab.profile("to-" + peer, self + ".example", "secret")
                                .matchRemote(Identity.fqdn(peer + ".example"))
                                .build())
                        .ipsec(AH)
                        .address(self.equals("east") ? "10.255.0.1/30" : "10.255.0.2/30")
                        .route(route)));
    }

    private FlexVpnGateway east(GatewayEnvironment environment) {
        return lab.gateway(
                environment, event -> {}, tunnel("east", "west", "10.2.0.0/16", StaticTunnel.Builder::responderOnly));
    }

    private FlexVpnGateway west(
            GatewayEnvironment environment, Consumer<GatewayEvent> listener, FlexVpnGateway eastGateway) {
        return lab.gateway(
                environment,
                listener,
                tunnel(
                        "west",
                        "east",
                        "10.1.0.0/16",
                        ends -> ends.destination(eastGateway.endpoints().get(0))));
    }

    @Test
    void packets_pass_both_ways_and_after_a_rekeying() throws Exception {
        EventProbe events = new EventProbe();
        FlexVpnGateway eastGateway = east(environment(east, "127.0.0.2"));
        FlexVpnGateway westGateway = west(environment(west, "127.0.0.3"), events, eastGateway);
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThat(west.pings("10.2.0.10", "10.1.0.10", 4000)).isTrue();
        assertThat(east.pings("10.1.0.10", "10.2.0.10", 56)).isTrue();
        assertThat(westGateway.sessions().get(0).children()).singleElement().satisfies(child -> {
            assertThat(child.suite().protocol()).isEqualTo(SecurityProtocol.AH);
            assertThat(child.udpEncapsulation()).isFalse();
            assertThat(child.received().packets()).isPositive();
        });
        westGateway.rekey(
                westGateway.sessions().get(0),
                westGateway.sessions().get(0).children().get(0));
        events.await(GatewayEvent.SessionRekeyed.class);
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(network.drops()).isZero();
    }

    @Test
    void where_all_travels_in_udp_ah_is_refused_and_the_reason_is_told() throws Exception {
        EventProbe events = new EventProbe();
        FlexVpnGateway eastGateway = east(lab.environment(east));
        west(lab.environment(west), events, eastGateway);

        assertThat(events.await(GatewayEvent.ConnectFailed.class).reason()).contains("can neither cross a NAT");
    }
}
