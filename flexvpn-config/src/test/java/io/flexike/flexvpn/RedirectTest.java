package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.RedirectPolicy;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.session.Redirector;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways with the same ports at 127.0.0.1 and 127.0.0.2, of which one sends a site to the other (RFC 5685). */
@Timeout(60)
class RedirectTest {
    private static final RedirectTarget SECOND = new RedirectTarget.Address(IpPrefix.parseAddress("127.0.0.2"));

    private final Lab firstLab = new Lab("127.0.0.1");
    private final Lab secondLab = new Lab("127.0.0.2");
    private final Lab siteLab = new Lab("127.0.0.3");
    private final Lab.Host firstHost = new Lab.Host("first", "10.1.0.10");
    private final Lab.Host secondHost = new Lab.Host("second", "10.1.0.10");
    private final Lab.Host siteHost = new Lab.Host("site", "10.2.0.10");
    private final EventProbe firstEvents = new EventProbe();
    private final EventProbe siteEvents = new EventProbe();
    private PortPair ports;

    @BeforeEach
    void findPorts() throws IOException {
        ports = PortPair.free();
    }

    @AfterEach
    void end() {
        siteLab.close();
        firstLab.close();
        secondLab.close();
    }

    private static Consumer<StaticTunnel.Builder> tunnel(String self, String peer, String inner, String route) {
        return tunnel -> tunnel.profile(Lab.profile("to-" + peer, self + ".example", "secret")
                        .matchRemote(Identity.fqdn(peer + ".example"))
                        .build())
                .address(inner)
                .route(route);
    }

    private FlexVpnGateway gateway(
            Lab lab, Lab.Host host, Consumer<? super GatewayEvent> listener, Redirector redirector) {
        return lab.gateway(
                lab.environment(host).withPorts(ports.ports()),
                listener,
                config -> config.redirectPeers(redirector)
                        .staticTunnel(
                                "Tunnel0",
                                tunnel("hub", "site", "10.255.0.1/30", "10.2.0.0/16")
                                        .andThen(StaticTunnel.Builder::responderOnly)));
    }

    private FlexVpnGateway site(RedirectPolicy policy) {
        return siteLab.gateway(
                siteHost,
                siteEvents,
                config -> config.redirects(policy)
                        .staticTunnel(
                                "Tunnel0",
                                tunnel("site", "hub", "10.255.0.2/30", "10.1.0.0/16")
                                        .andThen(tunnel -> tunnel.destination(ports.endpoint()))));
    }

    private void assertIsWithSecond(FlexVpnGateway site, FlexVpnGateway second) throws InterruptedException {
        await().until(() -> site.sessions().size() == 1
                && site.sessions().get(0).path().remote().getAddress().equals(IpPrefix.parseAddress("127.0.0.2")));
        assertThat(second.sessions()).hasSize(1);
        assertThat(siteHost.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        GatewayEvent.Redirected redirected = siteEvents.await(GatewayEvent.Redirected.class);
        assertThat(redirected.peer().getAddress()).isEqualTo(IpPrefix.parseAddress("127.0.0.1"));
        assertThat(redirected.to()).isEqualTo(SECOND);
    }

    @Test
    void a_session_is_sent_to_the_other_gateway_and_goes_on_there() throws Exception {
        FlexVpnGateway first = gateway(firstLab, firstHost, firstEvents, Redirector.NONE);
        FlexVpnGateway second = gateway(secondLab, secondHost, event -> {}, Redirector.NONE);
        FlexVpnGateway site = site(RedirectPolicy.DEFAULT);
        SessionSnapshot session =
                firstEvents.await(GatewayEvent.SessionUp.class).session();
        siteEvents.await(GatewayEvent.SessionUp.class);

        first.redirect(session, "127.0.0.2");

        assertThat(firstEvents.await(GatewayEvent.Redirected.class).to()).isEqualTo(SECOND);
        assertThat(firstEvents.await(GatewayEvent.SessionDown.class).reason().kind())
                .isEqualTo(CloseReason.Kind.PEER_DELETED);
        assertIsWithSecond(site, second);
        siteEvents.await(GatewayEvent.SessionUp.class);
        siteEvents.await(GatewayEvent.SessionDown.class);
        assertThat(site.snapshot().tunnels().get(0).up()).isTrue();
    }

    @Test
    void whoever_connects_is_sent_away_before_it_is_known() throws Exception {
        FlexVpnGateway second = gateway(secondLab, secondHost, event -> {}, Redirector.NONE);
        gateway(firstLab, firstHost, firstEvents, (path, identity) -> Optional.of(SECOND));
        assertIsWithSecond(site(RedirectPolicy.DEFAULT), second);
        assertThat(firstEvents.await(GatewayEvent.Redirected.class).to()).isEqualTo(SECOND);
    }

    @Test
    void whoever_connects_is_sent_away_when_it_is_known() throws Exception {
        FlexVpnGateway second = gateway(secondLab, secondHost, event -> {}, Redirector.NONE);
        gateway(firstLab, firstHost, firstEvents, (path, identity) -> identity.map(known -> SECOND));
        assertIsWithSecond(site(RedirectPolicy.DEFAULT), second);
    }

    @Test
    void a_site_that_takes_no_redirects_stays() throws Exception {
        FlexVpnGateway first = gateway(firstLab, firstHost, firstEvents, (path, identity) -> Optional.of(SECOND));
        FlexVpnGateway site = site(RedirectPolicy.DEFAULT.withAccepted(false));
        site.awaitUp("Tunnel0", Lab.PATIENCE);

        first.redirect(firstEvents.await(GatewayEvent.SessionUp.class).session(), "127.0.0.2");

        assertThat(siteHost.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThat(first.sessions()).hasSize(1);
    }

    @Test
    void a_session_whose_other_gateway_does_not_answer_stays_for_a_while() throws Exception {
        FlexVpnGateway first = gateway(firstLab, firstHost, firstEvents, Redirector.NONE);
        FlexVpnGateway site = site(RedirectPolicy.DEFAULT);
        SessionSnapshot session =
                firstEvents.await(GatewayEvent.SessionUp.class).session();

        first.redirect(session, "127.0.0.9");
        siteEvents.await(GatewayEvent.Redirected.class);

        await().until(() -> site.snapshot().counters().get("sessions failed") == 1);
        assertThat(siteHost.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
        assertThatThrownBy(() -> first.redirect(session, "not a name")).isInstanceOf(IllegalArgumentException.class);
    }
}
