package io.flexike.crypto.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProposalKeywordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aes256gcm16-prfsha384-ecp384-ke1_mlkem768 | AES-GCM-16-256 / PRF-HMAC-SHA2-384 / ECP-384 / ML-KEM-768",
                "aes128-sha256-modp2048 | AES-CBC-128 / PRF-HMAC-SHA2-256 / HMAC-SHA2-256-128 / MODP-2048",
                "3des-md5-modp1024 | 3DES / PRF-HMAC-MD5 / HMAC-MD5-96 / MODP-1024",
                "chacha20poly1305-prfsha256-x25519 | CHACHA20-POLY1305 / PRF-HMAC-SHA2-256 / CURVE25519",
                "camellia256ccm16-prfaesxcbc-x448 | CAMELLIA-CCM-16-256 / PRF-AES128-XCBC / CURVE448",
                "aes256-aes128-sha512-sha256-prfsha512-ecp521-x25519 | AES-CBC-256, AES-CBC-128 / PRF-HMAC-SHA2-512"
                        + " / HMAC-SHA2-512-256, HMAC-SHA2-256-128 / ECP-521, CURVE25519",
                "aes192-aesxcbc-modp1024s160 | AES-CBC-192 / PRF-AES128-XCBC / AES-XCBC-96 / MODP-1024-160",
                "aes128gcm16-prfsha256-ecp256bp-ke1_mlkem1024-ke1_none-ke2_x448 | AES-GCM-16-128 / PRF-HMAC-SHA2-256"
                        + " / BRAINPOOL-P256R1 / ML-KEM-1024, NONE / CURVE448",
            })
    void words_for_an_ike_sa_become_a_proposal_and_come_back(String words, String names) {
        List<Proposal> proposals = ProposalKeywords.parse(SecurityProtocol.IKE, words);
        assertThat(proposals).hasSize(1);
        assertThat(proposals.get(0)).hasToString("IKE: " + names);
        assertThat(ProposalKeywords.write(proposals)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null-sha256 | NULL / HMAC-SHA2-256-128 / NO-ESN",
                "aes256gmac | NULL-AUTH-AES-GMAC-256 / NO-ESN",
                "aes128-aescmac-x25519-none-esn-noesn | AES-CBC-128 / AES-CMAC-96 / CURVE25519, NONE / ESN, NO-ESN",
                "aes128gcm16-esn | AES-GCM-16-128 / ESN",
            })
    void words_for_a_child_sa_become_a_proposal_and_come_back(String words, String names) {
        List<Proposal> proposals = ProposalKeywords.parse(SecurityProtocol.ESP, words);
        assertThat(proposals).hasSize(1);
        assertThat(proposals.get(0)).hasToString("ESP: " + names);
        assertThat(ProposalKeywords.write(proposals)).isEqualTo(words);
    }

    @Test
    void other_names_order_and_case_say_the_same() {
        assertThat(ProposalKeywords.parse(SecurityProtocol.IKE, " Curve25519-SHA2_256-AES "))
                .isEqualTo(ProposalKeywords.parse(SecurityProtocol.IKE, "aes128-sha256-x25519"));
        assertThat(ProposalKeywords.parse(SecurityProtocol.AH, "sha256"))
                .containsExactly(Proposal.ah()
                        .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                        .build());
    }

    @Test
    void a_hash_beside_aeads_alone_names_the_prf() {
        assertThat(ProposalKeywords.parse(SecurityProtocol.IKE, "aes256gcm16-sha384-ecp384"))
                .isEqualTo(ProposalKeywords.parse(SecurityProtocol.IKE, "aes256gcm16-prfsha384-ecp384"));
    }

    @Test
    void aeads_and_other_encryption_are_taken_apart() {
        List<Proposal> proposals = ProposalKeywords.parse(
                SecurityProtocol.IKE, "aes128gcm16-aes256-sha256-sha512-x25519,chacha20poly1305-prfsha256-ecp256");
        assertThat(ProposalKeywords.write(proposals))
                .isEqualTo("aes128gcm16-prfsha256-prfsha512-x25519,aes256-sha256-sha512-x25519,"
                        + "chacha20poly1305-prfsha256-ecp256");
        assertThat(ProposalKeywords.write(
                        ProposalKeywords.parse(SecurityProtocol.ESP, "aes128-sha1-aes256gcm16-modp2048")))
                .isEqualTo("aes128-sha1-modp2048,aes256gcm16-modp2048");
    }

    @ParameterizedTest
    @CsvSource({
        "aes128-sha265-modp2048, sha265, 7, sha256",
        "'aes128-sha256-modp2048, aes512-sha256-x25519', aes512, 24, aes192",
        "aes128-sha256-k1_mlkem768, k1_mlkem768, 14, ke1_mlkem768",
    })
    void an_unknown_word_is_named_with_its_place_and_what_it_may_mean(
            String text, String word, int position, String near) {
        assertThatExceptionOfType(KeywordException.class)
                .isThrownBy(() -> ProposalKeywords.parse(SecurityProtocol.IKE, text))
                .satisfies(exception -> {
                    assertThat(exception.word()).isEqualTo(word);
                    assertThat(exception.position()).isEqualTo(position);
                    assertThat(exception.nearWords()).contains(near);
                    assertThat(exception)
                            .hasMessageContaining("\"" + word + "\"")
                            .hasMessageContaining("at character " + (position + 1))
                            .hasMessageContaining(near);
                });
    }

    @Test
    void nothing_is_no_word_and_words_that_do_not_go_together_are_refused() {
        for (String text : List.of("", "aes128--sha256-x25519", "aes128-sha256-x25519,", "-", "x".repeat(10_000))) {
            assertThatExceptionOfType(KeywordException.class)
                    .isThrownBy(() -> ProposalKeywords.parse(SecurityProtocol.IKE, text));
        }
        for (String text : List.of("aes128-x25519", "aes128gcm16-x25519", "aes128gcm16-prfsha256", "sha256")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ProposalKeywords.parse(SecurityProtocol.IKE, text))
                    .withMessageStartingWith("proposal for IKE: ");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProposalKeywords.write(Proposal.esp()
                        .encryption(new EncryptionAlgorithm(3000), 128)
                        .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                        .build()))
                .withMessage("there is no word for ENCR-3000-128");
    }

    @Property(tries = 500)
    void whatever_has_words_comes_back(@ForAll long seed) {
        Random random = new Random(seed);
        ProposalBuilder builder = Proposal.ike();
        boolean aead = random.nextBoolean();
        List<EncryptionAlgorithm> ciphers = aead
                ? List.of(
                        EncryptionAlgorithm.AES_GCM_16,
                        EncryptionAlgorithm.AES_CCM_12,
                        EncryptionAlgorithm.CAMELLIA_CCM_8)
                : List.of(EncryptionAlgorithm.AES_CBC, EncryptionAlgorithm.CAMELLIA_CTR, EncryptionAlgorithm.AES_CTR);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            builder.encryption(ciphers.get(random.nextInt(3)), 128 + 64 * random.nextInt(3));
            if (!aead) {
                builder.integrity(new IntegrityAlgorithm(
                        List.of(1, 2, 5, 6, 7, 8, 12, 13, 14).get(random.nextInt(9))));
            }
            builder.prf(new PrfAlgorithm(List.of(1, 2, 4, 5, 6, 7, 8).get(random.nextInt(7))));
            builder.keyExchange(method(random));
            builder.additionalKeyExchange(random.nextInt(1, 8), method(random));
        }
        Proposal proposal = builder.build();
        assertThat(ProposalKeywords.parse(SecurityProtocol.IKE, ProposalKeywords.write(proposal)))
                .isEqualTo(List.of(proposal));
    }

    @Test
    void the_defaults_have_words() {
        List<Proposal> all = new ArrayList<>(DefaultProposals.hybrid());
        all.addAll(DefaultProposals.classical());
        assertThat(ProposalKeywords.parse(SecurityProtocol.IKE, ProposalKeywords.write(all)))
                .isEqualTo(all);
        assertThat(ProposalKeywords.write(DefaultProposals.esp()))
                .isEqualTo("aes256gcm16-aes128gcm16,aes256-aes192-aes128-sha512-sha384-sha256");
    }

    private static KeyExchangeMethod method(Random random) {
        List<Integer> known = List.of(
                1, 2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 35, 36, 37);
        return new KeyExchangeMethod(known.get(random.nextInt(known.size())));
    }

    @ParameterizedTest
    @CsvSource({"null-sha256-x25519, NULL", "aes128gmac-prfsha256-x25519, NULL-AUTH-AES-GMAC-128"})
    void an_ike_sa_that_encrypts_nothing_is_refused_with_the_reason(String words, String algorithm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProposalKeywords.parse(SecurityProtocol.IKE, words))
                .withMessage("proposal for IKE: an IKE SA has to be encrypted, which " + algorithm + " does not do");
    }
}
