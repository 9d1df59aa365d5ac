package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.crypto.AlgorithmUnavailableException;
import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.Transform;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangesTest {
    private final SecureRandom random = new SecureRandom();

    private static IntStream numbers() {
        return KeyExchanges.STANDARD.methods().stream()
                .mapToInt(KeyExchangeMethod::value)
                .sorted();
    }

    private static KeyExchangeScheme scheme(int number) {
        return CryptoProvider.standard().keyExchange(new KeyExchangeMethod(number));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 96, 96, 96",
        "2, 128, 128, 128",
        "5, 192, 192, 192",
        "14, 256, 256, 256",
        "15, 384, 384, 384",
        "16, 512, 512, 512",
        "17, 768, 768, 768",
        "18, 1024, 1024, 1024",
        "19, 64, 64, 32",
        "20, 96, 96, 48",
        "21, 132, 132, 66",
        "22, 128, 128, 128",
        "23, 256, 256, 256",
        "24, 256, 256, 256",
        "25, 48, 48, 24",
        "26, 56, 56, 28",
        "27, 56, 56, 28",
        "28, 64, 64, 32",
        "29, 96, 96, 48",
        "30, 128, 128, 64",
        "31, 32, 32, 32",
        "32, 56, 56, 56",
        "35, 800, 768, 32",
        "36, 1184, 1088, 32",
        "37, 1568, 1568, 32"
    })
    void both_sides_get_the_same_secret_of_the_length_of_the_method(
            int number, int initiatorOctets, int responderOctets, int secretOctets) throws Exception {
        KeyExchangeScheme scheme = scheme(number);

        PendingKeyExchange initiator = scheme.initiate(random);
        KeyExchangeResult responder = scheme.respond(initiator.publicValue(), random);

        assertThat(initiator.publicValue()).hasSize(initiatorOctets);
        assertThat(responder.publicValue()).hasSize(responderOctets).isNotEqualTo(initiator.publicValue());
        assertThat(responder.sharedSecret().length()).isEqualTo(secretOctets);
        assertThat(initiator.complete(responder.publicValue())).isEqualTo(responder.sharedSecret());
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void every_exchange_has_key_pairs_of_its_own(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        PendingKeyExchange initiator = scheme.initiate(random);
        KeyExchangeResult responder = scheme.respond(initiator.publicValue(), random);
        KeyExchangeResult again = scheme.respond(initiator.publicValue(), random);

        assertThat(scheme.initiate(random).publicValue()).isNotEqualTo(initiator.publicValue());
        assertThat(again.publicValue()).isNotEqualTo(responder.publicValue());
        assertThat(again.sharedSecret()).isNotEqualTo(responder.sharedSecret());
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_refused_value_leaves_the_exchange_pending_but_a_taken_one_ends_it(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        PendingKeyExchange initiator = scheme.initiate(random);
        KeyExchangeResult responder = scheme.respond(initiator.publicValue(), random);

        byte[] tooShort = Arrays.copyOf(responder.publicValue(), responder.publicValue().length - 1);
        assertThatExceptionOfType(InvalidPublicValueException.class).isThrownBy(() -> initiator.complete(tooShort));
        assertThat(initiator.complete(responder.publicValue())).isEqualTo(responder.sharedSecret());
        assertThatIllegalStateException().isThrownBy(() -> initiator.complete(responder.publicValue()));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_destroyed_exchange_cannot_be_completed(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        PendingKeyExchange initiator = scheme.initiate(random);
        KeyExchangeResult responder = scheme.respond(initiator.publicValue(), random);
        initiator.destroy();
        initiator.destroy();
        assertThatIllegalStateException().isThrownBy(() -> initiator.complete(responder.publicValue()));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void what_is_complete_may_be_destroyed(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        PendingKeyExchange initiator = scheme.initiate(random);
        KeyExchangeResult responder = scheme.respond(initiator.publicValue(), random);
        SecretBytes secret = initiator.complete(responder.publicValue());
        initiator.destroy();
        assertThat(secret).isEqualTo(responder.sharedSecret());
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_value_that_is_cut_or_longer_or_missing_is_refused_by_both_sides(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        PendingKeyExchange initiator = scheme.initiate(random);
        byte[] first = initiator.publicValue();
        byte[] second = scheme.respond(first, random).publicValue();
        for (int change : new int[] {-1, 1, 32}) {
            assertRefused(() -> scheme.respond(Arrays.copyOf(first, first.length + change), random));
            assertRefused(() -> initiator.complete(Arrays.copyOf(second, second.length + change)));
        }
        assertRefused(() -> scheme.respond(new byte[0], random));
        assertRefused(() -> initiator.complete(new byte[0]));
    }

    /** Zero is no group element, no point, and of small order; it is an encapsulation key, though a bad one. */
    @ParameterizedTest
    @MethodSource("numbers")
    void zeros_are_refused_but_as_a_part_of_ml_kem(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        PendingKeyExchange initiator = scheme.initiate(random);
        int firstOctets = initiator.publicValue().length;
        int secondOctets = scheme.respond(initiator.publicValue(), random).publicValue().length;
        if (number >= 35) {
            assertThat(scheme.respond(new byte[firstOctets], random).publicValue())
                    .hasSize(secondOctets);
            // FIPS 203 6.3: the implicit rejection
            assertThat(initiator.complete(new byte[secondOctets]).length()).isEqualTo(32);
        } else {
            assertRefused(() -> scheme.respond(new byte[firstOctets], random));
            assertRefused(() -> initiator.complete(new byte[secondOctets]));
        }
    }

    /** All ones is beyond every field and modulus, but RFC 7748 5 wants non-canonical values taken. */
    @ParameterizedTest
    @MethodSource("numbers")
    void ones_are_refused_but_by_the_montgomery_curves(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        byte[] ones = scheme.initiate(random).publicValue();
        Arrays.fill(ones, (byte) 0xff);
        if (number == 31 || number == 32) {
            assertThat(scheme.respond(ones, random).sharedSecret().length()).isEqualTo(ones.length);
        } else {
            assertRefused(() -> scheme.respond(ones, random));
        }
    }

    private static void assertRefused(ThrowingCallable attempt) {
        assertThatExceptionOfType(InvalidPublicValueException.class).isThrownBy(attempt);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void random_octets_of_any_length_are_refused_or_agreed_on_but_nothing_else(int number) throws Exception {
        KeyExchangeScheme scheme = scheme(number);
        Random octets = new Random(number);
        int firstOctets = scheme.initiate(random).publicValue().length;
        int secondOctets =
                scheme.respond(scheme.initiate(random).publicValue(), random).publicValue().length;
        for (int i = 0; i < 40; i++) {
            byte[] first = new byte[i % 2 == 0 ? octets.nextInt(2000) : firstOctets];
            byte[] second = new byte[i % 2 == 0 ? octets.nextInt(2000) : secondOctets];
            octets.nextBytes(first);
            octets.nextBytes(second);
            assertAgreedOrRefused(scheme, () -> scheme.respond(first, random).sharedSecret());
            PendingKeyExchange initiator = scheme.initiate(random);
            assertAgreedOrRefused(scheme, () -> initiator.complete(second));
        }
    }

    private static void assertAgreedOrRefused(KeyExchangeScheme scheme, Callable<SecretBytes> attempt)
            throws Exception {
        try {
            assertThat(attempt.call().length()).isPositive();
        } catch (InvalidPublicValueException refused) {
            assertThat(refused).hasMessageContaining(scheme.method().toString());
        }
    }

    @Test
    void a_method_that_fails_its_self_test_is_neither_offered_nor_used() {
        Map<KeyExchangeMethod, String> wrong = Map.of(KeyExchangeMethod.CURVE25519, "00".repeat(16));
        CryptoProvider provider = new StandardCryptoProvider(List.of(), new KeyExchanges(wrong));
        assertThat(provider.supports(Transform.keyExchange(KeyExchangeMethod.CURVE25519)))
                .isFalse();
        assertThat(provider.supports(Transform.additionalKeyExchange(1, KeyExchangeMethod.CURVE25519)))
                .isFalse();
        assertThatExceptionOfType(AlgorithmUnavailableException.class)
                .isThrownBy(() -> provider.keyExchange(KeyExchangeMethod.CURVE25519))
                .withMessageContaining("wrong answer in the self-test");
        assertThat(CryptoProvider.standard().supports(Transform.keyExchange(KeyExchangeMethod.CURVE25519)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 6, 13, 33, 34, 38, 1234, 65535})
    void a_method_that_is_not_there_is_refused(int number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CryptoProvider.standard().keyExchange(new KeyExchangeMethod(number)));
    }
}
