package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.Octets;
import io.flexike.ike.eap.EapPacket.Code;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What RFC 3748 demands of both ends, whatever the method. */
class EapRulesTest {
    private static final EapPacket IDENTITY = request(7, EapMethodType.IDENTITY);
    private static final EapPacket CHALLENGE =
            EapPacket.typed(Code.REQUEST, 8, EapMethodType.MD5_CHALLENGE, Octets.of("10", "00".repeat(16)));

    @Test
    void a_peer_tells_its_identity_and_acknowledges_notifications() {
        EapPeer peer = peer(EapMethodType.MD5_CHALLENGE);

        assertThat(response(peer, IDENTITY)).isEqualTo(answer(7, EapMethodType.IDENTITY, "616e61"));
        EapPacket notice = EapPacket.typed(Code.REQUEST, 9, EapMethodType.NOTIFICATION, Names.octets("soon"));
        assertThat(response(peer, notice)).isEqualTo(answer(9, EapMethodType.NOTIFICATION, ""));
        assertThat(peer.notification()).contains("soon");
    }

    @Test
    void a_peer_naks_what_it_does_not_run_with_all_that_it_does() {
        EapPeer peer = peer(EapMethodType.MSCHAPV2, EapMethodType.GTC);

        assertThat(response(peer, CHALLENGE)).isEqualTo(answer(8, EapMethodType.NAK, "1a06"));
        assertThat(response(peer, request(9, EapMethodType.of(255)))).isEqualTo(answer(9, EapMethodType.NAK, "1a06"));
    }

    @Test
    void a_peer_naks_an_expanded_type_in_expanded_form() {
        EapPeer peer = peer(EapMethodType.MSCHAPV2, EapMethodType.GTC);
        EapPacket foreign = new EapPacket(Code.REQUEST, 9, Optional.of(new EapMethodType(20, 6)), true, new byte[3]);

        // RFC 3748 5.3.2: type 254 of vendor 0 and number 3, then each type in eight octets
        assertThat(response(peer, foreign).encode())
                .isEqualTo(Octets.of("0209001c", "fe00000000000003", "fe0000000000001a", "fe00000000000006"));
    }

    @Test
    void a_peer_answers_an_expanded_type_of_the_ietf_in_the_form_it_was_asked() {
        EapPeer peer = peer(EapMethodType.MD5_CHALLENGE);
        EapPacket expanded = new EapPacket(Code.REQUEST, 8, CHALLENGE.type(), true, CHALLENGE.data());

        EapPacket answer = response(peer, expanded);

        assertThat(answer.expanded()).isTrue();
        assertThat(answer.data())
                .isEqualTo(
                        response(peer(EapMethodType.MD5_CHALLENGE), CHALLENGE).data());
    }

    @Test
    void a_peer_answers_a_duplicate_as_it_did_and_does_not_begin_anew() {
        EapPeer peer = peer(EapMethodType.MSCHAPV2);
        EapPacket challenge = EapPacket.typed(
                Code.REQUEST, 3, EapMethodType.MSCHAPV2, Octets.of("01030016", "10", "00".repeat(16), "78"));

        EapPacket first = response(peer, challenge);

        assertThat(response(peer, challenge)).isEqualTo(first);
        EapPacket other = EapPacket.typed(Code.REQUEST, 3, EapMethodType.MSCHAPV2, new byte[9]);
        assertThat(peer.receive(other.encode())).isInstanceOf(EapPeerReply.Discarded.class);
    }

    @Test
    void a_peer_does_not_believe_success_before_the_method_has_ended() {
        EapPeer peer = peer(EapMethodType.MSCHAPV2);
        assertThat(peer.receive(verdict(Code.SUCCESS, 0))).isInstanceOf(EapPeerReply.Discarded.class);
        response(peer, IDENTITY);
        assertThat(peer.receive(verdict(Code.SUCCESS, 7))).isInstanceOf(EapPeerReply.Discarded.class);
        response(
                peer,
                EapPacket.typed(
                        Code.REQUEST, 8, EapMethodType.MSCHAPV2, Octets.of("01030016", "10", "00".repeat(16), "78")));
        assertThat(peer.receive(verdict(Code.SUCCESS, 8))).isInstanceOf(EapPeerReply.Discarded.class);
    }

    @Test
    void a_peer_takes_a_verdict_only_with_the_identifier_of_its_response() {
        EapPeer peer = peer(EapMethodType.MD5_CHALLENGE);
        response(peer, CHALLENGE);

        assertThat(peer.receive(verdict(Code.SUCCESS, 7))).isInstanceOf(EapPeerReply.Discarded.class);
        assertThat(peer.receive(verdict(Code.FAILURE, 9))).isInstanceOf(EapPeerReply.Discarded.class);
        assertThat(peer.receive(verdict(Code.SUCCESS, 8))).isInstanceOf(EapPeerReply.Succeeded.class);
        assertThat(peer.receive(verdict(Code.SUCCESS, 8))).isInstanceOf(EapPeerReply.Discarded.class);
    }

