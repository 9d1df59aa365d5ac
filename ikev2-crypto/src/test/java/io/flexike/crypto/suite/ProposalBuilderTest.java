package io.flexike.crypto.suite;

import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CBC;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_GCM_16;
import static io.flexike.crypto.transform.EncryptionAlgorithm.CHACHA20_POLY1305;
import static io.flexike.crypto.transform.EncryptionAlgorithm.TRIPLE_DES;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_256_128;
import static io.flexike.crypto.transform.KeyExchangeMethod.CURVE25519;
import static io.flexike.crypto.transform.KeyExchangeMethod.NONE;
import static io.flexike.crypto.transform.PrfAlgorithm.HMAC_SHA2_256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.TransformType;
import org.junit.jupiter.api.Test;

class ProposalBuilderTest {
    @Test
    void types_stand_in_the_usual_order_and_repeats_are_dropped() {
        Proposal proposal = Proposal.ike()
                .keyExchange(CURVE25519)
                .integrity(HMAC_SHA2_256_128)
                .prf(HMAC_SHA2_256)
                .prf(HMAC_SHA2_256)
                .encryption(AES_CBC, 256)
                .encryption(AES_CBC, 128)
                .encryption(AES_CBC, 256)
                .build();
        assertThat(proposal)
                .hasToString("IKE: AES-CBC-256, AES-CBC-128 / PRF-HMAC-SHA2-256 / HMAC-SHA2-256-128 / CURVE25519");
    }

    @Test
    void esp_counts_with_32_bits_unless_told_otherwise() {
        assertThat(Proposal.esp().encryption(AES_GCM_16, 128).build()).hasToString("ESP: AES-GCM-16-128 / NO-ESN");
        assertThat(Proposal.esp()
                        .encryption(CHACHA20_POLY1305)
                        .sequenceNumbers(SequenceNumbers.EXTENDED)
                        .sequenceNumbers(SequenceNumbers.STANDARD)
                        .keyExchange(CURVE25519)
                        .keyExchange(NONE)
                        .build())
                .hasToString("ESP: CHACHA20-POLY1305 / CURVE25519, NONE / ESN, NO-ESN");
    }

    @Test
    void a_key_length_goes_only_with_an_algorithm_that_has_it() {
        ProposalBuilder builder = Proposal.ike();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.encryption(AES_CBC, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.encryption(AES_CBC));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.encryption(CHACHA20_POLY1305, 128));
        assertThat(Proposal.esp()
                        .encryption(TRIPLE_DES, 192)
                        .integrity(HMAC_SHA2_256_128)
                        .build()
                        .transforms(TransformType.ENCRYPTION)
                        .get(0)
                        .attributes())
                .isEmpty();
        assertThat(Proposal.esp()
                        .encryption(new EncryptionAlgorithm(60000), 384)
                        .integrity(HMAC_SHA2_256_128)
                        .build())
                .hasToString("ESP: ENCR-60000-384 / HMAC-SHA2-256-128 / NO-ESN");
    }

    @Test
    void what_does_not_belong_together_is_refused() {
        ProposalBuilder[] wrong = {
            Proposal.ike(),
            Proposal.ike().encryption(AES_GCM_16, 128).prf(HMAC_SHA2_256),
            Proposal.ike().encryption(AES_GCM_16, 128).keyExchange(CURVE25519),
            Proposal.ike().prf(HMAC_SHA2_256).keyExchange(CURVE25519),
            Proposal.ike().encryption(AES_GCM_16, 128).prf(HMAC_SHA2_256).keyExchange(NONE),
            Proposal.ike().encryption(AES_CBC, 128).prf(HMAC_SHA2_256).keyExchange(CURVE25519),
            Proposal.ike()
                    .encryption(AES_GCM_16, 128)
                    .prf(HMAC_SHA2_256)
                    .keyExchange(CURVE25519)
                    .sequenceNumbers(SequenceNumbers.STANDARD),
            Proposal.esp().encryption(AES_GCM_16, 128).prf(HMAC_SHA2_256),
            Proposal.esp().encryption(AES_GCM_16, 128).integrity(HMAC_SHA2_256_128),
            Proposal.esp().encryption(AES_GCM_16, 128).encryption(AES_CBC, 128),
            Proposal.esp().encryption(AES_CBC, 128).integrity(IntegrityAlgorithm.NONE),
            Proposal.esp().integrity(HMAC_SHA2_256_128),
        };
        for (ProposalBuilder builder : wrong) {
            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessageMatching("proposal for (IKE|ESP): .+");
        }
    }

    @Test
    void aeads_and_other_encryption_can_be_built_separately() {
        ProposalBuilder mixed = Proposal.esp()
                .encryption(AES_CBC, 256)
                .encryption(AES_GCM_16, 256)
                .integrity(HMAC_SHA2_256_128)
                .integrity(IntegrityAlgorithm.NONE)
                .encryption(AES_CBC, 128)
                .keyExchange(CURVE25519)
                .keyExchange(NONE);
        assertThat(mixed.buildSeparately())
                .map(Proposal::toString)
                .containsExactly(
                        "ESP: AES-CBC-256, AES-CBC-128 / HMAC-SHA2-256-128 / CURVE25519, NONE / NO-ESN",
                        "ESP: AES-GCM-16-256 / CURVE25519, NONE / NO-ESN");
        assertThat(Proposal.esp().encryption(AES_GCM_16, 256).buildSeparately()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proposal.esp()
                        .encryption(AES_CBC, 256)
                        .encryption(AES_GCM_16, 256)
                        .buildSeparately());
    }
}
