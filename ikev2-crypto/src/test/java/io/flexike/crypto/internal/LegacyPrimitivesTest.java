package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples of RFC 1320 A.5 and RFC 2759 9.2 and 9.3. */
class LegacyPrimitivesTest {
    @Test
    void md4_is_the_one_of_rfc_1320() {
        assertThat(CryptoProvider.standard().legacy().md4(SecretBytes.ofUtf8("message digest")))
                .isEqualTo(secret("d9130a8164549fe818874806e1c7014b"));
    }

    @Test
    void des_is_the_one_of_rfc_2759() {
        assertThat(CryptoProvider.standard().legacy().desEncrypt(secret("44EBBA8D5312B8"), octets("D02E4386BCE91226")))
                .isEqualTo(octets("82309ECD8D708B5E"));
    }

    @Test
    void parity_makes_the_ones_of_each_octet_odd() {
        assertThat(LegacyPrimitives.withParity(octets("FC156AF7EDCD6C"))).isEqualTo(octets("FD0B5B5E7F6E34D9"));
        assertThat(LegacyPrimitives.withParity(octets("0EDDE3337D427F"))).isEqualTo(octets("0E6E796737EA08FE"));
    }

    @Test
    void des_takes_no_other_lengths() {
        assertThatThrownBy(() -> LegacyPrimitives.INSTANCE.desEncrypt(secret("00"), new byte[8]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LegacyPrimitives.INSTANCE.desEncrypt(secret("00000000000000"), new byte[7]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.copyOf(octets(hex));
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
