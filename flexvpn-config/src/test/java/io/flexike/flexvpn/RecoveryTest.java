package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.crypto.SecretBytes;
import io.flexike.esp.net.UdpPort;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hub loses all its sessions at once, and is there again at the same address. */
@Timeout(60)
class RecoveryTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host secondHubHost = new Lab.Host("second hub", "10.1.0.10");
    private final Lab.Host site = new Lab.Host("site", "10.2.0.10");
    private final EventProbe events = new EventProbe();
    private final Queue<ExchangeType> exchanges = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean dead = new AtomicBoolean();
    private final SecretBytes crashSecret = SecretBytes.copyOf(new byte[32]);
    private final TicketKeys ticketKeys = TicketKeys.generated(new SecureRandom());
    private PortPair ports;

    @BeforeEach
    void findPorts() throws Exception {
        ports = PortPair.free();
    }

    @AfterEach
    void end() {
        lab.close();
    }

    private static Consumer<StaticTunnel.Builder> tunnel(String self, String peer, String inner, String route) {
        return tunnel -> tunnel.profile(Lab.profile("to-" + peer, self + ".example", "secret")
                        .matchRemote(Identity.fqdn(peer + ".example"))
                        .build())
                .address(inner)
                .route(route);
    }

    private FlexVpnGateway hub(Lab.Host host, AtomicBoolean cut) {
        GatewayEnvironment environment = lab.environment(host)
                .withPorts(ports.ports())
                .withUdpPorts(local -> new CutPort(UdpPort.bind(local), cut));
        return lab.gateway(
                environment,
                event -> {},
                config -> config.crashSecrets(crashSecret)
                        .continuity(SessionContinuity.DEFAULT.withTickets(TicketIssuance.byValue(ticketKeys, HOUR)))
                        .staticTunnel(
                                "Tunnel0",
                                tunnel("hub", "site", "10.255.0.1/30", "10.2.0.0/16")
                                        .andThen(StaticTunnel.Builder::responderOnly)));
    }

    private FlexVpnGateway site(SessionContinuity continuity) throws InterruptedException {
        FlexVpnGateway gateway = lab.gateway(
                site,
                events,
                config -> config.continuity(continuity)
                        .traceMessages(message ->
                                exchanges.add(message.message().header().exchange()))
                        .staticTunnel(
                                "Tunnel0",
                                tunnel("site", "hub", "10.255.0.2/30", "10.1.0.0/16")
                                        .andThen(tunnel -> tunnel.destination(ports.endpoint()))));
        gateway.awaitUp("Tunnel0", Lab.PATIENCE);
        events.await(GatewayEvent.SessionUp.class);
        return gateway;
    }

    /** Its Deletes do not get out. */
    private void crash(FlexVpnGateway hub) {
        dead.set(true);
        hub.close();
    }

    @Test
    void one_packet_for_the_lost_session_makes_the_site_connect_again_at_once() throws Exception {
        FlexVpnGateway hub = hub(hubHost, dead);
        site(SessionContinuity.DEFAULT);
        crash(hub);
        hub(secondHubHost, new AtomicBoolean());

        assertThat(site.pingsSoon("10.2.0.10", "10.1.0.10")).isFalse();

        GatewayEvent.SessionDown down = events.await(GatewayEvent.SessionDown.class);
        assertThat(down.reason().kind()).isEqualTo(CloseReason.Kind.PEER_CRASHED);
        Instant lost = down.session().since().plus(down.session().uptime());
        SessionSnapshot next = events.await(GatewayEvent.SessionUp.class).session();
        assertThat(Duration.between(lost, next.since())).isLessThan(Duration.ofMillis(900));
        assertThat(site.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(exchanges).doesNotContain(ExchangeType.IKE_SESSION_RESUME);
    }

    @Test
    void with_a_ticket_the_lost_session_is_resumed() throws Exception {
        FlexVpnGateway hub = hub(hubHost, dead);
        site(SessionContinuity.DEFAULT.withWantingTickets(true));
        exchanges.clear();
        crash(hub);
        FlexVpnGateway secondHub = hub(secondHubHost, new AtomicBoolean());

        assertThat(site.pingsSoon("10.2.0.10", "10.1.0.10")).isFalse();

        events.await(GatewayEvent.SessionDown.class);
        events.await(GatewayEvent.SessionUp.class);
        assertThat(exchanges).contains(ExchangeType.IKE_SESSION_RESUME).doesNotContain(ExchangeType.IKE_SA_INIT);
        assertThat(site.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(secondHub.sessions()).hasSize(1);
    }

    @Test
    void a_session_that_was_ended_is_not_resumed() throws Exception {
        hub(hubHost, dead);
        FlexVpnGateway gateway = site(SessionContinuity.DEFAULT.withWantingTickets(true));

        gateway.disconnect(gateway.sessions().get(0)).join();
        events.await(GatewayEvent.SessionUp.class);

        assertThat(exchanges).doesNotContain(ExchangeType.IKE_SESSION_RESUME);
        await().until(() -> site.pingsSoon("10.2.0.10", "10.1.0.10"));
    }
}
