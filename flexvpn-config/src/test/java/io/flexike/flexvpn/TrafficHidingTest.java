package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.TrafficHiding;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// RFC 4303 2.6, 2.7
@Timeout(60)
class TrafficHidingTest {
    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10");
    private final InMemoryNetwork network = new InMemoryNetwork();
    private final List<Integer> lengths = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        lab.close();
    }

    private FlexVpnGateway gateway(
            Lab.Host host, String address, String self, String peer, Consumer<StaticTunnel.Builder> tunnel) {
        GatewayEnvironment environment = lab.environment(host)
                .withLocalAddresses(List.of(IpPrefix.parseAddress(address)))
                .withNativeEspPorts(local -> network.open(Encapsulation.NATIVE, local));
        return lab.gateway(
                environment,
                event -> {},
                config -> config.staticTunnel("Tunnel0", builder -> {
                    builder.profile(Lab.profile("to-" + peer, self + ".example", "secret")
                            .matchRemote(Identity.fqdn(peer + ".example"))
                            .build());
                    tunnel.accept(builder);
                }));
    }

    /** The Child SAs of both ends, the one that hides its traffic first. */
    private List<FlexVpnGateway> connect(TrafficHiding hiding) throws Exception {
        FlexVpnGateway open = gateway(
                east,
                "127.0.0.2",
                "east",
                "west",
                tunnel -> tunnel.address("10.255.0.1/30").route("10.2.0.0/16").responderOnly());
        FlexVpnGateway hidden = gateway(
                west,
                "127.0.0.3",
                "west",
                "east",
                tunnel -> tunnel.address("10.255.0.2/30")
                        .route("10.1.0.0/16")
                        .destination(open.endpoints().get(0))
                        .ipsec(IpsecProfile.named("hidden").hiding(hiding).build()));
        hidden.awaitUp("Tunnel0", Lab.PATIENCE);
        open.awaitUp("Tunnel0", Lab.PATIENCE);
        network.link((datagram, onwards) -> {
            lengths.add(datagram.octets().length);
            onwards.accept(datagram);
        });
        return List.of(hidden, open);
    }

    private static ChildSnapshot child(FlexVpnGateway gateway) {
        return gateway.sessions().get(0).children().get(0);
    }

    @Test
    void dummies_flow_where_there_is_no_traffic_and_are_no_errors() throws Exception {
        List<FlexVpnGateway> gateways = connect(TrafficHiding.NONE.withDummies(Duration.ofMillis(5)));

        await().until(() -> child(gateways.get(0)).sent().packets() > 10);

        assertThat(lengths.stream().distinct()).as("lengths").hasSizeGreaterThan(1);
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 1000)).isTrue();
        assertThat(child(gateways.get(1)).receiveErrors()).isZero();
        assertThat(child(gateways.get(1)).sent().packets()).isEqualTo(1);
    }

    @Test
    void short_packets_look_long() throws Exception {
        connect(TrafficHiding.NONE.withPadding(700));

        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 200)).isTrue();

        assertThat(lengths).hasSize(4);
        assertThat(lengths.get(0)).isEqualTo(lengths.get(2)).isGreaterThan(700);
        assertThat(lengths.get(1)).as("the answer of who hides nothing").isLessThan(200);
    }

    @Test
    void what_is_out_of_range_is_refused() {
        assertThatThrownBy(() -> TrafficHiding.NONE.withPadding(65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("padding to 65536 octets is not between 0 and 65535");
        assertThatThrownBy(() -> TrafficHiding.NONE.withDummies(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a dummy packet every PT0S is not between every PT0.001S and every PT1H");
    }
}
