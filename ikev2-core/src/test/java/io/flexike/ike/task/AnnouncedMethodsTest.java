package io.flexike.ike.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.auth.AuthAnnouncement;
import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PreSharedKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AnnouncedMethodsTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.root("CN=Root");
    private static final CertificateAuthority OTHER = CertificateAuthority.root("CN=Other");
    private static final List<AuthorityHash> AUTHORITIES =
            List.of(AuthorityHash.of(OTHER.certificate()), AuthorityHash.of(ROOT.certificate()));
    private static final Issued ALICE = ROOT.issue("CN=alice", each -> each.dns("alice.example"));
    private static final SigningKey KEY = ALICE.own().key();
    private static final AuthenticationMethod.Certificates CERTIFIED = new AuthenticationMethod.Certificates(
            Trustpoint.of("own", List.of(ROOT.certificate()), List.of(ALICE.own())));
    private static final AuthenticationMethod SIGNED = new AuthenticationMethod.Signature(KEY);
    private static final AuthenticationMethod SHARED =
            new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8("a shared key")));
    private static final SignatureScheme ECDSA = SignatureScheme.ECDSA_SHA2_256;

    private static AnnouncedMethods of(AuthAnnouncement... announcements) {
        return AnnouncedMethods.of(List.of(announcements), AUTHORITIES);
    }

    @Test
    void who_says_nothing_or_nothing_known_allows_all() {
        for (AnnouncedMethods nothing : List.of(
                AnnouncedMethods.NONE,
                of(AuthAnnouncement.of(new AuthMethod(200))),
                of(AuthAnnouncement.of(AuthMethod.DIGITAL_SIGNATURE, 0)),
                of(AuthAnnouncement.of(AuthMethod.SHARED_KEY, 0)),
                of(new AuthAnnouncement(AuthMethod.DIGITAL_SIGNATURE, OptionalInt.of(0), new byte[] {48, 0})),
                of(AuthAnnouncement.of(ECDSA, 3)))) {
            assertThat(nothing.allow(SHARED)).as(nothing.toString()).isTrue();
            assertThat(nothing.allow(SIGNED)).isTrue();
            assertThat(nothing.allow(new AuthenticationMethod.Null())).isTrue();
            assertThat(nothing.announcedFirst(SignatureScheme.DEFAULTS)).isEqualTo(SignatureScheme.DEFAULTS);
        }
    }

    @Test
    void each_kind_of_method_is_allowed_by_its_own_announcement() {
        AnnouncedMethods key = of(AuthAnnouncement.of(AuthMethod.SHARED_KEY));
        assertThat(key.allow(SHARED)).isTrue();
        assertThat(key.allow(SIGNED)).isFalse();
        assertThat(key.allow(CERTIFIED)).isFalse();
        assertThat(of(AuthAnnouncement.of(AuthMethod.NULL)).allow(new AuthenticationMethod.Null()))
                .isTrue();
        assertThat(of(AuthAnnouncement.of(ECDSA, 0)).allow(SHARED)).isFalse();
        assertThat(of(AuthAnnouncement.of(ECDSA, 0)).allow(SIGNED)).isTrue();
        assertThat(of(AuthAnnouncement.of(SignatureScheme.ED25519, 0)).allow(SIGNED))
                .isFalse();
        assertThat(of(AuthAnnouncement.of(AuthMethod.ECDSA_SHA_256_P256, 0)).allow(SIGNED))
                .isTrue();
        assertThat(of(AuthAnnouncement.of(AuthMethod.RSA_SIGNATURE, 0)).allow(SIGNED))
                .isFalse();
    }

    /** RFC 9593 3.2.2: counted from one, in the order of the CERTREQ payloads. */
    @Test
    void a_link_is_to_an_authority_that_stands_above_the_certificate() {
        assertThat(of(AuthAnnouncement.of(ECDSA, 2)).allow(CERTIFIED)).isTrue();
        assertThat(of(AuthAnnouncement.of(ECDSA, 1)).allow(CERTIFIED)).isFalse();
        assertThat(of(AuthAnnouncement.of(ECDSA, 0)).allow(CERTIFIED)).isTrue();
        assertThat(AnnouncedMethods.of(List.of(AuthAnnouncement.of(ECDSA, 1)), List.of())
                        .allow(CERTIFIED))
                .as("without CERTREQ payloads a link means nothing")
                .isTrue();
        SignatureScheme longer = SignatureScheme.ECDSA_SHA2_512;
        AnnouncedMethods both = of(AuthAnnouncement.of(longer, 1), AuthAnnouncement.of(ECDSA, 2));
        assertThat(both.announcedFirst(CERTIFIED.own().get(0), CERTIFIED).get(0))
                .isEqualTo(ECDSA);
    }

    @Test
    void announced_schemes_come_first_and_the_others_stay() {
        AnnouncedMethods announced = of(
                AuthAnnouncement.of(SignatureScheme.RSA_PKCS1_SHA2_256, 0),
                AuthAnnouncement.of(SignatureScheme.RSA_PKCS1_SHA2_512, 0));
        assertThat(announced.announcedFirst(SignatureScheme.DEFAULTS))
                .startsWith(SignatureScheme.RSA_PKCS1_SHA2_512, SignatureScheme.RSA_PKCS1_SHA2_256)
                .containsExactlyInAnyOrderElementsOf(SignatureScheme.DEFAULTS);
    }

    @Test
    void whatever_a_peer_sends_little_is_kept() {
        List<AuthAnnouncement> many = Collections.nCopies(10_000, AuthAnnouncement.of(ECDSA, 1));
        assertThat(AnnouncedMethods.of(many, AUTHORITIES).entries()).hasSize(64);
        RandomGenerator random = new java.util.Random(5);
        for (int run = 0; run < 2_000; run++) {
            List<AuthAnnouncement> hostile = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] algorithm = new byte[random.nextInt(20)];
                random.nextBytes(algorithm);
                hostile.add(new AuthAnnouncement(
                        new AuthMethod(random.nextInt(16)), OptionalInt.of(random.nextInt(256)), algorithm));
            }
            AnnouncedMethods announced = AnnouncedMethods.of(hostile, AUTHORITIES);
            announced.allow(CERTIFIED);
            assertThat(announced.announcedFirst(ALICE.own(), CERTIFIED)).hasSameSizeAs(SignatureScheme.DEFAULTS);
        }
    }
}
