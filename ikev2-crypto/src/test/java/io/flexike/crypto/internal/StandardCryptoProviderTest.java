package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformAttribute;
import io.flexike.crypto.transform.TransformType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardCryptoProviderTest {
    private final CryptoProvider provider = CryptoProvider.standard();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|1 2 4 5 6 7 8",
                "3|0 1 2 5 8 12 13 14",
                "4|0 1 2 5 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 35 36 37",
                "5|0 1",
                "6|0 1 2 5 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 35 36 37",
                "0|''",
                "13|''",
                "255|''"
            })
    void exactly_these_are_supported(int type, String ids) {
        List<Integer> expected = ids.isEmpty()
                ? List.of()
                : IntStream.of(List.of(ids.split(" ")).stream()
                                .mapToInt(Integer::parseInt)
                                .toArray())
                        .boxed()
                        .toList();
        assertThat(IntStream.range(0, 65536)
                        .filter(id -> provider.supports(Transform.of(new TransformType(type), id)))
                        .boxed())
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 18, 19, 20, 21, 23, 24, 25, 26, 27})
    void encryption_is_supported_with_its_key_lengths_only(int id) {
        EncryptionAlgorithm algorithm = new EncryptionAlgorithm(id);
        assertThat(IntStream.range(0, 65536)
                        .filter(bits -> provider.supports(Transform.encryption(algorithm, bits)))
                        .boxed())
                .containsExactly(128, 192, 256);
        assertThat(provider.supports(Transform.encryption(algorithm))).isFalse();
    }

    @Test
    void encryption_with_a_fixed_key_is_supported_without_a_key_length() {
        assertThat(IntStream.range(0, 65536)
                        .filter(id -> provider.supports(Transform.encryption(new EncryptionAlgorithm(id))))
                        .boxed())
                .containsExactly(3, 11, 28);
        assertThat(provider.supports(
                        new Transform(TransformType.ENCRYPTION, 28, List.of(TransformAttribute.keyLength(256)))))
                .isFalse();
    }

    @Test
    void nothing_with_a_strange_attribute_is_supported() {
        TransformAttribute strange = new TransformAttribute(99, true, new byte[2]);
        assertThat(provider.supports(new Transform(TransformType.PRF, 5, List.of(strange))))
                .isFalse();
        assertThat(provider.supports(new Transform(
                        TransformType.ENCRYPTION, 20, List.of(TransformAttribute.keyLength(128), strange))))
                .isFalse();
        assertThat(provider.supports(
                        new Transform(TransformType.KEY_EXCHANGE, 31, List.of(TransformAttribute.keyLength(128)))))
                .isFalse();
    }

    @Test
    void what_is_supported_is_there_under_its_own_name() {
        for (int id : new int[] {1, 2, 4, 5, 6, 7, 8}) {
            assertThat(provider.prf(new PrfAlgorithm(id)).algorithm()).isEqualTo(new PrfAlgorithm(id));
        }
        for (int id : new int[] {14, 19, 20, 31}) {
            assertThat(provider.keyExchange(new KeyExchangeMethod(id)).method()).isEqualTo(new KeyExchangeMethod(id));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> provider.prf(PrfAlgorithm.HMAC_TIGER));
        assertThat(provider.supports(Transform.integrity(IntegrityAlgorithm.DES_MAC)))
                .isFalse();
    }
}
