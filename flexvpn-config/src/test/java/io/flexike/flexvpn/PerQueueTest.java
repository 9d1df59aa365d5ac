package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.esp.tun.TunDevices;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.transport.IkePorts;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two sites whose devices have two queues, each of which has a Child SA of its own (RFC 9611). */
@Timeout(60)
class PerQueueTest {
    private static final int QUEUES = 2;
    private static final int ADDRESSES = 24;

    private final Lab lab = new Lab();
    private final InMemoryHost east = host("east", 1);
    private final InMemoryHost west = host("west", 2);

    private static InMemoryHost host(String name, int net) {
        InMemoryHost host = InMemoryHost.named(name, System::nanoTime);
        for (int number = 1; number <= ADDRESSES; number++) {
            host.withAddress("10." + net + ".0." + number);
        }
        return host;
    }

    @AfterEach
    void end() {
        lab.close();
    }

    private FlexVpnGateway site(
            InMemoryHost host, int queues, String self, String peer, Consumer<StaticTunnel.Builder> more) {
        GatewayEnvironment environment = GatewayEnvironment.inMemory(
                        host, host == east ? "127.0.0.1" : "127.0.0.2", IkePorts.EPHEMERAL)
                .withTunDevices(settings -> TunDevices.inMemory(host).open(settings.withQueues(QUEUES)));
        IkeProfile profile = Lab.profile("to-" + peer, self + ".example", "secret")
                .matchRemote(Identity.fqdn(peer + ".example"))
                .build();
        IpsecProfile ipsec =
                IpsecProfile.named("per-queue").childSaPerQueue(queues).build();
        return lab.gateway(
                environment,
                event -> {},
                config -> config.staticTunnel("Tunnel0", tunnel -> {
                    tunnel.profile(profile).ipsec(ipsec);
                    more.accept(tunnel);
                }));
    }

    private FlexVpnGateway east(int queues, TunnelMode mode) {
        return site(
                east,
                queues,
                "east",
                "west",
                tunnel -> tunnel.mode(mode)
                        .responderOnly()
                        .address("10.255.0.1/30")
                        .route("10.2.0.0/16"));
    }

    private FlexVpnGateway west(int queues, TunnelMode mode, FlexVpnGateway peer) throws InterruptedException {
        FlexVpnGateway gateway = site(
                west,
                queues,
                "west",
                "east",
                tunnel -> tunnel.mode(mode)
                        .destination(peer.endpoints().get(0))
                        .address("10.255.0.2/30")
                        .route("10.1.0.0/16"));
        gateway.awaitUp("Tunnel0", Lab.PATIENCE);
        return gateway;
    }

    private static List<ChildSnapshot> children(FlexVpnGateway gateway) {
        return gateway.sessions().get(0).children();
    }

    @ParameterizedTest
    @EnumSource(names = {"IPSEC", "GRE"})
    void each_queue_of_either_site_sends_through_a_child_sa_of_its_own(TunnelMode mode) throws Exception {
        FlexVpnGateway eastGateway = east(QUEUES, mode);
        FlexVpnGateway westGateway = west(QUEUES, mode, eastGateway);
        await().untilAsserted(() -> {
            assertThat(children(eastGateway)).hasSize(QUEUES + 1);
            assertThat(children(westGateway)).hasSize(QUEUES + 1);
        });

        // flows go to queues by their addresses; whoever answered the request waits for a second before it sends
        await().untilAsserted(() -> {
            for (int number = 1; number <= ADDRESSES; number++) {
                assertThat(west.ping(
                                IpPrefix.parseAddress("10.2.0." + number),
                                IpPrefix.parseAddress("10.1.0.1"),
                                56,
                                Lab.PATIENCE))
                        .isPresent();
            }
            for (FlexVpnGateway gateway : List.of(eastGateway, westGateway)) {
                assertThat(children(gateway).stream()
                                .filter(child -> child.sent().packets() > 0))
                        .hasSizeGreaterThanOrEqualTo(QUEUES);
                assertThat(children(gateway).stream()
                                .filter(child -> child.received().packets() > 0))
                        .hasSizeGreaterThanOrEqualTo(QUEUES);
            }
        });
        assertThat(children(westGateway).stream()
                        .map(ChildSnapshot::outboundSpi)
                        .distinct())
                .hasSize(QUEUES + 1);
        for (FlexVpnGateway gateway : List.of(eastGateway, westGateway)) {
            assertThat(children(gateway).stream().map(ChildSnapshot::queue))
                    .containsExactlyInAnyOrder(OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(1));
        }
    }

    @Test
    void a_site_that_wants_none_has_one_child_sa() throws Exception {
        FlexVpnGateway eastGateway = east(0, TunnelMode.IPSEC);
        FlexVpnGateway westGateway = west(QUEUES, TunnelMode.IPSEC, eastGateway);

        assertThat(west.ping(IpPrefix.parseAddress("10.2.0.1"), IpPrefix.parseAddress("10.1.0.1"), 56, Lab.PATIENCE))
                .isPresent();
        assertThat(children(westGateway)).hasSize(1);
        assertThat(children(eastGateway)).hasSize(1);
    }

    @Test
    void the_number_has_a_range() {
        assertThatThrownBy(() -> IpsecProfile.named("wide").childSaPerQueue(65))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Child SAs for 65 resources: right would be 0 to 64");
    }
}
