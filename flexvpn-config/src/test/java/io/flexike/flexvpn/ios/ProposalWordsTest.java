package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalKeywords;
import io.flexike.crypto.transform.SecurityProtocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProposalWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryption 3des des,integrity md5,group 1 | 3des-des-md5-modp768",
                "encryption aes-cbc-128 aes-cbc-192 aes-cbc-256,integrity sha1 sha256 sha384 sha512,group 2 5 14 15 16"
                        + " | aes128-aes192-aes256-sha1-sha256-sha384-sha512-modp1024-modp1536-modp2048-modp3072-modp4096",
                "encryption aes-gcm-128 aes-gcm-256,prf md5 sha1 sha256 sha384 sha512,group 19 20 21 24"
                        + " | aes128gcm16-aes256gcm16-prfmd5-prfsha1-prfsha256-prfsha384-prfsha512-ecp256-ecp384-ecp521"
                        + "-modp2048s256",
                "encryption aes-cbc-256,integrity sha512,prf sha384,group 20 | aes256-sha512-prfsha384-ecp384",
                "encryption aes-gcm-256,prf sha512,group 20,pqc mlkem512 mlkem768 mlkem1024 optional"
                        + " | aes256gcm16-prfsha512-ecp384-ke1_mlkem512-ke1_mlkem768-ke1_mlkem1024-ke1_none",
            })
    void every_word_becomes_a_transform_and_comes_back(String lines, String keywords) {
        List<String> configured = List.of(lines.split(",", -1));
        List<Proposal> proposals = ProposalWords.parse(configured);
        assertThat(proposals).isEqualTo(ProposalKeywords.parse(SecurityProtocol.IKE, keywords));
        assertThat(ProposalWords.write(proposals.get(0))).isEqualTo(configured);
    }

    @Test
    void case_space_and_repeated_lines_do_not_matter() {
        assertThat(ProposalWords.parse(
                        List.of(" Encryption  AES-CBC-256 ", "encryption aes-cbc-128", "integrity sha256", "GROUP 14")))
                .isEqualTo(ProposalKeywords.parse(SecurityProtocol.IKE, "aes256-aes128-sha256-modp2048"));
    }

    @Test
    void gcm_and_cbc_are_taken_apart() {
        assertThat(ProposalWords.parse(
                        List.of("encryption aes-cbc-256 aes-gcm-256", "integrity sha256", "prf sha384", "group 19")))
                .isEqualTo(ProposalKeywords.parse(
                        SecurityProtocol.IKE, "aes256-sha256-prfsha384-ecp256,aes256gcm16-prfsha384-ecp256"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryption aes-cbc-512 | aes-cbc-512 | aes-cbc-256",
                "group 31 | 31 | 19",
                "cipher aes-cbc-256 | cipher | encryption",
                "integrity | integrity | sha256",
                "encryption aes-gcm-256,group 19 | prf | prf sha256",
                "encryption aes-cbc-256,group 19 | integrity | integrity sha256",
                "encryption aes-cbc-256,integrity sha256 | group | group 19",
                "encryption aes-gcm-256,prf sha256,integrity sha256,group 19 | integrity | integrity sha256",
                "integrity sha256,group 19 | encryption | encryption aes-cbc-256",
                "encryption aes-cbc-256,integrity sha256,group 19,pqc optional | pqc | pqc mlkem768",
            })
    void a_wrong_line_is_answered_with_what_would_be_right(String lines, String word, String right) {
        assertThatExceptionOfType(WordException.class)
                .isThrownBy(() -> ProposalWords.parse(List.of(lines.split(",", -1))))
                .satisfies(exception -> {
                    assertThat(exception.word()).isEqualTo(word);
                    assertThat(exception.expected()).contains(right);
                    assertThat(exception).hasMessageContaining(right);
                });
    }

    @Test
    void what_a_router_does_not_have_is_not_written() {
        for (String keywords : List.of(
                "aes128-sha256-x25519", "chacha20poly1305-prfsha256-ecp256", "aes128-sha256-ecp256-ke2_mlkem768")) {
            Proposal proposal =
                    ProposalKeywords.parse(SecurityProtocol.IKE, keywords).get(0);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ProposalWords.write(proposal))
                    .withMessageContaining("a router has no");
        }
    }
}
