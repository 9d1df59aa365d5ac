package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalKeywords;
import io.flexike.crypto.transform.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformSetWordsTest {
    @ParameterizedTest
    @CsvSource({
        "esp-aes esp-sha-hmac, aes128-sha1",
        "esp-aes 192 esp-md5-hmac, aes192-md5",
        "esp-aes 256 esp-sha256-hmac, aes256-sha256",
        "esp-3des esp-sha384-hmac, 3des-sha384",
        "esp-des esp-sha512-hmac, des-sha512",
        "esp-null esp-sha-hmac, null-sha1",
        "esp-gcm, aes128gcm16",
        "esp-gcm 192, aes192gcm16",
        "esp-gcm 256, aes256gcm16",
        "esp-gmac, aes128gmac",
        "esp-gmac 256, aes256gmac",
    })
    void the_words_of_esp_become_a_proposal_and_come_back(String words, String keywords) {
        Proposal proposal = TransformSetWords.parse(words, false);
        assertThat(proposal)
                .isEqualTo(
                        ProposalKeywords.parse(SecurityProtocol.ESP, keywords).get(0));
        assertThat(TransformSetWords.write(proposal)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "ah-md5-hmac, md5",
        "ah-sha-hmac, sha1",
        "ah-sha256-hmac, sha256",
        "ah-sha384-hmac, sha384",
        "ah-sha512-hmac, sha512",
    })
    void the_words_of_ah_become_a_proposal_and_come_back(String words, String keywords) {
        Proposal proposal = TransformSetWords.parse(words, false);
        assertThat(proposal)
                .isEqualTo(ProposalKeywords.parse(SecurityProtocol.AH, keywords).get(0));
        assertThat(TransformSetWords.write(proposal)).isEqualTo(words);
    }

    @Test
    void stored_forms_explicit_lengths_and_the_line_esn_are_understood() {
        assertThat(TransformSetWords.parse("esp-256-aes esp-sha-hmac", false))
                .isEqualTo(TransformSetWords.parse(" ESP-AES  256 esp-sha-hmac ", false));
        assertThat(TransformSetWords.parse("esp-192-aes esp-sha-hmac", false))
                .isEqualTo(TransformSetWords.parse("esp-sha-hmac esp-aes 192", false));
        assertThat(TransformSetWords.parse("esp-gcm 128", true)).hasToString("ESP: AES-GCM-16-128 / ESN");
    }

    @ParameterizedTest
    @CsvSource({
        "esp-aes 512 esp-sha-hmac, esp-aes 512, esp-aes 256",
        "esp-seal esp-sha-hmac, esp-seal, esp-aes 256",
        "esp-aes 128 comp-lzs, comp-lzs, esp-sha256-hmac",
        "esp-sha-hmac, esp-sha-hmac, esp-aes",
        "esp-aes, esp-aes, esp-sha256-hmac",
        "ah-sha-hmac esp-aes esp-sha-hmac, ah-sha-hmac esp-aes esp-sha-hmac, ah-sha256-hmac",
        "'', '', esp-aes",
    })
    void a_wrong_word_is_answered_with_what_would_be_right(String words, String word, String right) {
        assertThatExceptionOfType(WordException.class)
                .isThrownBy(() -> TransformSetWords.parse(words, false))
                .satisfies(exception -> {
                    assertThat(exception.word()).isEqualTo(word);
                    assertThat(exception.expected()).contains(right);
                });
    }

    @Test
    void one_of_each_kind_and_no_integrity_beside_gcm() {
        for (String words : new String[] {
            "esp-aes esp-3des esp-sha-hmac", "esp-aes esp-sha-hmac esp-md5-hmac", "esp-gcm esp-sha-hmac"
        }) {
            assertThatExceptionOfType(WordException.class).isThrownBy(() -> TransformSetWords.parse(words, false));
        }
        for (String keywords : new String[] {"aes128-aes256-sha256", "aes128-sha256-modp2048", "chacha20poly1305"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TransformSetWords.write(ProposalKeywords.parse(SecurityProtocol.ESP, keywords)
                            .get(0)));
        }
    }
}
