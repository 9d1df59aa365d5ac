package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.TrustedPeers;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.CloseReason;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways that know the public keys of each other. */
@Timeout(60)
class RawPublicKeyTest {
    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10");
    private final EventProbe eastEvents = new EventProbe();
    private final KeyPair eastPair = pair("Ed25519");
    private final KeyPair westPair = pair("RSA");

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void they_reach_each_other() throws Exception {
        FlexVpnGateway eastGateway = east(westPair.getPublic());
        FlexVpnGateway westGateway = west(eastGateway.endpoints().get(0));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);
        eastGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThat(west.pings("10.2.0.10", "10.1.0.10", 56)).isTrue();
    }

    @Test
    void another_key_is_refused() throws Exception {
        FlexVpnGateway eastGateway = east(pair("RSA").getPublic());
        west(eastGateway.endpoints().get(0));

        CloseReason reason = eastEvents.await(GatewayEvent.PeerRefused.class).reason();
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(reason.explanation())
                .isEqualTo("the signature of peer west.example is not by a public key that"
                        + " profile \"to-west\" trusts");
    }

    private FlexVpnGateway east(PublicKey ofWest) {
        return lab.gateway(
                east,
                eastEvents,
                site(
                        "east",
                        eastPair,
                        "west",
                        ofWest,
                        tunnel ->
                                tunnel.responderOnly().address("10.255.0.1/30").route("10.2.0.0/16")));
    }

    private FlexVpnGateway west(PeerEndpoint peer) {
        return lab.gateway(
                west,
                site(
                        "west",
                        westPair,
                        "east",
                        eastPair.getPublic(),
                        tunnel -> tunnel.destination(peer)
                                .address("10.255.0.2/30")
                                .route("10.1.0.0/16")));
    }

    private static Consumer<FlexVpnConfig.Builder> site(
            String self, KeyPair own, String peer, PublicKey peers, Consumer<StaticTunnel.Builder> tunnel) {
        IkeProfile profile = IkeProfile.named("to-" + peer)
                .identity(Identity.fqdn(self + ".example"))
                .matchRemote(Identity.fqdn(peer + ".example"))
                .local(Authentication.rawPublicKey(own.getPrivate(), own.getPublic()))
                .remote(Authentication.trusting(TrustedPeers.named("sites")
                        .peer(Identity.fqdn(peer + ".example"), peers)
                        .build()))
                .build();
        return config -> config.staticTunnel("Tunnel0", draft -> tunnel.accept(draft.profile(profile)));
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