    @Test
    void a_peer_runs_one_method_and_naks_no_other_after_it() {
        EapPeer peer = peer(EapMethodType.MD5_CHALLENGE, EapMethodType.GTC);
        response(peer, CHALLENGE);

        EapPacket gtc = EapPacket.typed(Code.REQUEST, 9, EapMethodType.GTC, Names.octets("Password"));
        assertThat(peer.receive(gtc.encode())).isInstanceOf(EapPeerReply.Discarded.class);
        assertThat(peer.receive(request(10, EapMethodType.OTP).encode())).isInstanceOf(EapPeerReply.Discarded.class);
        assertThat(peer.receive(request(11, EapMethodType.IDENTITY).encode()))
                .isInstanceOf(EapPeerReply.Discarded.class);
    }

    @Test
    void a_peer_ends_when_the_authenticator_does_not_prove_the_password() {
        EapPeer peer = peer(EapMethodType.MSCHAPV2);
        response(
                peer,
                EapPacket.typed(
                        Code.REQUEST, 8, EapMethodType.MSCHAPV2, Octets.of("01030016", "10", "00".repeat(16), "78")));
        byte[] lie = MsChapPacket.message(MsChapPacket.SUCCESS, 3, "S=" + "0".repeat(40) + " M=OK");

        EapPeerReply reply = peer.receive(
                EapPacket.typed(Code.REQUEST, 9, EapMethodType.MSCHAPV2, lie).encode());

        assertThat(reply).isEqualTo(new EapPeerReply.Failed("the authenticator does not know the password"));
    }

    @Test
    void an_authenticator_goes_over_to_the_method_the_peer_wants() {
        EapConversation talk = EapConversation.of(
                        EapConversation.ana("sésame").methods(EapMethodType.GTC).build(),
                        EapAuthenticatorSettings.users(EapConversation.ANA)
                                .methods(EapMethodType.MSCHAPV2, EapMethodType.MD5_CHALLENGE, EapMethodType.GTC)
                                .build())
                .run();

        assertThat(talk.authenticatorSucceeded().method()).isEqualTo(EapMethodType.GTC);
        assertThat(talk.shape().subList(2, 5))
                .containsExactly("REQUEST EAP-MSCHAPv2 28", "RESPONSE Nak 1", "REQUEST GTC 10");
    }

    @Test
    void an_authenticator_gives_up_when_nothing_is_in_common() {
        EapConversation talk = EapConversation.of(
                        EapConversation.ana("sésame").methods(EapMethodType.GTC).build(),
                        EapAuthenticatorSettings.users(EapConversation.ANA)
                                .methods(EapMethodType.MSCHAPV2, EapMethodType.MD5_CHALLENGE)
                                .build())
                .run();

        assertThat(talk.authenticatorFailure()).isEqualTo("the peer wants none of our methods, but [GTC]");
        assertThat(talk.peerFailure()).isEqualTo("the authenticator sent EAP-Failure");
    }

