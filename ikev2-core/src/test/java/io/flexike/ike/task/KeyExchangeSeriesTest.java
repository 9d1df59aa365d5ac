package io.flexike.ike.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.KePayload;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyExchangeSeriesTest {
    private static final List<KeyExchangeMethod> METHODS =
            List.of(KeyExchangeMethod.ECP_256, KeyExchangeMethod.CURVE25519);

    private final KeyExchangeSeries initiator =
            new KeyExchangeSeries(CryptoProvider.standard(), new SecureRandom(), METHODS);
    private final KeyExchangeSeries responder =
            new KeyExchangeSeries(CryptoProvider.standard(), new SecureRandom(), METHODS);

    @Test
    void both_ends_have_the_same_secrets_in_the_order_of_the_methods() throws InvalidSyntaxException {
        for (KeyExchangeMethod method : METHODS) {
            assertThat(initiator.isComplete()).isFalse();
            KePayload request = initiator.initiate();
            assertThat(request.method()).isEqualTo(method);
            initiator.complete(responder.respond(request));
        }
        assertThat(initiator.isComplete()).isTrue();
        assertThat(responder.isComplete()).isTrue();
        assertThat(initiator.secrets()).hasSize(2).isEqualTo(responder.secrets());
    }

    @Test
    void another_method_than_that_whose_turn_it_is_is_a_fault_of_either_end() {
        KePayload first = initiator.initiate();
        KePayload other = new KePayload(KeyExchangeMethod.CURVE25519, new byte[32]);
        assertThatExceptionOfType(InvalidSyntaxException.class).isThrownBy(() -> responder.respond(other));
        assertThatExceptionOfType(InvalidSyntaxException.class).isThrownBy(() -> initiator.complete(other));
        assertThat(first.method()).isEqualTo(KeyExchangeMethod.ECP_256);
    }

    @Test
    void a_public_value_that_is_not_acceptable_is_a_fault_of_either_end() {
        initiator.initiate();
        KePayload zeros = new KePayload(KeyExchangeMethod.ECP_256, new byte[64]);
        assertThatExceptionOfType(InvalidSyntaxException.class).isThrownBy(() -> responder.respond(zeros));
        assertThatExceptionOfType(InvalidSyntaxException.class).isThrownBy(() -> initiator.complete(zeros));
    }

    @Test
    void what_comes_to_nothing_leaves_no_secret() throws InvalidSyntaxException {
        initiator.complete(responder.respond(initiator.initiate()));
        responder.abandon();
        assertThat(responder.secrets()).allMatch(SecretBytes::isDestroyed);
        assertThat(initiator.secrets()).noneMatch(SecretBytes::isDestroyed);
    }
}
