package io.flexike.crypto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StrengthOrderTest {
    @Test
    void key_exchanges_are_ordered_by_security_bits() {
        assertOrder(Stream.of(
                        KeyExchangeMethod.ML_KEM_1024,
                        KeyExchangeMethod.ML_KEM_768,
                        KeyExchangeMethod.ML_KEM_512,
                        KeyExchangeMethod.ECP_521,
                        KeyExchangeMethod.BRAINPOOL_P512R1,
                        KeyExchangeMethod.CURVE448,
                        KeyExchangeMethod.ECP_384,
                        KeyExchangeMethod.BRAINPOOL_P384R1,
                        KeyExchangeMethod.MODP_8192,
                        KeyExchangeMethod.MODP_6144,
                        KeyExchangeMethod.MODP_4096,
                        KeyExchangeMethod.CURVE25519,
                        KeyExchangeMethod.ECP_256,
                        KeyExchangeMethod.BRAINPOOL_P256R1,
                        KeyExchangeMethod.MODP_3072,
                        KeyExchangeMethod.ECP_224,
                        KeyExchangeMethod.MODP_2048,
                        KeyExchangeMethod.ECP_192,
                        KeyExchangeMethod.NONE,
                        // RFC 8247 2.4: SHOULD NOT
                        KeyExchangeMethod.MODP_2048_256,
                        KeyExchangeMethod.MODP_1536,
                        KeyExchangeMethod.MODP_1024,
                        // MUST NOT
                        KeyExchangeMethod.MODP_1024_160,
                        KeyExchangeMethod.MODP_768,
                        // unknown
                        new KeyExchangeMethod(999),
                        new KeyExchangeMethod(1000))
                .map(Transform::keyExchange)
                .toList());
    }

    @Test
    void ciphers_are_ordered_by_bits_and_an_aead_comes_before_others_of_as_many() {
        assertOrder(List.of(
                Transform.encryption(EncryptionAlgorithm.AES_GCM_16, 256),
                Transform.encryption(EncryptionAlgorithm.CHACHA20_POLY1305),
                Transform.encryption(EncryptionAlgorithm.AES_CCM_16, 256),
                Transform.encryption(EncryptionAlgorithm.AES_GCM_12, 256),
                Transform.encryption(EncryptionAlgorithm.AES_GCM_8, 256),
                Transform.encryption(EncryptionAlgorithm.AES_CBC, 256),
                Transform.encryption(EncryptionAlgorithm.AES_CTR, 256),
                Transform.encryption(EncryptionAlgorithm.CAMELLIA_CBC, 256),
                Transform.encryption(EncryptionAlgorithm.AES_GCM_16, 192),
                Transform.encryption(EncryptionAlgorithm.AES_CBC, 192),
                Transform.encryption(EncryptionAlgorithm.AES_GCM_16, 128),
                Transform.encryption(EncryptionAlgorithm.AES_CBC, 128),
                Transform.encryption(EncryptionAlgorithm.TRIPLE_DES),
                Transform.encryption(EncryptionAlgorithm.DES),
                Transform.encryption(EncryptionAlgorithm.NULL_AES_GMAC, 256),
                Transform.encryption(EncryptionAlgorithm.NULL_AES_GMAC, 128),
                Transform.encryption(EncryptionAlgorithm.NULL),
                // no such key length
                Transform.encryption(new EncryptionAlgorithm(12)),
                Transform.encryption(new EncryptionAlgorithm(3000), 128),
                Transform.encryption(new EncryptionAlgorithm(3000), 256)));
    }

    @Test
    void hashes_are_ordered_by_their_length_and_extended_sequence_numbers_come_first() {
        assertOrder(Stream.of(
                        PrfAlgorithm.HMAC_SHA2_512,
                        PrfAlgorithm.HMAC_SHA2_384,
                        PrfAlgorithm.HMAC_SHA2_256,
                        PrfAlgorithm.AES128_CMAC,
                        PrfAlgorithm.AES128_XCBC,
                        PrfAlgorithm.HMAC_SHA1,
                        PrfAlgorithm.HMAC_MD5)
                .map(Transform::prf)
                .toList());
        assertOrder(Stream.of(
                        IntegrityAlgorithm.HMAC_SHA2_512_256,
                        IntegrityAlgorithm.HMAC_SHA2_384_192,
                        IntegrityAlgorithm.HMAC_SHA2_256_128,
                        IntegrityAlgorithm.AES_CMAC_96,
                        IntegrityAlgorithm.AES_XCBC_96,
                        IntegrityAlgorithm.HMAC_SHA1_96,
                        IntegrityAlgorithm.NONE,
                        IntegrityAlgorithm.HMAC_MD5_96)
                .map(Transform::integrity)
                .toList());
        assertOrder(Stream.of(SequenceNumbers.EXTENDED, SequenceNumbers.STANDARD, new SequenceNumbers(2))
                .map(Transform::sequenceNumbers)
                .toList());
    }

    @Test
    void the_first_difference_between_two_choices_decides() {
        String[] strongestFirst = {
            "AES-GCM-16-128 x25519 +ML-KEM-1024",
            "AES-GCM-16-128 ecp384 +ML-KEM-768",
            "AES-GCM-16-256 x25519 +ML-KEM-768",
            "AES-GCM-16-256 mlkem768",
            "AES-GCM-16-256 x25519 +ecp256",
            "AES-CBC-128 ecp384",
            "AES-GCM-16-256 x25519",
            "AES-CBC-256 x25519",
            "AES-GCM-16-128 x25519",
            "AES-GCM-16-256 modp2048",
            // one member that the RFCs forbid spoils the rest
            "AES-GCM-16-256 modp1024",
            "DES mlkem1024",
        };
        List<Proposal> choices =
                Stream.of(strongestFirst).map(StrengthOrderTest::choice).toList();
        List<Proposal> shuffled = new ArrayList<>(choices);
        Collections.shuffle(shuffled, new Random(4));
        shuffled.sort(StrengthOrder.ofChoices());
        assertThat(shuffled).containsExactlyElementsOf(choices);
    }

    @Test
    void strongest_is_what_two_ends_of_the_same_kind_agree_upon() {
        Proposal hybrid = choice("AES-GCM-16-256 x25519 +ML-KEM-768");
        Proposal classical = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 256)
                .prf(PrfAlgorithm.HMAC_SHA2_512)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .keyExchange(KeyExchangeMethod.ECP_384)
                .build();
        assertThat(ProposalSelection.strongest(List.of(classical, hybrid))).contains(hybrid);
        assertThat(ProposalSelection.strongest(List.of(classical))
                        .flatMap(proposal -> proposal.first(TransformType.KEY_EXCHANGE)))
                .contains(Transform.keyExchange(KeyExchangeMethod.ECP_384));
        assertThat(ProposalSelection.strongest(List.of())).isEmpty();
    }

    private static Proposal choice(String words) {
        ProposalBuilder builder = Proposal.ike().prf(PrfAlgorithm.HMAC_SHA2_256);
        for (String word : words.split(" ", -1)) {
            switch (word) {
                case "AES-GCM-16-256" -> builder.encryption(EncryptionAlgorithm.AES_GCM_16, 256);
                case "AES-GCM-16-128" -> builder.encryption(EncryptionAlgorithm.AES_GCM_16, 128);
                case "AES-CBC-256" -> cbc(builder, 256);
                case "AES-CBC-128" -> cbc(builder, 128);
                case "DES" ->
                    builder.encryption(EncryptionAlgorithm.DES).integrity(IntegrityAlgorithm.HMAC_SHA2_256_128);
                case "x25519" -> builder.keyExchange(KeyExchangeMethod.CURVE25519);
                case "ecp384" -> builder.keyExchange(KeyExchangeMethod.ECP_384);
                case "modp2048" -> builder.keyExchange(KeyExchangeMethod.MODP_2048);
                case "modp1024" -> builder.keyExchange(KeyExchangeMethod.MODP_1024);
                case "mlkem768" -> builder.keyExchange(KeyExchangeMethod.ML_KEM_768);
                case "mlkem1024" -> builder.keyExchange(KeyExchangeMethod.ML_KEM_1024);
                case "+ML-KEM-768" -> builder.additionalKeyExchange(1, KeyExchangeMethod.ML_KEM_768);
                case "+ML-KEM-1024" -> builder.additionalKeyExchange(1, KeyExchangeMethod.ML_KEM_1024);
                case "+ecp256" -> builder.additionalKeyExchange(1, KeyExchangeMethod.ECP_256);
                default -> throw new AssertionError(word);
            }
        }
        return builder.build();
    }

    private static void cbc(ProposalBuilder builder, int bits) {
        builder.encryption(EncryptionAlgorithm.AES_CBC, bits).integrity(IntegrityAlgorithm.HMAC_SHA2_256_128);
    }

    private static void assertOrder(List<Transform> strongestFirst) {
        List<Transform> shuffled = new ArrayList<>(strongestFirst);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.sort(StrengthOrder.ofTransforms(SecurityProtocol.IKE));
        assertThat(shuffled).containsExactlyElementsOf(strongestFirst);
    }
}
