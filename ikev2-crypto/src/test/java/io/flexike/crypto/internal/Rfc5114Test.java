package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class Rfc5114Test {
    /** RFC 5114 appendix A: three MODP groups and five curves. */
    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc5114-groups.csv", maxCharsPerColumn = 8192)
    void agrees_with_the_examples(
            int group, String ours, String ourPublic, String theirs, String theirPublic, String shared)
            throws Exception {
        EphemeralKey initiator = key(group, ours);
        EphemeralKey responder = key(group, theirs);

        assertThat(initiator.publicValue()).isEqualTo(Vectors.octets(ourPublic));
        assertThat(responder.publicValue()).isEqualTo(Vectors.octets(theirPublic));
        assertThat(initiator.agree(responder.publicValue())).isEqualTo(Vectors.secret(shared));
        assertThat(responder.agree(initiator.publicValue())).isEqualTo(Vectors.secret(shared));
    }

    private static EphemeralKey key(int group, String privateValue) {
        BigInteger number = new BigInteger(privateValue, 16);
        return group >= 22 && group <= 24
                ? ModpGroups.of(new KeyExchangeMethod(group)).key(number)
                : EcpGroupTest.group(group).key(number);
    }
}
