package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlKemSchemeTest {
    /** Key generation from a seed, and decapsulation, implicit rejections included. */
    @ParameterizedTest
    @CsvSource({"35, mlkem_512_test.json", "36, mlkem_768_test.json", "37, mlkem_1024_test.json"})
    void decapsulates_every_vector_of_wycheproof_as_it_says(int number, String file) throws Exception {
        MlKemScheme scheme = MlKemScheme.of(new KeyExchangeMethod(number));
        VectorTally tally = new VectorTally(file);
        int refused = 0;
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            if (vector.octets("seed").length != MlKemScheme.SEED_OCTETS) {
                assertThatIllegalArgumentException()
                        .as("%s", vector)
                        .isThrownBy(() -> scheme.initiate(vector.octets("seed")));
                refused++;
                tally.ran();
                continue;
            }
            PendingKeyExchange pending = scheme.initiate(vector.octets("seed"));
            if (vector.isValid()) {
                assertThat(pending.publicValue()).as("%s", vector).isEqualTo(vector.octets("ek"));
                assertThat(pending.complete(vector.octets("c")))
                        .as("%s", vector)
                        .isEqualTo(vector.secret("K"));
            } else {
                assertThatExceptionOfType(InvalidPublicValueException.class)
                        .as("%s", vector)
                        .isThrownBy(() -> pending.complete(vector.octets("c")));
                refused++;
            }
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo(file + ": 193 read, 193 run");
        assertThat(refused).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource({
        "35, mlkem_512_encaps_test.json, 261, 128",
        "36, mlkem_768_encaps_test.json, 265, 132",
        "37, mlkem_1024_encaps_test.json, 269, 136"
    })
    void encapsulates_every_vector_of_wycheproof_or_refuses_the_key(
            int number, String file, int total, int expectedRefusals) throws Exception {
        MlKemScheme scheme = MlKemScheme.of(new KeyExchangeMethod(number));
        VectorTally tally = new VectorTally(file);
        int refused = 0;
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            if (vector.isValid()) {
                KeyExchangeResult result = scheme.respond(vector.octets("ek"), vector.octets("m"));
                assertThat(result.publicValue()).as("%s", vector).isEqualTo(vector.octets("c"));
                assertThat(result.sharedSecret()).as("%s", vector).isEqualTo(vector.secret("K"));
            } else {
                assertThatExceptionOfType(InvalidPublicValueException.class)
                        .as("%s", vector)
                        .isThrownBy(() -> scheme.respond(vector.octets("ek"), vector.octets("m")));
                refused++;
            }
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo(file + ": " + total + " read, " + total + " run");
        assertThat(refused).isEqualTo(expectedRefusals);
    }

    @Test
    void makes_the_keys_of_wycheproof_from_their_seeds() {
        VectorTally tally = new VectorTally("mlkem_768_keygen_seed_test.json");
        MlKemScheme scheme = MlKemScheme.of(KeyExchangeMethod.ML_KEM_768);
        for (WycheproofCase vector : Vectors.wycheproof("mlkem_768_keygen_seed_test.json")) {
            assertThat(scheme.initiate(vector.octets("seed")).publicValue())
                    .as("%s", vector)
                    .isEqualTo(vector.octets("ek"));
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo("mlkem_768_keygen_seed_test.json: 100 read, 100 run");
    }

    /** FIPS 203 6.3: whoever changes the ciphertext gets a secret that nobody else has, the same each time. */
    @ParameterizedTest
    @CsvSource({"35", "36", "37"})
    void a_changed_ciphertext_leads_to_another_secret_and_to_no_error(int number) throws Exception {
        MlKemScheme scheme = MlKemScheme.of(new KeyExchangeMethod(number));
        byte[] seed = KeyExchangeAnswer.octets(MlKemScheme.SEED_OCTETS);
        KeyExchangeResult result = scheme.respond(scheme.initiate(seed).publicValue(), new SecureRandom());
        for (int i : new int[] {0, 100, result.publicValue().length - 1}) {
            byte[] changed = result.publicValue();
            changed[i] ^= 1;
            assertThat(scheme.initiate(seed).complete(changed))
                    .isNotEqualTo(result.sharedSecret())
                    .isEqualTo(scheme.initiate(seed).complete(changed));
        }
    }
}
