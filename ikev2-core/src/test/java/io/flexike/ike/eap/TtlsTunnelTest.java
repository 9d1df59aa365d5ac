package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.tls.TlsFailedException;
import io.flexike.crypto.tls.TlsVersion;
import io.flexike.ike.Octets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes through the tunnel of EAP-TTLS, without the tunnel. */
class TtlsTunnelTest {
    private final FakeTls tls = new FakeTls(TlsVersion.TLS_1_3);

    @Test
    void pap_hides_the_length_of_the_password() throws TlsFailedException {
        peer(TtlsInner.PAP).advance(tls);

        // User-Name "ana", User-Password of one block, each mandatory and padded (RFC 5281 10.1 and 11.2.5)
        assertThat(tls.sent)
                .isEqualTo(Octets.of(
                        "00000001 4000000b 616e61 00", "00000002 40000018 73c3a973616d65 000000000000000000"));
    }

    @Test
    void a_peer_does_not_believe_a_wrong_authenticator_response() throws TlsFailedException {
        TtlsPeerTunnel peer = peer(TtlsInner.MSCHAPV2);
        assertThat(peer.advance(tls)).isEqualTo(Standing.ONGOING);
        byte[] lie = new MsChapInTunnel(tls).success("S=" + "0".repeat(40));
        tls.said = Avp.encode(Avp.of(Avp.Kind.MS_CHAP2_SUCCESS, lie));

        assertThatThrownBy(() -> peer.advance(tls))
                .isInstanceOf(TlsFailedException.class)
                .hasMessage("the authenticator does not know the password");
    }

    @Test
    void a_peer_says_which_error_came_through_the_tunnel() throws TlsFailedException {
        TtlsPeerTunnel peer = peer(TtlsInner.MSCHAPV2);
        peer.advance(tls);
        tls.said = Avp.encode(Avp.of(Avp.Kind.MS_CHAP_ERROR, Names.octets("\u0001E=648 R=0")));

        assertThatThrownBy(() -> peer.advance(tls)).hasMessageContaining("password expired");
    }

    @Test
    void an_authenticator_refuses_an_answer_to_another_challenge() throws TlsFailedException {
        peer(TtlsInner.MSCHAPV2).advance(tls);
        byte[] answer = tls.sent;
        // Behind User-Name (12) and the header of MS-CHAP-Challenge (12) begins the challenge.
        answer[24] ^= 1;
        tls.said = answer;

        assertThat(authenticator().advance(tls, false))
                .isEqualTo(TunnelStep.refused("the peer answered a challenge that is not the tunnel's"));
        answer[24] ^= 1;
        assertThat(authenticator().advance(tls, false)).isEqualTo(TunnelStep.goOn());
    }

    @Test
    void an_authenticator_waits_until_the_peer_accepts_its_proof() throws TlsFailedException {
        peer(TtlsInner.MSCHAPV2).advance(tls);
        tls.said = tls.sent;
        TtlsAuthenticatorTunnel authenticator = authenticator();
        authenticator.advance(tls, false);
        tls.said = new byte[0];

        assertThat(authenticator.advance(tls, true)).isEqualTo(TunnelStep.done("ana"));
    }

    @Test
    void an_avp_that_is_mandatory_and_unknown_ends_the_conversation() {
        tls.said = Octets.of("000003e7 40000008");
        assertThatThrownBy(() -> authenticator().advance(tls, false)).hasMessage("a mandatory AVP is not understood");
        tls.said = Octets.of("000003e7 40000009");
        assertThatThrownBy(() -> authenticator().advance(tls, false)).hasMessageContaining("not a sequence of AVPs");
    }

    @Test
    void a_silent_peer_is_asked_once() throws TlsFailedException {
        TtlsAuthenticatorTunnel authenticator = authenticator();

        assertThat(authenticator.advance(tls, false)).isEqualTo(TunnelStep.goOn());
        assertThat(authenticator.advance(tls, true).kind()).isEqualTo(TunnelStep.Kind.REFUSED);
    }

    private static TtlsPeerTunnel peer(TtlsInner inner) {
        EapPeerSettings settings = EapConversation.ana("sésame")
                .tls(EapTls.trusting(chain -> Optional.empty()))
                .methods(EapMethodType.TTLS)
                .inner(inner)
                .build();
        return new TtlsPeerTunnel(settings, EapConversation.CRYPTO, EapConversation.random(1));
    }

    private static TtlsAuthenticatorTunnel authenticator() {
        EapAuthenticatorSettings settings =
                EapAuthenticatorSettings.users(EapConversation.ANA).build();
        return new TtlsAuthenticatorTunnel(
                settings,
                new PasswordBook(EapConversation.ANA, EapConversation.random(2)),
                EapConversation.CRYPTO,
                EapConversation.random(3));
    }
}
