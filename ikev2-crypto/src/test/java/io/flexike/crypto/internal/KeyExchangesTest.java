package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
