package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PasswordMethodsTest {
    static final List<EapMethodType> METHODS =
            List.of(EapMethodType.MD5_CHALLENGE, EapMethodType.GTC, EapMethodType.MSCHAPV2);

    @ParameterizedTest
    @FieldSource("METHODS")
    void the_right_password_succeeds_at_both_ends(EapMethodType method) {
        EapConversation talk = talk("sésame", method);

        assertThat(talk.authenticatorSucceeded().identity()).isEqualTo("ana");
        assertThat(talk.authenticatorSucceeded().method()).isEqualTo(method);
        assertThat(talk.peerSucceeded().method()).isEqualTo(method);
        assertThat(talk.authenticatorSucceeded().msk().isPresent()).isEqualTo(method.derivesKey());
        assertThat(talk.peerSucceeded().msk())
                .isEqualTo(talk.authenticatorSucceeded().msk());
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void a_wrong_password_fails_at_both_ends(EapMethodType method) {
        EapConversation talk = talk("sesame", method);

        assertThat(talk.authenticatorFailure()).isEqualTo("wrong user name or password");
        assertThat(talk.peerVerdict).isInstanceOf(EapPeerReply.Failed.class);
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void a_stranger_sees_what_somebody_sees_who_mistypes(EapMethodType method) {
        EapConversation mistyped = talk("sesame", method);
        EapConversation stranger = EapConversation.of(
                        EapPeerSettings.user("bob")
                                .password(SecretBytes.ofUtf8("sesame"))
                                .methods(method)
                                .build(),
                        EapAuthenticatorSettings.users(EapConversation.ANA)
                                .methods(method)
                                .build())
                .run();

        assertThat(stranger.shape()).isEqualTo(mistyped.shape());
        assertThat(stranger.authenticatorFailure()).isEqualTo(mistyped.authenticatorFailure());
        assertThat(stranger.peerFailure()).isEqualTo(mistyped.peerFailure());
    }

    @Test
    void mschapv2_says_which_error_it_is_and_acknowledges_it() {
        EapConversation talk = talk("sesame", EapMethodType.MSCHAPV2);

        assertThat(talk.peerFailure()).isEqualTo("the authenticator refused with error 691, authentication failure");
        assertThat(Names.text(talk.packets.get(4).data()).substring(4))
                .matches("E=691 R=0 C=[0-9A-F]{32} V=3 M=Authentication failed");
        assertThat(talk.packets.get(5).data()).containsExactly(MsChapPacket.FAILURE);
        assertThat(talk.packets).hasSize(7);
    }

    @Test
    void the_msk_of_mschapv2_is_half_zeros() {
        byte[] msk = EapConversation.open(
                talk("sésame", EapMethodType.MSCHAPV2).peerSucceeded().msk());

        assertThat(msk).hasSize(64);
        assertThat(EapConversation.isZero(msk, 32)).isTrue();
        assertThat(EapConversation.isZero(msk, 31)).isFalse();
    }

    private static EapConversation talk(String password, EapMethodType method) {
        return EapConversation.of(
                        EapConversation.ana(password).methods(method).build(),
                        EapAuthenticatorSettings.users(EapConversation.ANA)
                                .methods(method)
                                .build())
                .run();
    }
}
