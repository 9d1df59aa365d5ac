package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of {@code benchmarks/endurance.sh}. */
@Timeout(60)
class RekeyUnderLoadTest {
    private static final int REKEYINGS = 40;
    private static final InetAddress EAST = IpPrefix.parseAddress("192.0.2.1");
    private static final InetAddress WEST = IpPrefix.parseAddress("192.0.2.2");
    private static final InetAddress EAST_HOST = IpPrefix.parseAddress("10.1.0.10");
    private static final InetAddress WEST_HOST = IpPrefix.parseAddress("10.2.0.10");

    private final Lab lab = new Lab();
    private final Lab.Host eastHost = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host westHost = new Lab.Host("west", "10.2.0.10");
    private final EventProbe events = new EventProbe();
    private final InMemoryNetwork network = new InMemoryNetwork();
    private final FaultyNetwork faults = new FaultyNetwork(1);
    private FlexVpnGateway east;
    private FlexVpnGateway west;

    @BeforeEach
    void connect() throws Exception {
        east = lab.gateway(
                environment(eastHost, EAST),
                events,
                site(
                        "east",
                        "west",
                        tunnel -> tunnel.address("10.255.0.1/30")
                                .route("10.2.0.0/16")
                                .responderOnly()));
        west = lab.gateway(
                environment(westHost, WEST),
                event -> {},
                site(
                        "west",
                        "east",
                        tunnel -> tunnel.address("10.255.0.2/30")
                                .route("10.1.0.0/16")
                                .destination(new PeerEndpoint("192.0.2.1", 500, 4500))));
        west.awaitUp("Tunnel0", Lab.PATIENCE);
        east.awaitUp("Tunnel0", Lab.PATIENCE);
    }

    @AfterEach
    void end() {
        lab.close();
    }

    private GatewayEnvironment environment(Lab.Host host, InetAddress address) {
        return lab.environment(host)
                .withLocalAddresses(List.of(address))
                .withPorts(IkePorts.STANDARD)
                .withUdpPorts(local -> network.open(Encapsulation.UDP, local));
    }

    private static Consumer<FlexVpnConfig.Builder> site(String self, String peer, Consumer<StaticTunnel.Builder> more) {
        IpsecProfile shortLived = IpsecProfile.named("short-lived")
                .lifetime(SaLifetime.ENDLESS
                        .time(Duration.ofMillis(120), Duration.ofSeconds(30))
                        .jitter(0.5))
                .replayWindow(1024)
                .build();
        return config -> config.staticTunnel("Tunnel0", tunnel -> {
            tunnel.profile(Lab.profile("to-" + peer, self + ".example", "secret")
                            .matchRemote(Identity.fqdn(peer + ".example"))
                            .lifetime(SaLifetime.ENDLESS
                                    .time(Duration.ofMillis(900), Duration.ofSeconds(30))
                                    .jitter(0.5))
                            .build())
                    .ipsec(shortLived);
            more.accept(tunnel);
        });
    }

    @Test
    void rekeyings_lose_nothing_that_the_network_did_not_lose_and_deliver_nothing_twice() throws Exception {
        network.link(faults);
        NumberedPackets westwards = NumberedPackets.start(
                eastHost.device(0), EAST_HOST, westHost.device(0), WEST_HOST, () -> faults.lostFrom(EAST));
        NumberedPackets eastwards = NumberedPackets.start(
                westHost.device(0), WEST_HOST, eastHost.device(0), EAST_HOST, () -> faults.lostFrom(WEST));
        for (int i = 0; i < REKEYINGS; i++) {
            events.await(GatewayEvent.SessionRekeyed.class);
        }
        westwards.end();
        eastwards.end();

        await().untilAsserted(() -> {
            faults.recover();
            assertThat(westwards.missing()).as(this::story).isEqualTo(faults.lostFrom(EAST));
            assertThat(eastwards.missing()).as(this::story).isEqualTo(faults.lostFrom(WEST));
        });
        assertThat(westwards.deliveredAgain()).isZero();
        assertThat(eastwards.deliveredAgain()).isZero();
        // of all this there was enough
        assertThat(List.of(westwards.sent(), eastwards.sent())).allMatch(sent -> sent > 100 * REKEYINGS);
        assertThat(List.of(
                        faults.lostFrom(EAST),
                        faults.lostFrom(WEST),
                        faults.repeatedFrom(EAST),
                        faults.repeatedFrom(WEST)))
                .allMatch(count -> count > REKEYINGS);
        assertThat(espDrops(west.snapshot())).isEqualTo(Map.of("REPLAYED", faults.repeatedFrom(EAST)));
        assertThat(espDrops(east.snapshot())).isEqualTo(Map.of("REPLAYED", faults.repeatedFrom(WEST)));
    }

    private String story() {
        return "east " + east.snapshot().drops() + ", west " + west.snapshot().drops() + ", network " + network.drops()
                + " and " + faults;
    }

    private static Map<String, Long> espDrops(GatewaySnapshot snapshot) {
        return snapshot.drops().entrySet().stream()
                .filter(drop -> drop.getValue() > 0 && !drop.getKey().startsWith("IKE_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
