package io.flexike.crypto.suite;

import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CBC;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_GCM_16;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA1_96;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_256_128;
import static io.flexike.crypto.transform.KeyExchangeMethod.CURVE25519;
import static io.flexike.crypto.transform.KeyExchangeMethod.ECP_256;
import static io.flexike.crypto.transform.KeyExchangeMethod.MODP_1024;
import static io.flexike.crypto.transform.KeyExchangeMethod.MODP_2048;
import static io.flexike.crypto.transform.PrfAlgorithm.HMAC_SHA1;
import static io.flexike.crypto.transform.PrfAlgorithm.HMAC_SHA2_256;
import static io.flexike.crypto.transform.PrfAlgorithm.HMAC_SHA2_512;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.ProposalChoice.NothingInCommon;
import io.flexike.crypto.suite.ProposalChoice.Selected;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformAttribute;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProposalSelectionTest {
    private static final Transform GCM_128 = Transform.encryption(AES_GCM_16, 128);
    private static final Transform CBC_256 = Transform.encryption(AES_CBC, 256);
    private static final Transform SHA_256 = Transform.prf(HMAC_SHA2_256);
    private static final Transform ICV_SHA_256 = Transform.integrity(HMAC_SHA2_256_128);
    private static final Transform ICV_NONE = Transform.integrity(IntegrityAlgorithm.NONE);
    private static final Transform X25519 = Transform.keyExchange(CURVE25519);
    private static final Transform NO_KE = Transform.keyExchange(KeyExchangeMethod.NONE);
    private static final Transform NO_ESN = Transform.sequenceNumbers(SequenceNumbers.STANDARD);

    private static final Proposal GCM_IKE = Proposal.ike()
            .encryption(AES_GCM_16, 128)
            .prf(HMAC_SHA2_256)
            .keyExchange(CURVE25519)
            .build();

    @Test
    void the_strongest_choice_wins_whatever_the_order_of_either_side() {
        Proposal cbc = Proposal.ike()
                .encryption(AES_CBC, 256)
                .integrity(HMAC_SHA2_256_128)
                .prf(HMAC_SHA2_512)
                .prf(HMAC_SHA2_256)
                .keyExchange(MODP_2048)
                .keyExchange(CURVE25519)
                .build();
        Proposal gcm = Proposal.ike()
                .encryption(AES_GCM_16, 256)
                .encryption(AES_GCM_16, 128)
                .prf(HMAC_SHA2_256)
                .prf(HMAC_SHA2_512)
                .keyExchange(ECP_256)
                .keyExchange(CURVE25519)
                .build();
        Proposal ours = Proposal.ike()
                .encryption(AES_GCM_16, 128)
                .encryption(AES_GCM_16, 256)
                .prf(HMAC_SHA2_512)
                .prf(HMAC_SHA2_256)
                .keyExchange(CURVE25519)
                .keyExchange(ECP_256)
                .build();

        Proposal strongest = ike(
                Transform.encryption(AES_GCM_16, 256), Transform.prf(HMAC_SHA2_512), Transform.keyExchange(CURVE25519));
        assertThat(ProposalSelection.select(List.of(cbc, gcm), List.of(ours, cbc)))
                .isEqualTo(new Selected(1, strongest));
        assertThat(ProposalSelection.select(List.of(gcm, cbc), List.of(cbc, ours)))
                .isEqualTo(new Selected(0, strongest));
        assertThat(ProposalSelection.select(List.of(cbc, ours), List.of(gcm, cbc)))
                .isEqualTo(new Selected(1, strongest));
    }

    @Test
    void what_is_chosen_comes_out_of_one_proposal_of_each_side() {
        Proposal oldCipher = ike(CBC_256, ICV_SHA_256, SHA_256, Transform.keyExchange(KeyExchangeMethod.ECP_384));
        Proposal oldGroup = ike(GCM_128, SHA_256, Transform.keyExchange(MODP_2048));

        assertThat(selected(List.of(oldGroup, oldCipher), List.of(oldGroup, oldCipher))
                        .chosen())
                .isEqualTo(oldCipher);
        assertThat(ProposalSelection.select(
                        List.of(oldGroup, oldCipher),
                        List.of(ike(GCM_128, SHA_256, Transform.keyExchange(KeyExchangeMethod.ECP_384)))))
                .isInstanceOf(NothingInCommon.class);
    }

    @Test
    void of_offered_proposals_with_the_same_choice_the_first_is_answered() {
        assertThat(selected(List.of(GCM_IKE, GCM_IKE, ike(GCM_128, SHA_256, ICV_NONE, X25519)), List.of(GCM_IKE)))
                .isEqualTo(new Selected(0, GCM_IKE));
    }

    @Test
    void an_unknown_transform_type_spoils_its_proposal_but_no_other() {
        Proposal strange = ike(GCM_128, SHA_256, X25519, Transform.of(new TransformType(241), 1));

        assertThat(selected(List.of(strange, GCM_IKE), List.of(GCM_IKE)).offeredIndex())
                .isEqualTo(1);
        assertThat(reason(List.of(strange), List.of(GCM_IKE)))
                .isEqualTo("no offered proposal is acceptable: proposal 1: transform type 241 offered TYPE241-1"
                        + " but acceptable nothing");
        // nor is it enough that both sides write the same number
        assertThat(ProposalSelection.select(List.of(strange), List.of(strange))).isInstanceOf(NothingInCommon.class);
    }

    @Test
    void an_unknown_or_odd_attribute_spoils_its_transform_but_no_other() {
        TransformAttribute keyLength = TransformAttribute.keyLength(128);
        TransformAttribute strange = new TransformAttribute(77, false, new byte[] {1, 2, 3});
        for (List<TransformAttribute> attributes : List.of(
                List.of(keyLength, strange),
                List.of(strange, keyLength),
                List.of(keyLength, keyLength),
                List.of(keyLength, TransformAttribute.keyLength(256)),
                List.of(new TransformAttribute(TransformAttribute.KEY_LENGTH, false, new byte[] {0, (byte) 128})),
                List.<TransformAttribute>of())) {
            Transform odd = new Transform(TransformType.ENCRYPTION, AES_GCM_16.value(), attributes);
            assertThat(ProposalSelection.select(List.of(ike(odd, SHA_256, X25519)), List.of(GCM_IKE)))
                    .isInstanceOf(NothingInCommon.class);
            assertThat(selected(List.of(ike(odd, GCM_128, SHA_256, X25519)), List.of(GCM_IKE))
                            .chosen())
                    .isEqualTo(ike(GCM_128, SHA_256, X25519));
        }
    }

    @Test
    void a_missing_mandatory_type_spoils_the_proposal() {
        for (TransformType missing : GCM_IKE.types()) {
            assertThat(ProposalSelection.select(List.of(GCM_IKE.without(missing)), List.of(GCM_IKE)))
                    .as("without %s", missing)
                    .isInstanceOf(NothingInCommon.class);
        }
    }

    @Test
    void integrity_none_may_be_said_or_left_out_with_an_aead_and_the_answer_does_as_the_offer() {
        Proposal saying = ike(GCM_128, SHA_256, ICV_NONE, X25519);
        for (Proposal ours : List.of(GCM_IKE, saying)) {
            assertThat(selected(List.of(GCM_IKE), List.of(ours)).chosen()).isEqualTo(GCM_IKE);
            assertThat(selected(List.of(saying), List.of(ours)).chosen()).isEqualTo(saying);
        }
        assertThat(ProposalSelection.isValidAnswer(List.of(GCM_IKE), saying)).isTrue();
        assertThat(ProposalSelection.isValidAnswer(List.of(saying), GCM_IKE)).isTrue();
    }

    @Test
    void aead_and_other_encryption_in_one_offer_are_told_apart() {
        List<Proposal> ours = List.of(ike(GCM_128, CBC_256, ICV_NONE, ICV_SHA_256, SHA_256, X25519));

        assertThat(selected(List.of(ike(CBC_256, GCM_128, ICV_SHA_256, ICV_NONE, SHA_256, X25519)), ours)
                        .chosen())
                .isEqualTo(ike(CBC_256, ICV_SHA_256, SHA_256, X25519));
        assertThat(selected(List.of(ike(CBC_256, GCM_128, ICV_NONE, SHA_256, X25519)), ours)
                        .chosen())
                .isEqualTo(ike(GCM_128, ICV_NONE, SHA_256, X25519));
        // without NONE there is no valid answer with the AEAD
        assertThat(selected(List.of(ike(GCM_128, CBC_256, ICV_SHA_256, SHA_256, X25519)), ours)
                        .chosen())
                .isEqualTo(ike(CBC_256, ICV_SHA_256, SHA_256, X25519));
        assertThat(ProposalSelection.select(List.of(ike(CBC_256, ICV_NONE, SHA_256, X25519)), ours))
                .isInstanceOf(NothingInCommon.class);
        assertThat(ProposalSelection.select(List.of(ike(CBC_256, SHA_256, X25519)), ours))
                .isInstanceOf(NothingInCommon.class);
        assertThat(ProposalSelection.select(List.of(ike(GCM_128, ICV_SHA_256, SHA_256, X25519)), ours))
                .isInstanceOf(NothingInCommon.class);
    }

    @Test
    void key_exchange_of_a_child_sa_may_be_none_only_where_both_sides_allow_it() {
        Proposal without = esp(GCM_128, NO_ESN);
        Proposal none = esp(GCM_128, NO_KE, NO_ESN);
        Proposal either = esp(GCM_128, X25519, NO_KE, NO_ESN);
        Proposal with = esp(GCM_128, X25519, NO_ESN);

        assertThat(selected(List.of(without), List.of(either)).chosen()).isEqualTo(without);
        assertThat(selected(List.of(none), List.of(without)).chosen()).isEqualTo(none);
        assertThat(selected(List.of(either), List.of(without)).chosen()).isEqualTo(none);
        assertThat(selected(List.of(either), List.of(either)).chosen()).isEqualTo(with);
        assertThat(reason(List.of(without), List.of(with)))
                .isEqualTo("no offered proposal is acceptable: proposal 1:"
                        + " key exchange offered NONE but acceptable CURVE25519");
        assertThat(ProposalSelection.select(List.of(with), List.of(without))).isInstanceOf(NothingInCommon.class);
    }

    @Test
    void additional_key_exchanges_are_declined_where_the_offer_lets_us() {
        Transform none = Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1, 0);
        Transform mlKem = Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1, 36);

        assertThat(selected(List.of(ike(GCM_128, SHA_256, X25519, mlKem, none)), List.of(GCM_IKE))
                        .chosen())
                .isEqualTo(ike(GCM_128, SHA_256, X25519, none));
        assertThat(ProposalSelection.select(List.of(ike(GCM_128, SHA_256, X25519, mlKem)), List.of(GCM_IKE)))
                .isInstanceOf(NothingInCommon.class);
    }

    @Test
    void a_weaker_cipher_or_one_key_exchange_less_is_better_than_a_broken_member() {
        Transform md5 = Transform.integrity(IntegrityAlgorithm.HMAC_MD5_96);
        List<Proposal> ciphers = List.of(ike(CBC_256, GCM_128, md5, ICV_NONE, SHA_256, X25519));
        assertThat(selected(ciphers, ciphers).chosen()).isEqualTo(ike(GCM_128, ICV_NONE, SHA_256, X25519));

        Transform modp1024 = Transform.keyExchange(MODP_1024);
        Transform none = further(1, KeyExchangeMethod.NONE);
        List<Proposal> methods = List.of(ike(GCM_128, SHA_256, X25519, modp1024, further(1, CURVE25519), none));
        assertThat(selected(methods, methods).chosen()).isEqualTo(ike(GCM_128, SHA_256, X25519, none));
    }

    @Test
    void a_method_is_not_chosen_twice() {
        Proposal two = ike(
                GCM_128,
                SHA_256,
                X25519,
                further(1, CURVE25519),
                further(1, ECP_256),
                further(2, ECP_256),
                further(2, MODP_2048));
        Proposal chosen = ike(GCM_128, SHA_256, X25519, further(1, ECP_256), further(2, MODP_2048));
        assertThat(selected(List.of(two), List.of(two)).chosen()).isEqualTo(chosen);
        assertThat(ProposalSelection.isValidAnswer(List.of(two), chosen)).isTrue();
        assertThat(ProposalSelection.isValidAnswer(
                        List.of(two), ike(GCM_128, SHA_256, X25519, further(1, ECP_256), further(2, ECP_256))))
                .isFalse();

        Proposal twice = ike(GCM_128, SHA_256, X25519, further(3, CURVE25519));
        assertThat(ProposalSelection.isValidAnswer(List.of(twice), twice)).isFalse();
        assertThat(reason(List.of(twice), List.of(twice)))
                .isEqualTo("no offered proposal is acceptable: proposal 1: no key exchange methods that are different"
                        + " from each other (RFC 9370 2.2.2)");
        // NONE may be everywhere
        Proposal none =
                ike(GCM_128, SHA_256, X25519, further(1, KeyExchangeMethod.NONE), further(2, KeyExchangeMethod.NONE));
        assertThat(selected(List.of(none), List.of(none)).chosen()).isEqualTo(none);
    }

    @Test
    void a_peer_without_ike_intermediate_gets_what_can_do_without_additional_key_exchanges() {
        Proposal needed = ike(GCM_128, SHA_256, X25519, further(1, KeyExchangeMethod.ML_KEM_768));
        Proposal optional = ike(
                GCM_128, SHA_256, X25519, further(1, KeyExchangeMethod.ML_KEM_768), further(1, KeyExchangeMethod.NONE));
        Proposal half = ike(GCM_128, SHA_256, X25519, further(1, KeyExchangeMethod.NONE), further(2, ECP_256));

        assertThat(ProposalSelection.withoutAdditionalKeyExchanges(List.of(needed, optional, half, GCM_IKE)))
                .containsExactly(GCM_IKE, GCM_IKE);
        assertThat(selected(
                                List.of(needed, optional),
                                ProposalSelection.withoutAdditionalKeyExchanges(List.of(needed, optional)))
                        .chosen())
                .isEqualTo(ike(GCM_128, SHA_256, X25519, further(1, KeyExchangeMethod.NONE)));
    }

    @Test
    @Timeout(60)
    void hundreds_of_transforms_of_every_type_are_chosen_from_at_once() {
        List<Transform> hostile = new ArrayList<>(List.of(GCM_128, SHA_256));
        List<Transform> ours = new ArrayList<>(List.of(GCM_128, SHA_256));
        for (int method = 1; method <= 40; method++) {
            for (TransformType type : StrengthOrder.KEY_EXCHANGE_TYPES) {
                // seven methods for eight key exchanges: no choice, which a walk through all of them would take long to
                // see
                ours.add(Transform.of(type, 1 + method % 7));
                hostile.add(Transform.of(type, method));
            }
        }
        Proposal theirs = new Proposal(SecurityProtocol.IKE, hostile);
        List<Proposal> offered = Collections.nCopies(50, theirs);
        assertThat(ProposalSelection.select(offered, List.of(new Proposal(SecurityProtocol.IKE, ours))))
                .isInstanceOf(NothingInCommon.class);
        assertThat(ProposalSelection.select(offered, List.of(theirs))).isInstanceOf(Selected.class);
    }

    @Test
    void a_reason_names_each_type_without_overlap_with_the_values_of_both_sides() {
        Proposal offered = Proposal.ike()
                .encryption(AES_CBC, 128)
                .integrity(HMAC_SHA1_96)
                .prf(HMAC_SHA1)
                .prf(HMAC_SHA2_256)
                .keyExchange(MODP_1024)
                .build();
        Proposal ours = Proposal.ike()
                .encryption(AES_CBC, 256)
                .encryption(AES_CBC, 128)
                .integrity(HMAC_SHA2_256_128)
                .prf(HMAC_SHA2_256)
                .keyExchange(CURVE25519)
                .keyExchange(MODP_2048)
                .build();

        ProposalChoice selection =
                ProposalSelection.select(List.of(offered, esp(GCM_128, NO_ESN)), List.of(GCM_IKE, ours));

        Proposal second = esp(GCM_128, NO_ESN);
        assertThat(selection)
                .isEqualTo(new NothingInCommon(
                        List.of(offered, second),
                        List.of(GCM_IKE, ours),
                        List.of(
                                new ProposalMismatch(
                                        1,
                                        offered,
                                        Optional.of(ours),
                                        List.of(TransformType.INTEGRITY, TransformType.KEY_EXCHANGE)),
                                new ProposalMismatch(2, second, Optional.empty(), List.of()))));
        assertThat(((NothingInCommon) selection).reason())
                .isEqualTo(
                        "no offered proposal is acceptable: proposal 1: integrity offered HMAC-SHA1-96 but acceptable"
                                + " HMAC-SHA2-256-128, key exchange offered MODP-1024 but acceptable CURVE25519 or"
                                + " MODP-2048; proposal 2: nothing is acceptable for protocol ESP");
    }

    @Test
    void an_empty_offer_has_nothing_in_common() {
        assertThat(reason(List.of(), List.of(GCM_IKE))).isEqualTo("the peer offered no proposal");
        assertThat(reason(List.of(GCM_IKE), List.of())).contains("nothing is acceptable");
        assertThat(reason(List.of(ike()), List.of(GCM_IKE))).contains("encryption offered nothing");
    }

    @Test
    void a_reason_stays_short_whatever_is_offered() {
        List<Transform> many = new ArrayList<>();
        List<TransformAttribute> attributes = new ArrayList<>();
        for (int i = 0; i < 8000; i++) {
            attributes.add(new TransformAttribute(i, false, new byte[3]));
        }
        for (int i = 0; i < 8000; i++) {
            many.add(Transform.of(new TransformType(i % 256), i));
        }
        many.add(new Transform(TransformType.ENCRYPTION, 1, attributes));
        Proposal huge = new Proposal(SecurityProtocol.IKE, many);
        Proposal attributed = ike(new Transform(TransformType.ENCRYPTION, 1, attributes));
        List<Proposal> offered = new ArrayList<>(List.of(huge, attributed));
        for (int i = 0; i < 250; i++) {
            offered.add(ike());
        }

        assertThat(reason(offered, DefaultProposals.ike()))
                .hasSizeLessThan(5000)
                .endsWith("; and 248 more proposals");
        assertThat(huge.toString()).hasSizeLessThan(50_000);
    }

    @Test
    void a_weak_key_exchange_of_a_child_sa_is_better_than_none() {
        Proposal esp = Proposal.esp()
                .encryption(AES_GCM_16, 256)
                .keyExchange(KeyExchangeMethod.NONE)
                .keyExchange(KeyExchangeMethod.MODP_1536)
                .build();
        assertThat(ChildSuite.of(selected(List.of(esp), List.of(esp)).chosen()).keyExchange())
                .isEqualTo(KeyExchangeMethod.MODP_1536);
    }

    @Test
    void an_answer_is_one_of_each_offered_type_and_nothing_else() {
        Proposal offer = Proposal.ike()
                .encryption(AES_CBC, 256)
                .encryption(AES_CBC, 128)
                .integrity(HMAC_SHA2_256_128)
                .prf(HMAC_SHA2_256)
                .keyExchange(CURVE25519)
                .keyExchange(MODP_2048)
                .build();
        List<Proposal> offered = List.of(GCM_IKE, offer);
        Transform modp = Transform.keyExchange(MODP_2048);

        assertThat(ProposalSelection.isValidAnswer(offered, GCM_IKE)).isTrue();
        assertThat(ProposalSelection.isValidAnswer(offered, ike(modp, SHA_256, CBC_256, ICV_SHA_256)))
                .isTrue();

        for (Proposal wrong : List.of(
                offer,
                ike(CBC_256, ICV_SHA_256, SHA_256),
                ike(CBC_256, SHA_256, X25519),
                ike(CBC_256, ICV_NONE, SHA_256, X25519),
                ike(GCM_128, ICV_SHA_256, SHA_256, X25519),
                ike(GCM_128, SHA_256, modp),
                ike(CBC_256, CBC_256, ICV_SHA_256, SHA_256, X25519),
                ike(CBC_256, ICV_SHA_256, SHA_256, Transform.prf(HMAC_SHA2_512), X25519),
                ike(CBC_256, ICV_SHA_256, SHA_256, X25519, NO_ESN),
                ike(CBC_256, ICV_SHA_256, SHA_256, X25519, Transform.of(new TransformType(99), 0)),
                ike(Transform.encryption(AES_CBC, 192), ICV_SHA_256, SHA_256, X25519),
                ike(Transform.encryption(AES_CBC), ICV_SHA_256, SHA_256, X25519),
                new Proposal(SecurityProtocol.ESP, GCM_IKE.transforms()),
                ike())) {
            assertThat(ProposalSelection.isValidAnswer(offered, wrong))
                    .as("%s", wrong)
                    .isFalse();
        }
    }

    @Test
    void what_strongswan_offers_by_default_for_ike_and_esp_meets_our_defaults() {
        Proposal ike = Proposal.ike()
                .encryption(AES_CBC, 128)
                .encryption(AES_CBC, 256)
                .integrity(HMAC_SHA2_256_128)
                .integrity(HMAC_SHA1_96)
                .prf(HMAC_SHA2_256)
                .keyExchange(ECP_256)
                .keyExchange(CURVE25519)
                .build();
        assertThat(selected(List.of(ike), DefaultProposals.ike()).chosen())
                .isEqualTo(ike(CBC_256, SHA_256, ICV_SHA_256, X25519));
        Proposal esp = esp(GCM_128, Transform.encryption(AES_GCM_16, 256), NO_ESN);
        assertThat(selected(List.of(esp), DefaultProposals.esp()).chosen())
                .isEqualTo(esp(Transform.encryption(AES_GCM_16, 256), NO_ESN));
    }

    private static Selected selected(List<Proposal> offered, List<Proposal> acceptable) {
        ProposalChoice selection = ProposalSelection.select(offered, acceptable);
        assertThat(selection).isInstanceOf(Selected.class);
        return (Selected) selection;
    }

    private static String reason(List<Proposal> offered, List<Proposal> acceptable) {
        ProposalChoice selection = ProposalSelection.select(offered, acceptable);
        assertThat(selection).isInstanceOf(NothingInCommon.class);
        return ((NothingInCommon) selection).reason();
    }

    private static Transform further(int number, KeyExchangeMethod method) {
        return Transform.additionalKeyExchange(number, method);
    }

    private static Proposal ike(Transform... transforms) {
        return new Proposal(SecurityProtocol.IKE, List.of(transforms));
    }

    private static Proposal esp(Transform... transforms) {
        return new Proposal(SecurityProtocol.ESP, List.of(transforms));
    }

    /** A peer may offer what it likes, and an application may make a proposal without the builder. */
    @Test
    void an_ike_sa_that_encrypts_nothing_is_never_chosen_nor_a_valid_answer() {
        for (Transform readable : List.of(
                Transform.encryption(EncryptionAlgorithm.NULL),
                Transform.encryption(EncryptionAlgorithm.NULL_AES_GMAC, 256))) {
            boolean aead = new EncryptionAlgorithm(readable.id()).isAead();
            List<Transform> rest = aead ? List.of(SHA_256, X25519) : List.of(SHA_256, ICV_SHA_256, X25519);
            Proposal alone = new Proposal(SecurityProtocol.IKE, with(readable, rest));
            Transform hiding = aead ? GCM_128 : CBC_256;
            Proposal both = new Proposal(SecurityProtocol.IKE, with(readable, with(hiding, rest)));

            assertThat(ProposalSelection.select(List.of(alone), List.of(alone))).isInstanceOf(NothingInCommon.class);
            assertThat(ProposalSelection.select(List.of(alone), List.of(both))).isInstanceOf(NothingInCommon.class);
            assertThat(ProposalSelection.isValidAnswer(List.of(both), alone)).isFalse();
            assertThat(ProposalSelection.select(List.of(both), List.of(both)))
                    .isEqualTo(new Selected(0, new Proposal(SecurityProtocol.IKE, with(hiding, rest))));
        }
    }

    private static List<Transform> with(Transform first, List<Transform> rest) {
        List<Transform> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }
}
