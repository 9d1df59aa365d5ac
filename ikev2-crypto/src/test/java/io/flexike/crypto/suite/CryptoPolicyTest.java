package io.flexike.crypto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.ProposalChoice.Selected;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CryptoPolicyTest {
    /** Everything that the documents have an opinion about, in the words of {@link ProposalKeywords}. */
    @ParameterizedTest
    @CsvSource({
        // word, IKE or ESP, which policies refuse it
        "des, IKE, STANDARD STRICT FIPS CNSA2",
        "des, ESP, STANDARD STRICT FIPS CNSA2",
        "3des, IKE, STRICT FIPS CNSA2",
        "3des, ESP, STRICT FIPS CNSA2",
        "null, IKE, LEGACY STANDARD STRICT FIPS CNSA2",
        "null, ESP, CNSA2",
        "aes256gmac, ESP, CNSA2",
        "aes256gcm8, ESP, CNSA2",
        "aes256gcm12, ESP, CNSA2",
        "aes256ccm8, IKE, CNSA2",
        "aes256ccm16, ESP, ''",
        "aes256gmac, IKE, LEGACY STANDARD STRICT FIPS CNSA2",
        "blowfish, ESP, STANDARD STRICT FIPS CNSA2",
        "aes128, IKE, CNSA2",
        "aes192gcm16, ESP, CNSA2",
        "aes256, IKE, ''",
        "aes256gcm16, ESP, ''",
        "chacha20poly1305, ESP, FIPS CNSA2",
        "camellia256, IKE, FIPS CNSA2",
        "md5, IKE, STRICT FIPS CNSA2",
        "md5, ESP, STRICT FIPS CNSA2",
        "prfmd5, IKE, STRICT FIPS CNSA2",
        "sha1, IKE, CNSA2",
        "prfsha1, IKE, CNSA2",
        "aesxcbc, IKE, FIPS CNSA2",
        "sha256, ESP, CNSA2",
        "sha384, ESP, ''",
        "prfsha256, IKE, CNSA2",
        "prfsha384, IKE, ''",
        "modp768, IKE, STANDARD STRICT FIPS CNSA2",
        "modp1024, IKE, STRICT FIPS CNSA2",
        "modp1024, ESP, STRICT FIPS CNSA2",
        "modp1536, IKE, STRICT FIPS CNSA2",
        "modp2048, IKE, CNSA2",
        "modp3072, IKE, ''",
        "modp1024s160, IKE, STANDARD STRICT FIPS CNSA2",
        "modp2048s256, IKE, STRICT FIPS CNSA2",
        "ecp192, IKE, STRICT FIPS CNSA2",
        "ecp256, IKE, CNSA2",
        "ecp384, IKE, ''",
        "ecp521, IKE, CNSA2",
        "ecp256bp, IKE, FIPS CNSA2",
        "x25519, IKE, FIPS CNSA2",
        "ke1_x448, IKE, FIPS CNSA2",
        "ke1_mlkem768, IKE, CNSA2",
        "ke1_mlkem1024, IKE, ''",
        "ke1_none, IKE, ''",
        "esn, ESP, ''",
    })
    void each_policy_refuses_what_its_documents_say(String word, String protocol, String refusing) {
        Transform transform = KeywordTable.transform(word).orElseThrow();
        SecurityProtocol used = protocol.equals("IKE") ? SecurityProtocol.IKE : SecurityProtocol.ESP;
        List<String> refused = CryptoPolicy.all().stream()
                .filter(policy -> policy.refusal(used, transform).isPresent())
                .map(CryptoPolicy::name)
                .toList();
        assertThat(String.join(" ", refused)).isEqualTo(refusing);
    }

    @Test
    void a_proposal_is_narrowed_and_every_refusal_names_its_rule() {
        Proposal mixed = ProposalKeywords.parse(SecurityProtocol.ESP, "3des-aes128-sha256-md5")
                .get(0);
        CryptoPolicy.Narrowed narrowed = CryptoPolicy.STRICT.apply(List.of(mixed));
        assertThat(ProposalKeywords.write(narrowed.proposals())).isEqualTo("aes128-sha256");
        assertThat(narrowed.refusals())
                .map(CryptoPolicy.Refusal::toString)
                .containsExactly(
                        "STRICT forbids 3DES for ESP (RFC 8221 5: SHOULD NOT)",
                        "STRICT forbids HMAC-MD5-96 for ESP (RFC 8221 6: MUST NOT)");

        CryptoPolicy.Narrowed nothing = CryptoPolicy.CNSA2.apply(List.of(mixed));
        assertThat(nothing.proposals()).isEmpty();
        assertThat(nothing.refusals()).hasSize(4);
        assertThat(CryptoPolicy.LEGACY.apply(List.of(mixed)).proposals()).containsExactly(mixed);
    }

    /** Each scheme with the types of keys that it fits. */
    @ParameterizedTest
    @CsvSource({
        // key, bits of an RSA key, scheme, which policies refuse it
        "RSA, 2048, RSA PKCS#1 v1.5 with SHA1, STRICT FIPS CNSA2",
        "RSA, 2048, RSA PKCS#1 v1.5 with SHA2-256, CNSA2",
        "RSA, 2048, RSA PKCS#1 v1.5 with SHA2-384, CNSA2",
        "RSA, 2048, RSASSA-PSS with SHA2-512, CNSA2",
        "RSA, 3072, RSA PKCS#1 v1.5 with SHA1, STRICT FIPS CNSA2",
        "RSA, 3072, RSASSA-PSS with SHA2-256, CNSA2",
        "RSA, 3072, RSASSA-PSS with SHA2-384, ''",
        "RSA, 3072, RSA PKCS#1 v1.5 with SHA2-512, ''",
        "RSA, 1024, RSASSA-PSS with SHA2-256, STRICT FIPS CNSA2",
        "ECDSA_P256, 0, ECDSA with SHA2-256, CNSA2",
        "ECDSA_P256, 0, ECDSA with SHA2-384, CNSA2",
        "ECDSA_P384, 0, ECDSA with SHA2-256, CNSA2",
        "ECDSA_P384, 0, ECDSA with SHA2-384, ''",
        "ECDSA_P384, 0, ECDSA with SHA2-512, CNSA2",
        "ECDSA_P521, 0, ECDSA with SHA2-512, CNSA2",
        "ED25519, 0, Ed25519, CNSA2",
        "ED448, 0, Ed448, CNSA2",
        "ML_DSA_44, 0, ML-DSA-44, CNSA2",
        "ML_DSA_65, 0, ML-DSA-65, CNSA2",
        "ML_DSA_87, 0, ML-DSA-87, ''",
        // fits no such key, so there is nothing to refuse
        "ED25519, 0, RSA PKCS#1 v1.5 with SHA1, ''",
    })
    void signatures_are_judged_by_scheme_and_key(PublicKeyType type, int bits, String name, String refusing) {
        SignatureScheme scheme = SignatureScheme.DEFAULTS.stream()
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow();
        List<String> refused = CryptoPolicy.all().stream()
                .filter(policy ->
                        policy.refusal(scheme, new JudgedKey(type, bits)).isPresent())
                .map(CryptoPolicy::name)
                .toList();
        assertThat(String.join(" ", refused)).isEqualTo(refusing);
    }

    @Test
    void schemes_are_narrowed_to_those_of_the_key_and_every_refusal_names_its_rule() {
        List<SignatureScheme> schemes = List.of(
                SignatureScheme.ED25519, SignatureScheme.RSA_PSS_SHA2_256, SignatureScheme.LEGACY_RSA_PKCS1_SHA1);
        CryptoPolicy.NarrowedSchemes narrowed =
                CryptoPolicy.STRICT.apply(schemes, new JudgedKey(PublicKeyType.RSA, 2048));
        assertThat(narrowed.schemes()).containsExactly(SignatureScheme.RSA_PSS_SHA2_256);
        assertThat(narrowed.refusals())
                .map(CryptoPolicy.SchemeRefusal::toString)
                .containsExactly("STRICT forbids RSA PKCS#1 v1.5 with SHA1 by such RSA keys (RFC 8247 3.2: MUST NOT)");
    }

    private record JudgedKey(PublicKeyType type, int modulusBits) implements VerificationKey {
        @Override
        public byte[] subjectPublicKeyInfo() {
            throw new AssertionError("not for this");
        }

        @Override
        public boolean verify(SignatureScheme scheme, byte[] octets, byte[] signature) {
            throw new AssertionError("not for this");
        }
    }

    @Test
    void our_own_defaults_keep_to_the_strict_policy() {
        for (List<Proposal> proposals :
                List.of(DefaultProposals.classical(), DefaultProposals.hybrid(), DefaultProposals.esp())) {
            assertThat(CryptoPolicy.STRICT.apply(proposals)).isEqualTo(new CryptoPolicy.Narrowed(proposals, List.of()));
        }
    }

    @Property(tries = 200)
    void nothing_that_a_policy_refuses_is_ever_selected(@ForAll long seed) {
        Random random = new Random(seed);
        List<Proposal> ours = proposals(random);
        List<Proposal> offered = proposals(random);
        for (CryptoPolicy policy : CryptoPolicy.all()) {
            CryptoPolicy.Narrowed narrowed = policy.apply(ours);
            assertThat(policy.apply(narrowed.proposals()).refusals()).isEmpty();
            if (ProposalSelection.select(offered, narrowed.proposals()) instanceof Selected selected) {
                assertThat(selected.chosen().transforms())
                        .allMatch(transform ->
                                policy.refusal(SecurityProtocol.IKE, transform).isEmpty());
            }
        }
    }

    private static List<Proposal> proposals(Random random) {
        List<Proposal> proposals = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            List<Transform> transforms = new ArrayList<>();
            for (int j = 0; j < 6; j++) {
                transforms.add(Transform.encryption(EncryptionAlgorithm.AES_CBC, 128 + 64 * random.nextInt(3)));
                transforms.add(Transform.encryption(new EncryptionAlgorithm(2 + random.nextInt(2))));
                transforms.add(Transform.of(TransformType.PRF, random.nextInt(1, 8)));
                transforms.add(Transform.of(TransformType.INTEGRITY, random.nextInt(1, 15)));
                transforms.add(Transform.of(TransformType.KEY_EXCHANGE, random.nextInt(1, 38)));
            }
            proposals.add(new Proposal(SecurityProtocol.IKE, transforms));
        }
        return proposals;
    }
}
