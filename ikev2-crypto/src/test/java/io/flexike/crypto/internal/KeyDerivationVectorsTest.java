package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyDerivationVectorsTest {
    private static final Map<String, PrfAlgorithm> PRFS = Map.of(
            "HMAC_SHA2_256", PrfAlgorithm.HMAC_SHA2_256,
            "HMAC_SHA2_384", PrfAlgorithm.HMAC_SHA2_384,
            "HMAC_SHA2_512", PrfAlgorithm.HMAC_SHA2_512);

    @Test
    void agrees_with_every_vector_of_nist() {
        int seeds = 0;
        int streams = 0;
        int skipped = 0;
        for (JsonNode vector : Vectors.json("ikev2-kdf/ikev2-kdf-nist.json").get("vectors")) {
            PrfAlgorithm algorithm = PRFS.get(vector.get("prf").asText());
            if (algorithm == null) {
                skipped++;
                continue;
            }
            Prf prf = StandardCryptoProvider.INSTANCE.prf(algorithm);
            byte[] expected = Vectors.octets(vector.get("out"));
            SecretBytes output;
            if (vector.get("function").asText().startsWith("SKEYSEED")) {
                seeds++;
                output = prf.compute(Vectors.secret(vector.get("salt")), Vectors.octets(vector.get("key")));
            } else {
                streams++;
                output = prf.expand(
                        Vectors.secret(vector.get("key")), Vectors.octets(vector.get("salt")), expected.length);
            }
            assertThat(output.matches(expected)).as("%s", vector).isTrue();
        }
        assertThat(seeds).as("SKEYSEED vectors that ran").isEqualTo(6);
        assertThat(streams).as("prf+ vectors that ran").isEqualTo(6);
        assertThat(skipped).isZero();
    }

    /** RFC 7296 2.14, 2.17 and 2.18 with the values of one chain. */
    @Test
    void agrees_with_the_chain_of_openssl_from_the_secret_to_the_rekeyed_ike_sa() {
        JsonNode chain = Vectors.json("ikev2-kdf/ikev2-kdf-openssl-sha256.json");
        Prf prf = StandardCryptoProvider.INSTANCE.prf(PrfAlgorithm.HMAC_SHA2_256);
        byte[] nonces = Vectors.concat(Vectors.octets(chain.get("ni")), Vectors.octets(chain.get("nr")));
        byte[] spis = Vectors.concat(Vectors.octets(chain.get("spii")), Vectors.octets(chain.get("spir")));
        byte[] newSecret = Vectors.octets(chain.get("girNew"));

        SecretBytes seed = prf.compute(SecretBytes.copyOf(nonces), Vectors.octets(chain.get("gir")));
        check(seed, chain.get("skeyseed"));
        SecretBytes keys = expand(prf, seed, Vectors.concat(nonces, spis), chain.get("dkm"));
        SecretBytes derivation = keys.slice(0, prf.preferredKeyOctets());
        expand(prf, derivation, nonces, chain.get("childNoPfs"));
        expand(prf, derivation, Vectors.concat(newSecret, nonces), chain.get("childPfs"));
        check(prf.compute(derivation, newSecret, nonces), chain.get("skeyseedRekey"));
    }

    private static SecretBytes expand(Prf prf, SecretBytes key, byte[] seed, JsonNode expected) {
        SecretBytes stream = prf.expand(key, seed, Vectors.octets(expected).length);
        check(stream, expected);
        return stream;
    }

    private static void check(SecretBytes secret, JsonNode expected) {
        assertThat(secret.toByteArray(SecretAccess.granted())).isEqualTo(Vectors.octets(expected));
    }
}
