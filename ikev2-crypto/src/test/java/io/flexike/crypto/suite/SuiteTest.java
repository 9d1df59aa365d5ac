package io.flexike.crypto.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteTest {
    private static final IkeSuite GCM = new IkeSuite(
            EncryptionAlgorithm.AES_GCM_16,
            256,
            IntegrityAlgorithm.NONE,
            PrfAlgorithm.HMAC_SHA2_512,
            KeyExchangeMethod.CURVE25519);
    private static final ChildSuite CBC = new ChildSuite(
            EncryptionAlgorithm.AES_CBC,
            256,
            IntegrityAlgorithm.HMAC_SHA2_256_128,
            KeyExchangeMethod.MODP_2048,
            SequenceNumbers.EXTENDED);

    @Test
    void an_ike_suite_becomes_a_proposal_and_comes_back() {
        assertThat(IkeSuite.of(GCM.toProposal())).isEqualTo(GCM);
        assertThat(GCM).hasToString("AES-GCM-16-256 / PRF-HMAC-SHA2-512 / CURVE25519");
        IkeSuite cbc = new IkeSuite(
                EncryptionAlgorithm.AES_CBC,
                128,
                IntegrityAlgorithm.HMAC_SHA2_384_192,
                PrfAlgorithm.HMAC_SHA2_384,
                KeyExchangeMethod.ECP_384);
        assertThat(IkeSuite.of(cbc.toProposal())).isEqualTo(cbc);
        assertThat(ProposalSelection.isValidAnswer(List.of(cbc.toProposal()), cbc.toProposal()))
                .isTrue();
    }

    @Test
    void an_esp_suite_becomes_a_proposal_and_comes_back() {
        assertThat(ChildSuite.of(CBC.toProposal())).isEqualTo(CBC);
        assertThat(CBC).hasToString("AES-CBC-256 / HMAC-SHA2-256-128 / MODP-2048 / ESN");
        ChildSuite chacha = new ChildSuite(
                EncryptionAlgorithm.CHACHA20_POLY1305,
                256,
                IntegrityAlgorithm.NONE,
                KeyExchangeMethod.NONE,
                SequenceNumbers.STANDARD);
        assertThat(ChildSuite.of(chacha.toProposal())).isEqualTo(chacha);
        assertThat(chacha).hasToString("CHACHA20-POLY1305 / NO-ESN");
    }

    @Test
    void a_suite_of_ah_becomes_a_proposal_and_comes_back() {
        ChildSuite ah = ChildSuite.of(
                Proposal.ah().integrity(IntegrityAlgorithm.HMAC_SHA2_256_128).build());
        assertThat(ChildSuite.of(ah.toProposal())).isEqualTo(ah);
        assertThat(ah.cipherSpec().encryptionKeyOctets()).isZero();
        assertThat(ah.cipherSpec().integrityKeyOctets()).isEqualTo(32);
        assertThat(ah).hasToString("AH: HMAC-SHA2-256-128 / NO-ESN");
    }

    @Test
    void the_keying_material_has_the_lengths_of_the_rfcs() {
        // RFC 4106 8.1: 32 octets of key and 4 of salt
        assertThat(GCM.cipherSpec().encryptionKeyOctets()).isEqualTo(36);
        assertThat(GCM.cipherSpec().integrityKeyOctets()).isZero();
        assertThat(CBC.cipherSpec().encryptionKeyOctets()).isEqualTo(32);
        assertThat(CBC.cipherSpec().integrityKeyOctets()).isEqualTo(32);
        assertThat(CBC.cipherSpec())
                .isEqualTo(
                        new CipherSpec(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, true));
    }

    @Test
    void a_proposal_that_is_no_answer_makes_no_suite() {
        Proposal ike = GCM.toProposal();
        for (Proposal wrong : new Proposal[] {
            CBC.toProposal(),
            ike.without(TransformType.PRF),
            ike.without(TransformType.ENCRYPTION),
            DefaultProposals.ike().get(0),
            new Proposal(
                    ike.protocol(),
                    List.of(Transform.encryption(EncryptionAlgorithm.AES_GCM_16), Transform.prf(GCM.prf()))),
        }) {
            assertThatIllegalArgumentException().as("%s", wrong).isThrownBy(() -> IkeSuite.of(wrong));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ChildSuite.of(ike));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChildSuite.of(CBC.toProposal().without(TransformType.SEQUENCE_NUMBERS)));
    }

    @Test
    void every_default_is_supported_and_the_strongest_comes_first() {
        for (List<Proposal> proposals : List.of(DefaultProposals.ike(), DefaultProposals.esp())) {
            for (Proposal proposal : proposals) {
                assertThat(proposal.transforms()).allMatch(CryptoProvider.standard()::supports);
            }
        }
        assertThat(DefaultProposals.ike().get(0))
                .hasToString("IKE: AES-GCM-16-256, AES-GCM-16-128"
                        + " / PRF-HMAC-SHA2-512, PRF-HMAC-SHA2-384, PRF-HMAC-SHA2-256 / CURVE25519 / ML-KEM-768");
        assertThat(DefaultProposals.ike().get(2))
                .hasToString("IKE: AES-GCM-16-256, AES-GCM-16-128"
                        + " / PRF-HMAC-SHA2-512, PRF-HMAC-SHA2-384, PRF-HMAC-SHA2-256"
                        + " / CURVE25519, ECP-256, ECP-384, MODP-2048");
        assertThat(DefaultProposals.esp().get(1))
                .hasToString("ESP: AES-CBC-256, AES-CBC-192, AES-CBC-128"
                        + " / HMAC-SHA2-512-256, HMAC-SHA2-384-192, HMAC-SHA2-256-128 / NO-ESN");
    }

    @Test
    void a_child_suite_is_of_esp_or_of_ah_and_ah_does_not_encrypt() {
        assertThat(child(SecurityProtocol.AH, EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA2_256_128)
                        .protocol())
                .isEqualTo(SecurityProtocol.AH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> child(
                        SecurityProtocol.IKE, EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> child(
                        SecurityProtocol.AH, EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> child(SecurityProtocol.AH, EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.NONE));
    }

    private static ChildSuite child(
            SecurityProtocol protocol, EncryptionAlgorithm encryption, int keyBits, IntegrityAlgorithm integrity) {
        return new ChildSuite(
                protocol, encryption, keyBits, integrity, KeyExchangeMethod.NONE, List.of(), SequenceNumbers.STANDARD);
    }
}
