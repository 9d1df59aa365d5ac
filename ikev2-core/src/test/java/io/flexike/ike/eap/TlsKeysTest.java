package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsVersion;
import org.junit.jupiter.api.Test;

/** Which exports the keys are made of; that the exports are right is the business of the TLS binding's tests. */
class TlsKeysTest {
    @Test
    void tls_1_2_exports_without_context_under_a_label_per_method() {
        assertThat(asked(TlsVersion.TLS_1_2, EapMethodType.TLS)).isEqualTo("client EAP encryption 128");
        assertThat(asked(TlsVersion.TLS_1_2, EapMethodType.TTLS)).isEqualTo("ttls keying material 128");
    }

    @Test
    void tls_1_3_exports_with_the_method_as_context() {
        assertThat(asked(TlsVersion.TLS_1_3, EapMethodType.TLS)).isEqualTo("EXPORTER_EAP_TLS_Key_Material 0d 128");
        assertThat(asked(TlsVersion.TLS_1_3, EapMethodType.TTLS)).isEqualTo("EXPORTER_EAP_TLS_Key_Material 15 128");
    }

    @Test
    void the_implicit_challenge_has_a_label_of_its_own() {
        FakeTls tls = new FakeTls(TlsVersion.TLS_1_3);

        assertThat(TlsKeys.challenge(tls, 17).length()).isEqualTo(17);
        assertThat(tls.asked).isEqualTo("ttls challenge 17");
    }

    private static String asked(TlsVersion version, EapMethodType method) {
        FakeTls tls = new FakeTls(version);
        SecretBytes msk = TlsKeys.msk(method, tls);
        // octets 0 to 63 of the key material
        assertThat(msk).isEqualTo(FakeTls.material(128).slice(0, 64));
        return tls.asked;
    }
}