    @Test
    void an_authenticator_that_knows_the_identity_begins_with_the_method() {
        EapAuthenticator authenticator = EapAuthenticator.knowing(
                "ana", authenticator(EapMethodType.GTC), EapConversation.CRYPTO, EapConversation.random(1));

        EapPacket first = authenticator.start().packet();
        EapAuthenticatorReply reply = authenticator.receive(
                EapPacket.typed(Code.RESPONSE, first.identifier(), EapMethodType.GTC, Names.octets("sésame"))
                        .encode());

        assertThat(first.type()).contains(EapMethodType.GTC);
        assertThat(reply).isInstanceOfSatisfying(EapAuthenticatorReply.Succeeded.class, done -> {
            assertThat(done.identity()).isEqualTo("ana");
            assertThat(done.packet().encode()).isEqualTo(verdict(Code.SUCCESS, first.identifier()));
        });
        assertThatThrownBy(authenticator::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_authenticator_discards_what_does_not_answer_its_request() {
        EapAuthenticator authenticator = EapAuthenticator.knowing(
                "ana",
                authenticator(EapMethodType.MD5_CHALLENGE, EapMethodType.GTC),
                EapConversation.CRYPTO,
                EapConversation.random(1));
        EapPacket first = authenticator.start().packet();
        int id = first.identifier();

        assertDiscarded(authenticator, answer((id + 1) & 0xff, EapMethodType.NAK, "06"));
        assertDiscarded(authenticator, answer(id, EapMethodType.GTC, "00"));
        assertDiscarded(authenticator, first);
        assertDiscarded(
                authenticator,
                new EapPacket(Code.RESPONSE, id, Optional.of(EapMethodType.NAK), true, Octets.of("fe00000000000006")));
        assertThat(authenticator.receive(answer(id, EapMethodType.NAK, "06").encode()))
                .isInstanceOf(EapAuthenticatorReply.Send.class);
        // The same once more is a duplicate of an answered request.
        assertDiscarded(authenticator, answer(id, EapMethodType.NAK, "06"));
    }

    @Test
    void an_authenticator_takes_no_nak_after_a_method_was_answered() {
        EapAuthenticator authenticator = EapAuthenticator.knowing(
                "ana",
                authenticator(EapMethodType.MSCHAPV2, EapMethodType.GTC),
                EapConversation.CRYPTO,
                EapConversation.random(1));
        int id = authenticator.start().packet().identifier();
        byte[] response = MsChapPacket.valueAndName(MsChapPacket.RESPONSE, id, new byte[49], Names.octets("ana"));
        authenticator.receive(EapPacket.typed(Code.RESPONSE, id, EapMethodType.MSCHAPV2, response)
                .encode());

        assertDiscarded(authenticator, answer((id + 1) & 0xff, EapMethodType.NAK, "06"));
    }

    @Test
    void settings_say_what_they_lack() {
        assertThatThrownBy(() -> EapPeerSettings.user("ana").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("EAP-MSCHAPv2 needs a password");
        assertThatThrownBy(() -> EapConversation.ana("x").methods().build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        EapConversation.ana("x").methods(EapMethodType.OTP).build())
                .hasMessage("OTP is not an EAP method that can be run");
        assertThatThrownBy(() ->
                        EapConversation.ana("x").methods(EapMethodType.TTLS).build())
                .hasMessage("EAP-TTLS needs TLS settings");
        assertThatThrownBy(() -> EapConversation.ana("x")
                        .methods(EapMethodType.TLS)
                        .tls(EapTls.trusting(chain -> Optional.empty()))
                        .build())
                .hasMessage("EAP-TLS needs a certificate and its key");
        assertThatThrownBy(() -> authenticator(EapMethodType.TLS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EapPeerSettings.user("a".repeat(254))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_prints_a_password() {
        EapPacket packet = EapPacket.typed(Code.RESPONSE, 1, EapMethodType.GTC, Names.octets("sesame"));

        assertThat(new EapPeerReply.Send(packet))
                .asString()
                .doesNotContain("sesame")
                .contains("6 octets");
        assertThat(EapConversation.ana("sesame").build()).asString().doesNotContain("sesame");
    }

    @Test
    void method_types_know_what_they_prove() {
        assertThat(EapMethodType.MSCHAPV2.derivesKey()).isTrue();
        assertThat(EapMethodType.MSCHAPV2.provesAuthenticator()).isTrue();
        assertThat(EapMethodType.MSCHAPV2.isSafeForEapOnly()).isFalse();
        assertThat(EapMethodType.TLS.isSafeForEapOnly()).isTrue();
        assertThat(EapMethodType.GTC.derivesKey()).isFalse();
        assertThat(EapMethodType.of(99)).hasToString("EAP-99");
        assertThat(new EapMethodType(9, 1)).hasToString("EAP-9:1");
    }

    private static void assertDiscarded(EapAuthenticator authenticator, EapPacket packet) {
        assertThat(authenticator.receive(packet.encode())).isInstanceOf(EapAuthenticatorReply.Discarded.class);
    }

    private static EapPeer peer(EapMethodType... methods) {
        EapPeerSettings settings = EapPeerSettings.user("ana")
                .password(SecretBytes.ofUtf8("sésame"))
                .methods(methods)
                .build();
        return EapPeer.of(settings, EapConversation.CRYPTO, EapConversation.random(1));
    }

    private static EapAuthenticatorSettings authenticator(EapMethodType... methods) {
        return EapAuthenticatorSettings.users(EapConversation.ANA)
                .methods(methods)
                .build();
    }

    private static EapPacket request(int identifier, EapMethodType type) {
        return EapPacket.typed(Code.REQUEST, identifier, type, new byte[0]);
    }

    private static EapPacket answer(int identifier, EapMethodType type, String hex) {
        return EapPacket.typed(Code.RESPONSE, identifier, type, Octets.of(hex));
    }

    private static byte[] verdict(Code code, int identifier) {
        return EapPacket.verdict(code, identifier).encode();
    }

    private static EapPacket response(EapPeer peer, EapPacket request) {
        return ((EapPeerReply.Send) peer.receive(request.encode())).packet();
    }
}
