package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesMacTest {
    @Test
    void cmac_agrees_with_every_vector_of_wycheproof_with_a_key_of_16_octets() {
        VectorTally tally = new VectorTally("aes_cmac_test.json");
        for (WycheproofCase vector : Vectors.wycheproof("aes_cmac_test.json")) {
            if (vector.octets("key").length != AesMac.KEY_OCTETS) {
                tally.skipped("key not of 16 octets");
                continue;
            }
            byte[] message = vector.octets("msg");
            byte[] packet = Vectors.concat(message, vector.octets("tag"));
            PacketMac mac = new PacketMac(AesMac.cmac(JcaSources.STANDARD, vector.secret("key")), 16, false);
            assertThat(mac.verify(packet, 0, message.length, 0))
                    .as("%s", vector)
                    .isEqualTo(vector.isValid());
            tally.ran();
        }
        assertThat(tally.report())
                .isEqualTo("aes_cmac_test.json: 311 read, 102 run, 209 skipped: key not of 16 octets");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc4494-cmac-96.csv")
    void cmac_96_agrees_with_rfc_4494(int number, String key, String message, String icv) {
        check(AesMac.cmac(JcaSources.STANDARD, Vectors.secret(key)), Vectors.octets(message), 12, icv);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc3566-xcbc.csv")
    void xcbc_agrees_with_rfc_3566(int number, String key, String message, String full, String icv) {
        check(AesMac.xcbc(JcaSources.STANDARD, Vectors.secret(key)), Vectors.octets(message), 16, full);
        check(AesMac.xcbc(JcaSources.STANDARD, Vectors.secret(key)), Vectors.octets(message), 12, icv);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc4434-rfc4615-prf.csv")
    void the_prfs_agree_with_rfc_4434_and_rfc_4615_for_keys_of_every_length(
            int number, String key, String message, String output) {
        Prf prf = StandardCryptoProvider.INSTANCE.prf(new PrfAlgorithm(number));
        assertThat(prf.compute(Vectors.secret(key), Vectors.octets(message)).matches(Vectors.octets(output)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void the_prfs_make_and_prefer_16_octets_and_take_half_of_their_key_from_each_nonce(int number) {
        Prf prf = StandardCryptoProvider.INSTANCE.prf(new PrfAlgorithm(number));
        assertThat(prf.outputOctets()).isEqualTo(16);
        assertThat(prf.preferredKeyOctets()).isEqualTo(16);
        assertThat(prf.seedNonceOctets()).isEqualTo(8);
    }

    @Test
    void a_message_in_pieces_is_the_message_and_the_next_begins_anew() {
        byte[] message = KnownAnswers.counting(1000);
        AesMac mac = AesMac.cmac(JcaSources.STANDARD, SecretBytes.copyOf(new byte[16]));
        byte[] whole = new byte[16];
        mac.update(message, 0, message.length);
        mac.finish(whole, 0);
        for (int piece = 1; piece < 200; piece += 7) {
            for (int at = 0; at < message.length; at += piece) {
                mac.update(message, at, Math.min(piece, message.length - at));
            }
            byte[] output = new byte[16];
            mac.finish(output, 0);
            assertThat(output).isEqualTo(whole);
        }
    }

    private static void check(KeyedMac keyed, byte[] message, int icvOctets, String icv) {
        byte[] packet = Arrays.copyOf(message, message.length + icvOctets);
        new PacketMac(keyed, icvOctets, false).write(packet, 0, message.length, 0);
        assertThat(Arrays.copyOfRange(packet, message.length, packet.length)).isEqualTo(Vectors.octets(icv));
    }
}
