package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class EcpGroupTest {
    private static final EcpGroup P256 = EcpGroup.of(KeyExchangeMethod.ECP_256, "secp256r1");

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc5903-ecdh.csv")
    void agrees_with_rfc_5903(
            int group, String ours, String ourPublic, String theirs, String theirPublic, String shared)
            throws Exception {
        EcpGroup curve = EcpGroup.of(new KeyExchangeMethod(group), group == 19 ? "secp256r1" : "secp384r1");
        EphemeralKey initiator = curve.key(new BigInteger(ours, 16));
        EphemeralKey responder = curve.key(new BigInteger(theirs, 16));

        assertThat(initiator.publicValue()).isEqualTo(Vectors.octets(ourPublic));
        assertThat(responder.publicValue()).isEqualTo(Vectors.octets(theirPublic));
        assertThat(initiator.agree(responder.publicValue())).isEqualTo(Vectors.secret(shared));
        assertThat(responder.agree(initiator.publicValue())).isEqualTo(Vectors.secret(shared));
    }

    /**
     * RFC 5903 knows no other form than x | y: a compressed point, whatever the vector calls it, has the wrong length.
     */
    @ParameterizedTest
    @CsvSource({
        "19, secp256r1, ecdh_secp256r1_ecpoint_test.json, 355, 330",
        "20, secp384r1, ecdh_secp384r1_ecpoint_test.json, 790, 771"
    })
    void every_vector_of_wycheproof_is_accepted_or_refused_as_it_says(int group, String name, String file, int total, int valid)
            throws Exception {
        EcpGroup curve = EcpGroup.of(new KeyExchangeMethod(group), name);
        List<WycheproofCase> cases = Vectors.wycheproof(file);
        int agreed = 0;
        for (WycheproofCase vector : cases) {
            EphemeralKey key = curve.key(new BigInteger(1, vector.octets("private")));
            byte[] point = vector.octets("public");
            byte[] publicValue = point.length > 0 && point[0] == 4 ? Arrays.copyOfRange(point, 1, point.length) : point;
            if (vector.isValid()) {
                assertThat(key.agree(publicValue)).as("%s", vector).isEqualTo(vector.secret("shared"));
                agreed++;
            } else {
                assertThatExceptionOfType(InvalidPublicValueException.class)
                        .as("%s", vector)
                        .isThrownBy(() -> key.agree(publicValue));
            }
        }
        assertThat(cases).as("vectors that ran").hasSize(total);
        assertThat(agreed).isEqualTo(valid);
    }

    @Test
    void a_coordinate_outside_the_field_is_refused_even_if_it_is_right_modulo_the_prime() throws Exception {
        BigInteger prime = new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
        EphemeralKey key = P256.key(BigInteger.TWO);
        // a point with x = 5, found by search; x + p still fits into 32 octets
        byte[] point = Vectors.octets("0000000000000000000000000000000000000000000000000000000000000005"
                + "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
        assertThat(key.agree(point)).isInstanceOf(SecretBytes.class);

        byte[] beyond = prime.add(BigInteger.valueOf(5)).toByteArray();
        System.arraycopy(beyond, beyond.length - 32, point, 0, 32);

        assertThatExceptionOfType(InvalidPublicValueException.class).isThrownBy(() -> key.agree(point));
    }

    @Test
    void the_zero_point_and_wrong_lengths_are_refused() {
        EphemeralKey key = P256.key(BigInteger.TEN);
        for (int length : new int[] {0, 1, 32, 63, 64, 65, 96, 128}) {
            assertThatExceptionOfType(InvalidPublicValueException.class)
                    .as("%d octets", length)
                    .isThrownBy(() -> key.agree(new byte[length]));
        }
    }
}
