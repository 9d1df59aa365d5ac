package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.ike.Octets;
import org.junit.jupiter.api.Test;

/** The examples of RFC 2759 9.2 and RFC 3079 3.5.3. */
class MsChapV2Test {
    private static final byte[] NT_RESPONSE = Octets.of("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");

    @Test
    void nt_response_is_the_one_of_rfc_2759() {
        assertThat(of("User").ntResponse()).isEqualTo(NT_RESPONSE);
    }

    @Test
    void authenticator_response_is_the_one_of_rfc_2759() {
        assertThat(of("User").authenticatorResponse(NT_RESPONSE))
                .isEqualTo("S=407A5589115FD0D6209F510FE9C04566932CDA56");
    }

    @Test
    void a_domain_before_the_name_does_not_count() {
        assertThat(of("BIGCO\\User").ntResponse()).isEqualTo(NT_RESPONSE);
        assertThat(of("A\\B\\User").ntResponse()).isEqualTo(NT_RESPONSE);
    }

    @Test
    void send_key_of_the_authenticator_is_the_one_of_rfc_3079() {
        MppeKeys keys = of("User").keys(NT_RESPONSE);

        assertThat(keys.authenticatorSends().toByteArray(SecretAccess.granted()))
                .isEqualTo(Octets.of("8B7CDC149B993A1BA118CB153F56DCCB"));
    }

    @Test
    void msk_begins_with_what_the_authenticator_receives_with() {
        MppeKeys keys = of("User").keys(NT_RESPONSE);

        assertThat(keys.msk().slice(0, 16)).isEqualTo(keys.authenticatorReceives());
        assertThat(keys.msk().slice(16, 32)).isEqualTo(keys.authenticatorSends());
        assertThat(keys.msk().slice(32, 64)).isEqualTo(SecretBytes.copyOf(new byte[32]));
    }

    private static MsChapV2 of(String name) {
        return new MsChapV2(
                CryptoProvider.standard().legacy(),
                Octets.of("5B5D7C7D7B3F2F3E3C2C602132262628"),
                Octets.of("21402324255E262A28295F2B3A337C7E"),
                Names.octets(name),
                SecretBytes.ofUtf8("clientPass"));
    }
}
