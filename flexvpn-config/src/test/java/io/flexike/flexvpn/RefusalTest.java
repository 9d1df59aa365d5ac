package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.CloseReason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefusalTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host host = new Lab.Host("one");
    private final EventProbe hubEvents = new EventProbe();

    @AfterEach
    void end() {
        lab.close();
    }

    private FlexVpnGateway hub() {
        return lab.hub(hubHost, hubEvents, policy -> policy.pool(AddressPool.of("four", "10.255.0.0/24")));
    }

    @Test
    void a_wrong_key_is_named_as_such_on_both_ends() {
        FlexVpnGateway hub = hub();

        Throwable failure = catchThrowable(() -> lab.connect(
                lab.client("one", host, "another secret", hub.endpoints().get(0))));

        assertThat(failure).hasCauseInstanceOf(FlexVpnException.class).hasMessageContaining("AUTHENTICATION_FAILED");
        GatewayEvent.PeerRefused refused = awaitRefusal();
        assertThat(refused.reason().kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(refused.reason().explanation()).contains("pre-shared key").doesNotContain("secret");
        assertThat(refused.peer().orElseThrow().toString()).isEqualTo("one.spokes.example");
        assertThat(hub.sessions()).isEmpty();
        assertThat(hub.snapshot().counters()).containsEntry("sessions failed", 1L);
    }

    @Test
    void an_identity_that_no_profile_accepts_is_named() {
        FlexVpnGateway hub = hub();

        Throwable failure = catchThrowable(
                () -> lab.connect(lab.client("one", host, hub).identity(Identity.fqdn("stranger.elsewhere.example"))));

        assertThat(failure).hasCauseInstanceOf(FlexVpnException.class).hasMessageContaining("AUTHENTICATION_FAILED");
        assertThat(awaitRefusal().reason().explanation()).contains("stranger.elsewhere.example");
    }

    @Test
    void a_gateway_that_calls_itself_otherwise_is_not_trusted() {
        FlexVpnGateway hub = hub();

        Throwable failure = catchThrowable(() -> lab.connect(FlexVpnClient.create()
                .gateways(hub.endpoints().get(0))
                .identity(Identity.fqdn("one.spokes.example"))
                .matchRemote(Identity.fqdn("other.example"))
                .local(Authentication.preSharedKey(Lab.keys("secret")))
                .remote(Authentication.preSharedKey(Lab.keys("secret")))
                .requestAddress()
                .environment(lab.environment(host))));

        assertThat(failure).hasMessageContaining("hub.example").hasMessageContaining("other.example");
    }

    @Test
    void algorithms_without_overlap_are_named_for_the_ike_sa() throws Exception {
        FlexVpnGateway hub = hub();
        FlexVpnGateway west = lab.gateway(
                host,
                event -> {},
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(Lab.profile("to-hub", "one.spokes.example", "secret")
                                        .matchRemote(Identity.fqdn("hub.example"))
                                        .proposals(withoutOverlap())
                                        .build())
                                .destination(hub.endpoints().get(0))
                                .requestAddress()));

        Throwable failure = catchThrowable(() -> west.awaitUp("Tunnel0", Duration.ofSeconds(2)));

        assertThat(failure).isInstanceOf(FlexVpnException.class).hasMessageContaining("NO_PROPOSAL_CHOSEN");
        assertThat(hubEvents.await(GatewayEvent.PeerRefused.class).reason().explanation())
                .contains("AES-GCM-16-192");
    }

    private static Proposal withoutOverlap() {
        return Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 192)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .build();
    }

    @Test
    void algorithms_without_overlap_are_named_for_the_child_sa() {
        FlexVpnGateway hub = hub();
        IpsecProfile odd = IpsecProfile.named("odd")
                .proposals(Proposal.esp()
                        .encryption(EncryptionAlgorithm.AES_GCM_16, 192)
                        .build())
                .build();

        Throwable failure =
                catchThrowable(() -> lab.connect(lab.client("one", host, hub).ipsec(odd)));

        assertThat(failure).hasMessageContaining("NO_PROPOSAL_CHOSEN");
        assertThat(awaitChildRefusal().explanation()).contains("AES-GCM-16-192");
        assertThat(hub.sessions()).isEmpty();
    }

    @Test
    void a_client_goes_on_to_the_next_gateway_and_says_of_each_why_not() throws Exception {
        FlexVpnGateway hub = hub();
        PeerEndpoint nobody = PortPair.free().endpoint();

        RemoteAccess session = lab.connect(
                lab.client("one", host, "secret", nobody, hub.endpoints().get(0)));
        assertThat(session.gateway()).isEqualTo(hub.endpoints().get(0));
        session.close();

        Throwable failure = catchThrowable(() -> lab.connect(lab.client(
                "one", host, "another secret", nobody, hub.endpoints().get(0))));
        assertThat(failure)
                .hasMessageContaining(nobody + ": NO_RESPONSE")
                .hasMessageContaining(hub.endpoints().get(0) + ": AUTHENTICATION_FAILED");
    }

    @Test
    void a_gateway_without_a_pool_for_the_family_gives_a_reason() {
        FlexVpnGateway hub =
                lab.hub(hubHost, hubEvents, policy -> policy.pool(AddressPool.of("six", "2001:db8:ff::/64")));

        Throwable failure = catchThrowable(() -> lab.connect(lab.client("one", host, hub)));

        assertThat(failure).hasCauseInstanceOf(FlexVpnException.class);
        assertThat(failure.getMessage()).contains("TS_UNACCEPTABLE");
    }

    private GatewayEvent.PeerRefused awaitRefusal() {
        try {
            return hubEvents.await(GatewayEvent.PeerRefused.class);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CloseReason awaitChildRefusal() {
        try {
            return hubEvents.await(GatewayEvent.ChildRefused.class).reason();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
