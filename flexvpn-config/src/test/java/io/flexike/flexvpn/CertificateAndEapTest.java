package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapUsers;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gateways and clients that authenticate by certificates and by EAP. */
@Timeout(120)
class CertificateAndEapTest {
    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10");
    private final EventProbe eastEvents = new EventProbe();
    private final TestPki pki = new TestPki("Root");

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void sites_with_certificates_of_one_authority_reach_each_other() throws Exception {
        FlexVpnGateway eastGateway = eastSite(pki, Instant.now());
        FlexVpnGateway westGateway = westSite(eastGateway.endpoints().get(0));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
    }

    @Test
    void a_certificate_of_another_authority_is_refused() throws Exception {
        FlexVpnGateway eastGateway = eastSite(new TestPki("Other"), Instant.now());
        westSite(eastGateway.endpoints().get(0));

        CloseReason reason = eastEvents.await(GatewayEvent.PeerRefused.class).reason();
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(reason.explanation()).contains("does not lead to an authority that is trusted");
    }

    @Test
    void certificates_have_to_be_valid_when_the_wall_clock_says_so() throws Exception {
        FlexVpnGateway eastGateway = eastSite(pki, Instant.now().plus(Duration.ofDays(400)));
        westSite(eastGateway.endpoints().get(0));

        assertThat(eastEvents.await(GatewayEvent.PeerRefused.class).reason().explanation())
                .contains("expired");
    }

    @Test
    void a_user_of_eap_is_given_an_address_by_a_hub_with_a_certificate() throws Exception {
        FlexVpnGateway hub = hub();
        RemoteAccess session = lab.connect(client(hub, "ana", "wonderland"));

        assertThat(session.session().assigned().addresses()).containsExactly(IpPrefix.parseAddress("10.255.0.2"));
        SessionSnapshot atHub = eastEvents.await(GatewayEvent.SessionUp.class).session();
        assertThat(atHub.eapIdentity()).hasValue("ana");
        assertThat(atHub.peerText()).contains("one.clients.example");
    }

    @Test
    void a_wrong_password_is_refused() {
        FlexVpnGateway hub = hub();

        assertThatThrownBy(() ->
                        client(hub, "ana", "looking-glass").build().connect().get(30, TimeUnit.SECONDS))
                .hasMessageContaining("EAP");
    }

    private FlexVpnGateway hub() {
        EapUsers users = EapUsers.of(Map.of("ana", secret("wonderland")));
        IkeProfile profile = IkeProfile.named("clients")
                .identity(Identity.fqdn("hub.example"))
                .matchRemote(Identity.fqdnSuffix("clients.example"))
                .local(Authentication.certificate(pki.trustpoint("hub", "RSA", "hub.example")))
                .remote(Authentication.eap(EapAuthenticatorSettings.users(users).build())
                        .askingIdentity())
                .authorization(AuthorizationPolicy.named("clients")
                        .pool(AddressPool.of("clients", "10.255.0.0/24"))
                        .build())
                .build();
        return lab.gateway(
                east,
                eastEvents,
                config -> config.virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile).unnumbered("10.255.0.1")));
    }

    private FlexVpnClient.Builder client(FlexVpnGateway hub, String user, String password) {
        return FlexVpnClient.create()
                .gateways(hub.endpoints().get(0))
                .identity(Identity.fqdn("one.clients.example"))
                .matchRemote(Identity.fqdn("hub.example"))
                .local(Authentication.eapMschapv2(user, secret(password)))
                .remote(Authentication.trusting(pki.authority("company")))
                .requestAddress()
                .environment(lab.environment(west));
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    private FlexVpnGateway eastSite(TestPki trusted, Instant now) {
        return lab.gateway(
                lab.environment(east).withWallClock(() -> now),
                eastEvents,
                site(
                        "west",
                        "east",
                        pki.trustpoint("own", "EC", "east.example"),
                        trusted.authority("sites"),
                        tunnel ->
                                tunnel.responderOnly().address("10.255.0.1/30").route("10.2.0.0/16")));
    }

    private FlexVpnGateway westSite(PeerEndpoint peer) {
        return lab.gateway(
                west,
                site(
                        "east",
                        "west",
                        pki.trustpoint("own", "RSA", "west.example"),
                        pki.authority("sites"),
                        tunnel -> tunnel.destination(peer)
                                .address("10.255.0.2/30")
                                .route("10.1.0.0/16")));
    }

    private static Consumer<FlexVpnConfig.Builder> site(
            String peer, String self, Trustpoint own, Trustpoint trusted, Consumer<StaticTunnel.Builder> tunnel) {
        IkeProfile profile = IkeProfile.named("to-" + peer)
                .identity(Identity.fqdn(self + ".example"))
                .matchRemote(Identity.fqdn(peer + ".example"))
                .local(Authentication.certificate(own))
                .remote(Authentication.trusting(trusted))
                .build();
        return config -> config.staticTunnel("Tunnel0", draft -> tunnel.accept(draft.profile(profile)));
    }
}
