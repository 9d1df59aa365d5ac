package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.PrfAlgorithm;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class HmacTest {
    @ParameterizedTest
    @CsvSource({
        "2, hmac_sha1_test.json, 20",
        "5, hmac_sha256_test.json, 32",
        "6, hmac_sha384_test.json, 48",
        "7, hmac_sha512_test.json, 64"
    })
    void the_prf_agrees_with_every_untruncated_vector_of_wycheproof(int number, String file, int outputOctets) {
        Prf prf = prf(number);
        List<WycheproofCase> cases = Vectors.wycheproof(file).stream()
                .filter(each -> each.group().get("tagSize").asInt() == 8 * outputOctets)
                .toList();
        for (WycheproofCase vector : cases) {
            SecretBytes output = prf.compute(vector.secret("key"), vector.octets("msg"));
            assertThat(output.matches(vector.octets("tag"))).as("%s", vector).isEqualTo(vector.isValid());
        }
        assertThat(cases).as("vectors that ran").hasSize(87);
        assertThat(prf.outputOctets()).isEqualTo(outputOctets);
        assertThat(prf.preferredKeyOctets()).isEqualTo(outputOctets);
    }

    @ParameterizedTest
    @CsvSource({
        "HmacSHA1, hmac_sha1_test.json, 170",
        "HmacSHA256, hmac_sha256_test.json, 174",
        "HmacSHA384, hmac_sha384_test.json, 174",
        "HmacSHA512, hmac_sha512_test.json, 174"
    })
    void the_icv_agrees_with_every_vector_of_wycheproof(String jcaName, String file, int count) {
        VectorTally tally = new VectorTally(file);
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            int icvOctets = vector.group().get("tagSize").asInt() / 8;
            PacketMac mac =
                    new PacketMac(JcaMac.hmac(JcaSources.STANDARD, jcaName, vector.secret("key")), icvOctets, false);
            byte[] message = vector.octets("msg");
            byte[] packet = Vectors.concat(new byte[5], message, vector.octets("tag"));

            assertThat(mac.verify(packet, 5, message.length, 0))
                    .as("%s", vector)
                    .isEqualTo(vector.isValid());
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo(file + ": " + count + " read, " + count + " run");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc2202-hmac.csv")
    void md5_and_sha1_agree_with_rfc_2202_as_prf_and_as_icv(
            int number, int mac, String key, String data, String output) {
        assertThat(prf(mac).compute(Vectors.secret(key), Vectors.octets(data)).matches(Vectors.octets(output)))
                .isTrue();
        byte[] message = Vectors.octets(data);
        byte[] packet = Arrays.copyOf(message, message.length + 12);
        new PacketMac(
                        JcaMac.hmac(JcaSources.STANDARD, mac == 1 ? "HmacMD5" : "HmacSHA1", Vectors.secret(key)),
                        12,
                        false)
                .write(packet, 0, message.length, 0);
        assertThat(Arrays.copyOfRange(packet, message.length, packet.length))
                .isEqualTo(Arrays.copyOf(Vectors.octets(output), 12));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc4868-prf.csv")
    void the_prf_agrees_with_rfc_4868(
            String name, String key, String text, String sha256, String sha384, String sha512) {
        String[] expected = {sha256, sha384, sha512};
        for (int i = 0; i < expected.length; i++) {
            SecretBytes output = prf(5 + i).compute(Vectors.secret(key), Vectors.octets(text));
            assertThat(output.matches(Vectors.octets(expected[i])))
                    .as("%s with PRF %d", name, 5 + i)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc4868-auth.csv")
    void the_icv_agrees_with_rfc_4868(String name, int number, String key, String text, String full, String truncated) {
        IntegrityAlgorithm algorithm = new IntegrityAlgorithm(number);
        String jcaName = List.of("HmacSHA256", "HmacSHA384", "HmacSHA512").get(number - 12);
        byte[] message = Vectors.octets(text);
        byte[] packet = Arrays.copyOf(message, message.length + algorithm.icvOctets());

        new PacketMac(JcaMac.hmac(JcaSources.STANDARD, jcaName, Vectors.secret(key)), algorithm.icvOctets(), false)
                .write(packet, 0, message.length, 0);

        assertThat(Vectors.octets(key)).hasSize(algorithm.keyOctets());
        assertThat(Arrays.copyOfRange(packet, message.length, packet.length)).isEqualTo(Vectors.octets(truncated));
        assertThat(full).startsWith(truncated);
    }

    @Test
    void the_parts_of_a_message_are_taken_as_one() {
        SecretBytes key = Vectors.secret("0b0b0b0b");
        assertThat(prf(5).compute(key, new byte[] {1}, new byte[0], new byte[] {2, 3}))
                .isEqualTo(prf(5).compute(key, new byte[] {1, 2, 3}));
    }

    @Test
    void an_empty_key_is_a_block_of_zeros_as_rfc_2104_has_it() {
        // HMAC_SHA256("", ""), a value that can be found in many places
        assertThat(prf(5).compute(SecretBytes.empty())
                        .matches(Vectors.octets("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")))
                .isTrue();
    }

    @Test
    void prf_plus_of_fewer_octets_is_a_prefix_of_more() {
        SecretBytes key = Vectors.secret("00112233");
        SecretBytes most = prf(6).expand(key, new byte[] {9}, 255 * 48);
        for (int octets : new int[] {0, 1, 47, 48, 49, 96, 1000, 255 * 48 - 1}) {
            assertThat(prf(6).expand(key, new byte[] {9}, octets)).isEqualTo(most.slice(0, octets));
        }
    }

    @Test
    void prf_plus_ends_where_its_counter_does() {
        SecretBytes key = Vectors.secret("00112233");
        assertThatIllegalArgumentException().isThrownBy(() -> prf(5).expand(key, new byte[0], 255 * 32 + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> prf(5).expand(key, new byte[0], -1));
    }

    private static Prf prf(int number) {
        return StandardCryptoProvider.INSTANCE.prf(new PrfAlgorithm(number));
    }
}
