package io.flexike.crypto.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformTest {
    @ParameterizedTest
    @CsvSource({
        "1, 3, ENCR_3DES, 3DES",
        "1, 11, ENCR_NULL, NULL",
        "1, 12, ENCR_AES_CBC, AES-CBC",
        "1, 20, ENCR_AES_GCM_16, AES-GCM-16",
        "1, 28, ENCR_CHACHA20_POLY1305, CHACHA20-POLY1305",
        "1, 35, ENCR_MAGMA_MGM_MAC_KTREE, MAGMA-MGM-MAC-KTREE",
        "1, 1234, ENCR-1234, ENCR-1234",
        "2, 5, PRF_HMAC_SHA2_256, PRF-HMAC-SHA2-256",
        "2, 4, PRF_AES128_XCBC, PRF-AES128-XCBC",
        "2, 65535, PRF-65535, PRF-65535",
        "3, 0, NONE, NONE",
        "3, 12, AUTH_HMAC_SHA2_256_128, HMAC-SHA2-256-128",
        "3, 99, INTEG-99, INTEG-99",
        "4, 0, NONE, NONE",
        "4, 14, MODP_2048, MODP-2048",
        "4, 31, CURVE25519, CURVE25519",
        "4, 36, ML_KEM_768, ML-KEM-768",
        "4, 1000, KE-1000, KE-1000",
        "7, 36, ML_KEM_768, ML-KEM-768",
        "5, 0, NO_ESN, NO-ESN",
        "5, 1, ESN, ESN",
        "5, 2, SN-2, SN-2"
    })
    void a_number_prints_its_name(int type, int id, String registryName, String readableName) {
        Object number = switch (type) {
            case 1 -> new EncryptionAlgorithm(id);
            case 2 -> new PrfAlgorithm(id);
            case 3 -> new IntegrityAlgorithm(id);
            case 5 -> new SequenceNumbers(id);
            default -> new KeyExchangeMethod(id);
        };
        assertThat(number).hasToString(registryName);
        assertThat(Transform.of(new TransformType(type), id)).hasToString(readableName);
    }

    @Test
    void a_transform_prints_its_attributes() {
        assertThat(Transform.encryption(EncryptionAlgorithm.AES_GCM_16, 128)).hasToString("AES-GCM-16-128");
        assertThat(new Transform(new TransformType(200), 7, List.of(new TransformAttribute(77, false, new byte[3]))))
                .hasToString("TYPE200-7(attribute 77 of 3 octets)");
    }

    @Test
    void a_key_length_is_read_only_if_it_is_the_only_one_and_in_the_short_form() {
        TransformAttribute bits = TransformAttribute.keyLength(256);
        assertThat(encryption(bits).keyLengthBits()).hasValue(256);
        assertThat(encryption(new TransformAttribute(1, true, new byte[2]), bits)
                        .keyLengthBits())
                .hasValue(256);
        assertThat(encryption().keyLengthBits()).isEmpty();
        assertThat(encryption(bits, bits).keyLengthBits()).isEmpty();
        assertThat(encryption(new TransformAttribute(14, false, new byte[] {1, 0}))
                        .keyLengthBits())
                .isEmpty();
    }

    @Test
    void a_fixed_key_length_is_not_sent() {
        assertThat(Transform.encryption(EncryptionAlgorithm.CHACHA20_POLY1305, 256))
                .isEqualTo(Transform.encryption(EncryptionAlgorithm.CHACHA20_POLY1305));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transform.encryption(EncryptionAlgorithm.CHACHA20_POLY1305, 128));
    }

    @Test
    void an_attribute_keeps_its_octets_to_itself_and_is_equal_by_value() {
        byte[] value = {1, 2};
        TransformAttribute attribute = new TransformAttribute(9, true, value);
        value[0] = 7;
        attribute.value()[1] = 7;
        assertThat(attribute)
                .isEqualTo(new TransformAttribute(9, true, new byte[] {1, 2}))
                .hasSameHashCodeAs(new TransformAttribute(9, true, new byte[] {1, 2}))
                .isNotEqualTo(new TransformAttribute(9, false, new byte[] {1, 2}))
                .isNotEqualTo(new TransformAttribute(8, true, new byte[] {1, 2}))
                .isNotEqualTo(new TransformAttribute(9, true, new byte[] {1, 3}));
        assertThat(attribute.shortValue()).isEqualTo(0x0102);
        assertThatIllegalStateException().isThrownBy(() -> new TransformAttribute(9, false, new byte[2]).shortValue());
    }

    @Test
    void values_that_cannot_be_sent_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TransformType(256));
        assertThatIllegalArgumentException().isThrownBy(() -> new SecurityProtocol(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new EncryptionAlgorithm(65536));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyExchangeMethod(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Transform.of(TransformType.PRF, 65536));
        assertThatIllegalArgumentException().isThrownBy(() -> new TransformAttribute(0x8000, true, new byte[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> new TransformAttribute(1, true, new byte[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> new TransformAttribute(1, false, new byte[65536]));
        assertThatIllegalArgumentException().isThrownBy(() -> TransformAttribute.keyLength(65536));
    }

    @Test
    void none_means_something_only_where_a_type_may_be_left_out() {
        assertThat(Transform.integrity(IntegrityAlgorithm.NONE).isNone()).isTrue();
        assertThat(Transform.keyExchange(KeyExchangeMethod.NONE).isNone()).isTrue();
        assertThat(Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_7, 0).isNone())
                .isTrue();
        assertThat(Transform.sequenceNumbers(SequenceNumbers.STANDARD).isNone()).isFalse();
        assertThat(Transform.of(TransformType.ENCRYPTION, 0).isNone()).isFalse();
        assertThat(Transform.of(new TransformType(13), 0).isNone()).isFalse();
    }

    /** Key, salt, IV and ICV as in RFC 3602, 3686, 4106, 4309, 4543, 5529, 7634 and 8750. */
    @ParameterizedTest
    @CsvSource({
        "AES_CBC, 12, false, 0, 16, 0",
        "AES_CTR, 13, false, 4, 8, 0",
        "AES_CCM_8, 14, true, 3, 8, 8",
        "AES_CCM_16, 16, true, 3, 8, 16",
        "AES_GCM_8, 18, true, 4, 8, 8",
        "AES_GCM_12, 19, true, 4, 8, 12",
        "AES_GCM_16, 20, true, 4, 8, 16",
        "GMAC, 21, true, 4, 8, 16",
        "CHACHA20_POLY1305, 28, true, 4, 8, 16",
        "AES_GCM_16_IIV, 30, true, 4, 0, 16",
        "unknown, 4711, false, 0, 0, 0"
    })
    void the_traits_of_an_algorithm_are_those_of_its_rfc(
            String name, int value, boolean aead, int saltOctets, int ivOctets, int icvOctets) {
        EncryptionAlgorithm algorithm = new EncryptionAlgorithm(value);
        assertThat(algorithm.isAead()).isEqualTo(aead);
        assertThat(algorithm.saltOctets()).isEqualTo(saltOctets);
        assertThat(algorithm.ivOctets()).isEqualTo(ivOctets);
        assertThat(algorithm.icvOctets()).isEqualTo(icvOctets);
    }

    @Test
    void aes_has_three_key_lengths_and_chacha20_one() {
        assertThat(EncryptionAlgorithm.AES_CBC.hasVariableKey()).isTrue();
        assertThat(EncryptionAlgorithm.AES_CBC.keyBits()).containsExactly(128, 192, 256);
        assertThat(EncryptionAlgorithm.CHACHA20_POLY1305.hasVariableKey()).isFalse();
        assertThat(EncryptionAlgorithm.CHACHA20_POLY1305.keyBits()).containsExactly(256);
        assertThat(new EncryptionAlgorithm(4711).keyBits()).isEmpty();
    }

    private static Transform encryption(TransformAttribute... attributes) {
        return new Transform(TransformType.ENCRYPTION, EncryptionAlgorithm.AES_CBC.value(), List.of(attributes));
    }
}
