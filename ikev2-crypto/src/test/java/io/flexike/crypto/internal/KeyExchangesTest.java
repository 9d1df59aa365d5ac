package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangesTest {
    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @CsvSource({"14, 256, 256", "19, 64, 32", "20, 96, 48", "31, 32, 32"})
    void both_sides_get_the_same_secret_of_the_length_of_the_group(int number, int publicOctets, int secretOctets)
            throws Exception {
        KeyExchangeScheme scheme = CryptoProvider.standard().keyExchange(new KeyExchangeMethod(number));

        PendingKeyExchange initiator = scheme.initiate(random);
        KeyExchangeResult responder = scheme.respond(initiator.publicValue(), random);

        assertThat(initiator.publicValue()).hasSize(publicOctets);
        assertThat(responder.publicValue()).hasSize(publicOctets).isNotEqualTo(initiator.publicValue());
        assertThat(responder.sharedSecret().length()).isEqualTo(secretOctets);
        assertThat(initiator.complete(responder.publicValue())).isEqualTo(responder.sharedSecret());
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 19, 20, 31})
    void a_refused_value_leaves_the_exchange_pending_but_a_taken_one_ends_it(int number) throws Exception {
        KeyExchangeScheme scheme = CryptoProvider.standard().keyExchange(new KeyExchangeMethod(number));
        PendingKeyExchange initiator = scheme.initiate(random);
        KeyExchangeResult responder = scheme.respond(initiator.publicValue(), random);

        byte[] zeros = new byte[initiator.publicValue().length];
        assertThatExceptionOfType(InvalidPublicValueException.class).isThrownBy(() -> initiator.complete(zeros));
        assertThatExceptionOfType(InvalidPublicValueException.class).isThrownBy(() -> scheme.respond(zeros, random));
        assertThat(initiator.complete(responder.publicValue())).isEqualTo(responder.sharedSecret());
        assertThatIllegalStateException().isThrownBy(() -> initiator.complete(responder.publicValue()));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 19, 20, 31})
    void random_octets_of_any_length_are_refused_or_agreed_on_but_nothing_else(int number) {
        KeyExchangeScheme scheme = CryptoProvider.standard().keyExchange(new KeyExchangeMethod(number));
        Random octets = new Random(number);
        for (int i = 0; i < 200; i++) {
            byte[] value = new byte
                    [i < 100 ? octets.nextInt(300) : scheme.initiate(random).publicValue().length];
            octets.nextBytes(value);
            try {
                assertThat(scheme.respond(value, random).sharedSecret().length())
                        .isPositive();
            } catch (InvalidPublicValueException refused) {
                assertThat(refused).hasMessageContaining(scheme.method().toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 22, 35, 1234, 65535})
    void a_method_that_is_not_there_is_refused(int number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CryptoProvider.standard().keyExchange(new KeyExchangeMethod(number)));
    }
}
