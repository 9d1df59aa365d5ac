package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.kex.InvalidPublicValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MontgomeryKeyTest {
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
        EphemeralKey initiator = key(ours);
        EphemeralKey responder = key(theirs);

        assertThat(initiator.publicValue()).isEqualTo(Vectors.octets(ourPublic));
        assertThat(responder.publicValue()).isEqualTo(Vectors.octets(theirPublic));
        assertThat(initiator.agree(responder.publicValue())).isEqualTo(Vectors.secret(shared));
        assertThat(responder.agree(initiator.publicValue())).isEqualTo(Vectors.secret(shared));
    }

    @ParameterizedTest
    @CsvSource({
        "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3,"
                + "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086,"
                + "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f",
        "203d494428b8399352665ddca42f9de8fef600908e0d461cb021f8c538345dd77c3e4806e25f46d3315c44e0a5b4371282dd2c8d5be3095f,"
                + "0fbcc2f993cd56d3305b0b7d9e55d4c1a8fb5dbb52f8e9a1e9b6201b165d015894e56c4d3570bee52fe205e28a78b91cdfbde71ce8d157db,"
                + "884a02576239ff7a2f2f63b2db6a9ff37047ac13568e1e30fe63c4a7ad1b3ee3a5700df34321d62077e63633c575c1c954514e99da7c179d",
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void agrees_with_the_function_vectors_of_rfc_7748(String scalar, String point, String result) throws Exception {
        assertThat(key(scalar).agree(Vectors.octets(point))).isEqualTo(Vectors.secret(result));
    }

    /** RFC 7748 6.2. */
    @Test
    void curve448_agrees_with_rfc_7748() throws Exception {
        EphemeralKey alice = key("9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
                + "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b");
        EphemeralKey bob = key("1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d"
                + "6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d");
        byte[] alicePublic = Vectors.octets("9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c"
                + "22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0");
        byte[] bobPublic = Vectors.octets("3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430"
                + "27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609");
        SecretBytes shared = Vectors.secret("07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b"
                + "b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d");

        assertThat(alice.publicValue()).isEqualTo(alicePublic);
        assertThat(bob.publicValue()).isEqualTo(bobPublic);
        assertThat(alice.agree(bobPublic)).isEqualTo(shared);
        assertThat(bob.agree(alicePublic)).isEqualTo(shared);
    }

    /** RFC 7748 5.2: k becomes the product of k and u, u the old k. */
    @ParameterizedTest
    @CsvSource({
        "CURVE25519, 9, 684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
        "CURVE448, 5, aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4"
                + "af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e219f38"
    })
    void a_thousand_iterations_lead_where_rfc_7748_says(MontgomeryCurve curve, byte base, String result)
            throws Exception {
        byte[] k = new byte[curve.octets()];
        k[0] = base;
        byte[] u = k.clone();
        for (int i = 0; i < 1000; i++) {
            byte[] next = new MontgomeryKey(curve, k.clone()).agree(u).toByteArray(SecretAccess.granted());
            u = k;
            k = next;
        }
        assertThat(k).isEqualTo(Vectors.octets(result));
    }

    /** RFC 7748 5: what is not canonical is taken; only a secret of zeros is refused. */
    @ParameterizedTest
    @CsvSource({"CURVE25519, x25519_test.json, 518, 31", "CURVE448, x448_test.json, 510, 23"})
    void every_vector_of_wycheproof_is_agreed_on_but_zero_secrets_and_wrong_lengths(
            MontgomeryCurve curve, String file, int total, int expectedRefusals) throws Exception {
        VectorTally tally = new VectorTally(file);
        int refused = 0;
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            EphemeralKey key = new MontgomeryKey(curve, vector.octets("private"));
            if (vector.has("ZeroSharedSecret") || vector.has("PublicKeyTooLong")) {
                assertThatExceptionOfType(InvalidPublicValueException.class)
                        .as("%s", vector)
                        .isThrownBy(() -> key.agree(vector.octets("public")));
                refused++;
            } else {
                assertThat(key.agree(vector.octets("public"))).as("%s", vector).isEqualTo(vector.secret("shared"));
            }
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo(file + ": " + total + " read, " + total + " run");
        assertThat(refused).isEqualTo(expectedRefusals);
    }

    @ParameterizedTest
    @CsvSource({"0", "31", "33", "56", "64"})
    void a_wrong_length_is_refused(int length) {
        assertThatExceptionOfType(InvalidPublicValueException.class)
                .isThrownBy(() -> key("00".repeat(32)).agree(new byte[length]));
    }

    private static EphemeralKey key(String scalar) {
        byte[] octets = Vectors.octets(scalar);
        return new MontgomeryKey(octets.length == 32 ? MontgomeryCurve.CURVE25519 : MontgomeryCurve.CURVE448, octets);
    }
}
