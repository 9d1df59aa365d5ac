package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.kex.InvalidPublicValueException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class X25519KeyTest {
    /** RFC 7748 6.1 and RFC 8031 appendix A. */
    @ParameterizedTest
    @CsvSource({
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a,"
                + "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a,"
                + "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb,"
                + "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f,"
                + "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
        "751fb4308655b476b6789b7325f9ea8cddd16a58533ff6d9e60009464a5f9d94,"
                + "48d5ddd4061257ba166fa3f9bbdb74f1a4e81c089384fa77f790709f0dfbc766,"
                + "0a54645253290d60ddadd0e030bacd9e5501efdc220755a1e978f1b839a05688,"
                + "0be7c1f5aad87d7e448662673298a443478b859745179eaf564c79c0ef6eee25,"
                + "c74950607a12327f3204d94b6825bfb068b7f8319a9e3708ed3d43ce8130c950"
    })
    void agrees_with_the_rfcs(String ours, String ourPublic, String theirs, String theirPublic, String shared)
            throws Exception {
        EphemeralKey initiator = new X25519Key(Vectors.octets(ours));
        EphemeralKey responder = new X25519Key(Vectors.octets(theirs));

        assertThat(initiator.publicValue()).isEqualTo(Vectors.octets(ourPublic));
        assertThat(responder.publicValue()).isEqualTo(Vectors.octets(theirPublic));
        assertThat(initiator.agree(responder.publicValue())).isEqualTo(Vectors.secret(shared));
        assertThat(responder.agree(initiator.publicValue())).isEqualTo(Vectors.secret(shared));
    }

    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void agrees_with_the_function_vectors_of_rfc_7748(String scalar, String point, String result) throws Exception {
        assertThat(new X25519Key(Vectors.octets(scalar)).agree(Vectors.octets(point)))
                .isEqualTo(Vectors.secret(result));
    }

    @Test
    void every_vector_of_wycheproof_is_agreed_on_but_those_with_an_all_zero_secret() throws Exception {
        List<WycheproofCase> cases = Vectors.wycheproof("x25519_test.json");
        int refused = 0;
        for (WycheproofCase vector : cases) {
            EphemeralKey key = new X25519Key(vector.octets("private"));
            if (vector.has("ZeroSharedSecret")) {
                assertThatExceptionOfType(InvalidPublicValueException.class)
                        .as("%s", vector)
                        .isThrownBy(() -> key.agree(vector.octets("public")));
                refused++;
            } else {
                assertThat(key.agree(vector.octets("public"))).as("%s", vector).isEqualTo(vector.secret("shared"));
            }
        }
        assertThat(cases).as("vectors that ran").hasSize(518);
        assertThat(refused).isEqualTo(31);
    }

    @ParameterizedTest
    @CsvSource({"0", "31", "33", "64"})
    void a_wrong_length_is_refused(int length) {
        assertThatExceptionOfType(InvalidPublicValueException.class)
                .isThrownBy(() -> new X25519Key(new byte[32]).agree(new byte[length]));
    }
}
