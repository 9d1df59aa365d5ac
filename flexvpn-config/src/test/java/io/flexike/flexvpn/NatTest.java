package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.runtime.GatewayPlan;
import io.flexike.flexvpn.runtime.GatewayRuntime;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.trace.Redaction;
import io.flexike.ike.transport.IkePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NatTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host host = new Lab.Host("one");
    private final EventProbe hubEvents = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private FlexVpnGateway hub() {
        return lab.hub(
                hubHost,
                hubEvents,
                policy -> policy.pool(AddressPool.of("four", "10.255.0.0/24")).advertise("10.0.0.0/8"));
    }

    /** The client's environment behind a NAT; its ports are collected, that of IKE first. */
    private GatewayEnvironment behindNat(List<NattedPort> ports) {
        return lab.environment(host).withPorts(IkePorts.STANDARD).withUdpPorts(local -> {
            NattedPort port = new NattedPort(local);
            ports.add(port);
            return port;
        });
    }

    @Test
    void a_client_whose_nat_forgets_it_is_followed_to_its_new_address() throws Exception {
        FlexVpnGateway hub = hub();
        List<NattedPort> ports = new ArrayList<>();
        RemoteAccess one = lab.connect(lab.client("one", host, hub).environment(behindNat(ports)));
        NattedPort natTraversal = ports.get(1);
        SessionSnapshot before = hub.sessions().get(0);
        assertThat(before.peerBehindNat()).isTrue();
        assertThat(before.behindNat()).isFalse();
        assertThat(one.session().behindNat()).isTrue();
        assertThat(before.path().remote().getPort()).isEqualTo(natTraversal.outsidePort());
        assertThat(host.pings("10.255.0.2", "10.1.0.10", 56)).isTrue();

        natTraversal.rebind();

        // the answer to the first packet from the new address may still go to the old one
        await().until(() -> host.pingsSoon("10.255.0.2", "10.1.0.10"));
        assertThat(hubHost.pings("10.1.0.10", "10.255.0.2", 1300)).isTrue();
        assertThat(hub.sessions().get(0).path().remote().getPort()).isEqualTo(natTraversal.outsidePort());
        one.close();
        assertThat(hubEvents.await(GatewayEvent.SessionDown.class).reason().kind())
                .isEqualTo(CloseReason.Kind.PEER_DELETED);
    }

    @Test
    void through_two_nats_a_client_is_followed_to_another_port() throws Exception {
        FlexVpnGateway hub = hub();
        try (UdpNat nat = new UdpNat(hub.endpoints().get(0));
                RemoteAccess one = lab.connect(lab.client("one", host, "secret", nat.inside()))) {
            assertThat(host.pings(one.assignedAddresses().get(0), "10.1.0.10", 56))
                    .isTrue();
            assertThat(hub.sessions().get(0).behindNat()).isTrue();

            nat.rebind();

            await().until(() -> host.pingsSoon("10.255.0.2", "10.1.0.10"));
            assertThat(hub.sessions().get(0).path().remote().getPort()).isEqualTo(nat.outsidePort());
        }
        assertThat(hubEvents.await(GatewayEvent.SessionDown.class)).isNotNull();
    }

    @Test
    void a_nat_in_front_of_us_is_kept_open() throws Exception {
        FlexVpnGateway hub = hub();
        GatewayEnvironment environment = behindNat(new ArrayList<>());
        try (GatewayRuntime client =
                GatewayRuntime.start(plan(environment, hub.endpoints().get(0), Duration.ofMillis(50)))) {
            assertThat(client.await("Tunnel0", Lab.PATIENCE).orElseThrow().up()).isTrue();

            await().untilAsserted(() -> assertThat(hub.snapshot().counters().get("NAT keepalives received"))
                    .isGreaterThan(2));
        }
    }

    @Test
    void without_a_nat_in_front_of_us_no_keepalive_is_sent() throws Exception {
        FlexVpnGateway hub = hub();
        try (GatewayRuntime client =
                GatewayRuntime.start(plan(lab.environment(host), hub.endpoints().get(0), Duration.ofMillis(1)))) {
            assertThat(client.await("Tunnel0", Lab.PATIENCE).orElseThrow().up()).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(host.pings("10.255.0.2", "10.1.0.10", 4000)).isTrue();
            }
        }
        assertThat(hub.snapshot().counters()).containsEntry("NAT keepalives received", 0L);
    }

    private static GatewayPlan plan(GatewayEnvironment environment, PeerEndpoint hub, Duration keepalive) {
        StaticTunnel tunnel = StaticTunnel.named("Tunnel0")
                .profile(Lab.profile("to-hub", "one.spokes.example", "secret")
                        .matchRemote(Identity.fqdn("hub.example"))
                        .build())
                .destination(hub)
                .requestAddress()
                .build();
        return new GatewayPlan(
                List.of(tunnel),
                List.of(),
                List.of(),
                new GatewayPlan.Options(
                        List.of(),
                        GatewayPlan.Protocol.of(ProtocolOptions.DEFAULT.withNatKeepalive(keepalive)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Redaction.PERSONAL),
                environment,
                true,
                List.of());
    }
}
