package io.flexike.ike.certificate;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.identity.Identity;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdicts over chains as they should be and as they should not. */
class PkixTrustTest {
    private static final Identification HQ = Identity.fqdn("hq.example").toWire();

    private final CertificateAuthority root = CertificateAuthority.root("O=Example, CN=Root");
    private final CertificateAuthority middle = root.intermediate("O=Example, CN=Middle");

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSA_1024")
    void every_kind_of_key_is_trusted_below_an_authority_of_its_kind(KeyKind kind) {
        CertificateAuthority authority = CertificateAuthority.root("CN=Root of " + kind, each -> each.key(kind));
        Issued hq = authority.issue("CN=hq", each -> each.key(kind).dns("hq.example"));

        CertificateVerdict.Trusted trusted = trusted(authority, PkixSettings.DEFAULTS, HQ, hq.certificate());

        assertThat(trusted.key()).isEqualTo(VerificationKey.of(hq.keys().getPublic()));
        assertThat(trusted.leaf()).isEqualTo(hq.certificate());
        assertThat(trusted.chain()).containsExactly(hq.certificate(), authority.certificate());
        assertThat(trusted.validUntil()).isEqualTo(NOW.plus(Duration.ofDays(365)));
    }

    @Test
    void certificates_between_come_in_any_order_and_with_others_among_them() {
        CertificateAuthority low = middle.intermediate("O=Example, CN=Low");
        Issued hq = low.issue("CN=hq", each -> each.dns("hq.example"));
        CertificateAuthority stranger = CertificateAuthority.root("CN=Stranger");

        CertificateVerdict.Trusted trusted = trusted(
                root,
                PkixSettings.DEFAULTS,
                HQ,
                hq.certificate(),
                middle.certificate(),
                stranger.certificate(),
                root.certificate(),
                low.certificate());

        assertThat(trusted.chain())
                .containsExactly(hq.certificate(), low.certificate(), middle.certificate(), root.certificate());
    }

    @Test
    void a_chain_that_lacks_a_certificate_leads_nowhere() {
        Issued hq = middle.issue("CN=hq", each -> each.dns("hq.example"));

        refused(RefusalReason.UNKNOWN_AUTHORITY, HQ, hq.certificate())
                .isEqualTo("The certificate of CN=hq (serial " + serial(hq) + "), issued by CN=Middle, O=Example,"
                        + " does not lead to an authority that is trusted.");
    }

    @Test
    void a_certificate_that_has_signed_itself_is_refused_unless_it_is_the_anchor() {
        CertificateAuthority own = CertificateAuthority.root("CN=hq", each -> each.dns("hq.example"));

        refused(RefusalReason.UNKNOWN_AUTHORITY, HQ, own.certificate()).contains("CN=hq");
        assertThat(trusted(own, PkixSettings.DEFAULTS, HQ, own.certificate()).chain())
                .containsExactly(own.certificate());
    }

    @Test
    void an_authority_of_the_same_name_with_another_key_is_not_the_issuer() {
        CertificateAuthority impostor = CertificateAuthority.root("O=Example, CN=Root");
        Issued hq = impostor.issue("CN=hq", each -> each.dns("hq.example"));

        refused(RefusalReason.UNKNOWN_AUTHORITY, HQ, hq.certificate()).contains("CN=hq");
    }

    @Test
    void who_has_expired_or_is_not_valid_yet_is_named_with_the_time() {
        Issued old = root.issue(
                "CN=hq",
                each -> each.dns("hq.example").valid(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1))));
        Issued young = root.issue(
                "CN=hq",
                each -> each.dns("hq.example").valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2))));

        refused(RefusalReason.EXPIRED, HQ, old.certificate())
                .isEqualTo("The certificate of CN=hq (serial " + serial(old)
                        + ") expired at 2026-02-28T12:00:00Z; it is 2026-03-01T12:00:00Z.");
        refused(RefusalReason.NOT_YET_VALID, HQ, young.certificate()).contains("2026-03-02T12:00:00Z");
    }

    @Test
    void an_authority_that_has_expired_is_refused_also_if_it_is_the_anchor() {
        CertificateAuthority old = CertificateAuthority.root(
                "CN=Old", each -> each.valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))));
        Issued hq = old.issue("CN=hq", each -> each.dns("hq.example"));

        assertThat(refusal(old, PkixSettings.DEFAULTS, CertificateUsage.RESPONDER, HQ, hq.certificate()))
                .satisfies(each -> assertThat(each.reason()).isEqualTo(RefusalReason.EXPIRED))
                .satisfies(each -> assertThat(each.text()).contains("CN=Old"));
    }

    @Test
    void a_peer_is_no_authority() {
        Issued spoke = root.issue("CN=spoke", each -> each.dns("spoke.example"));
        CertificateAuthority forged = root.intermediate("CN=spoke", each -> each);
        Issued hq = forged.issue("CN=hq", each -> each.dns("hq.example"));

        refused(RefusalReason.NOT_AN_AUTHORITY, HQ, hq.certificate(), forged.certificate(), spoke.certificate())
                .contains("CN=spoke");
    }

    @Test
    void authorities_stay_within_their_path_length_and_their_key_usage() {
        CertificateAuthority narrow = root.intermediate("CN=Narrow", each -> each.authority(0));
        CertificateAuthority below = narrow.intermediate("CN=Below");
        Issued deep = below.issue("CN=hq", each -> each.dns("hq.example"));
        CertificateAuthority wrong =
                root.intermediate("CN=Wrong", each -> each.authority(-1).keyUsage(KeyUsage.digitalSignature));
        Issued other = wrong.issue("CN=hq", each -> each.dns("hq.example"));

        refused(RefusalReason.NOT_AN_AUTHORITY, HQ, deep.certificate(), below.certificate(), narrow.certificate())
                .contains("path length");
        refused(RefusalReason.NOT_AN_AUTHORITY, HQ, other.certificate(), wrong.certificate())
                .contains("CN=Wrong")
                .contains("key usage");
    }

    @Test
    void names_stay_within_the_constraints_above_them() {
        CertificateAuthority branch =
                root.intermediate("CN=Branch", each -> each.authority(-1).permitting("branch.example"));
        Issued inside = branch.issue("CN=b", each -> each.dns("one.branch.example"));
        Issued outside = branch.issue("CN=hq", each -> each.dns("hq.example"));

        trusted(
                root,
                PkixSettings.DEFAULTS,
                Identity.fqdn("one.branch.example").toWire(),
                inside.certificate(),
                branch.certificate());
        refused(RefusalReason.NAME_CONSTRAINTS, HQ, outside.certificate(), branch.certificate())
                .contains("CN=hq");
    }

    @Test
    void name_constraints_of_the_anchor_count_too() {
        CertificateAuthority narrow = CertificateAuthority.root("CN=Narrow root", each -> each.permitting("a.example"));
        Issued hq = narrow.issue("CN=hq", each -> each.dns("hq.example"));

        CertificateVerdict.Refused refused =
                refusal(narrow, PkixSettings.DEFAULTS, CertificateUsage.RESPONDER, HQ, hq.certificate());
        assertThat(refused.reason()).as(refused.text()).isEqualTo(RefusalReason.NAME_CONSTRAINTS);
    }

    @Test
    void the_path_length_of_the_anchor_counts_too() {
        CertificateAuthority narrow = CertificateAuthority.root("CN=Narrow root", each -> each.authority(0));
        CertificateAuthority below = narrow.intermediate("CN=Below");
        Issued hq = below.issue("CN=hq", each -> each.dns("hq.example"));
        Issued direct = narrow.issue("CN=hq", each -> each.dns("hq.example"));

        trusted(narrow, PkixSettings.DEFAULTS, HQ, direct.certificate());
        CertificateVerdict.Refused refused = refusal(
                narrow, PkixSettings.DEFAULTS, CertificateUsage.RESPONDER, HQ, hq.certificate(), below.certificate());
        assertThat(refused.reason()).as(refused.text()).isEqualTo(RefusalReason.NOT_AN_AUTHORITY);
    }

    @Test
    void an_anchor_with_name_constraints_has_to_be_the_root() {
        CertificateAuthority branch =
                root.intermediate("CN=Branch", each -> each.authority(-1).permitting("branch.example"));

        assertThatThrownBy(() ->
                        new PkixTrust(List.of(branch.certificate()), InstantSource.fixed(NOW), PkixSettings.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CN=Branch");
    }

    @Test
    void an_anchor_may_stand_in_the_middle() {
        Issued hq = middle.issue("CN=hq", each -> each.dns("hq.example"));

        assertThat(trusted(middle, PkixSettings.DEFAULTS, HQ, hq.certificate()).chain())
                .containsExactly(hq.certificate(), middle.certificate());
    }

    @Test
    void a_critical_extension_that_is_not_known_is_refused() {
        Issued hq = root.issue(
                "CN=hq",
                each -> each.dns("hq.example").extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE));

        refused(RefusalReason.CRITICAL_EXTENSION, HQ, hq.certificate()).contains("CN=hq");
    }

    @Test
    void a_key_for_something_else_than_signatures_is_refused() {
        Issued hq = root.issue("CN=hq", each -> each.dns("hq.example").keyUsage(KeyUsage.keyAgreement));
        Issued signer = root.issue("CN=hq", each -> each.dns("hq.example").keyUsage(KeyUsage.nonRepudiation));

        refused(RefusalReason.KEY_USAGE, HQ, hq.certificate()).contains("digitalSignature");
        trusted(root, PkixSettings.DEFAULTS, HQ, signer.certificate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.3.6.1.5.5.7.3.17",
                "2.5.29.37.0",
                "1.3.6.1.5.5.8.2.2",
                "1.3.6.1.5.5.7.3.1",
                "1.3.6.1.5.5.7.3.2"
            })
    void purposes_of_ike_and_tls_are_taken(String purpose) {
        Issued hq = root.issue("CN=hq", each -> each.dns("hq.example").purposes(purpose));

        trusted(root, PkixSettings.DEFAULTS, HQ, hq.certificate());
    }

    @Test
    void a_purpose_that_is_not_of_ike_is_refused() {
        Issued hq = root.issue("CN=hq", each -> each.dns("hq.example").purposes("1.3.6.1.5.5.7.3.3"));

        refused(RefusalReason.EXTENDED_KEY_USAGE, HQ, hq.certificate()).contains("1.3.6.1.5.5.7.3.3");
    }

    @Test
    void server_authentication_can_be_demanded_of_responders_but_not_of_initiators() {
        PkixSettings strict = PkixSettings.DEFAULTS.with(PkixSettings.ResponderPurpose.SERVER_AUTH);
        Issued plain = root.issue("CN=hq", each -> each.dns("hq.example"));
        Issued server = root.issue("CN=hq", each -> each.dns("hq.example").purposes("1.3.6.1.5.5.7.3.1"));

        assertThat(refusal(root, strict, CertificateUsage.RESPONDER, HQ, plain.certificate())
                        .reason())
                .isEqualTo(RefusalReason.EXTENDED_KEY_USAGE);
        assertThat(verdict(root, strict, CertificateUsage.INITIATOR, HQ, plain.certificate()))
                .isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(verdict(root, strict, CertificateUsage.RESPONDER, HQ, server.certificate()))
                .isInstanceOf(CertificateVerdict.Trusted.class);
    }

    @Test
    void old_signatures_and_short_keys_are_for_the_legacy_policy_alone() {
        KeyPair keys = KeyKind.RSA_1024.generate();
        CertificateAuthority small = CertificateAuthority.root("CN=Small", each -> each.key(KeyKind.RSA_1024, keys));
        Issued below = small.issue("CN=hq", each -> each.dns("hq.example"));
        CertificateAuthority rsa = CertificateAuthority.root("CN=RSA", each -> each.key(KeyKind.RSA_2048));
        Issued sha1 = rsa.issue("CN=hq", each -> each.dns("hq.example").signedBy("SHA1withRSA"));
        Issued md5 = rsa.issue("CN=hq", each -> each.dns("hq.example").signedBy("MD5withRSA"));
        PkixSettings legacy = PkixSettings.DEFAULTS.with(CryptoPolicy.LEGACY);

        assertWeak(small, PkixSettings.DEFAULTS, below, "RSA key of 1024 bits");
        trusted(small, legacy, HQ, below.certificate());
        assertWeak(rsa, PkixSettings.DEFAULTS, sha1, "SHA1");
        trusted(rsa, legacy, HQ, sha1.certificate());
        assertWeak(rsa, legacy, md5, "MD5");
    }

    @Test
    void the_policy_judges_each_signature_of_the_chain() {
        CertificateAuthority p384 = CertificateAuthority.root("CN=P-384", each -> each.key(KeyKind.P384));
        Issued hq = p384.issue("CN=hq", each -> each.key(KeyKind.P384).dns("hq.example"));
        Issued other = root.issue("CN=hq", each -> each.key(KeyKind.P384).dns("hq.example"));
        PkixSettings cnsa = PkixSettings.DEFAULTS.with(CryptoPolicy.CNSA2);

        trusted(p384, cnsa, HQ, hq.certificate());
        assertWeak(root, cnsa, other, "CNSA");
    }

    @Test
    void a_peer_whose_key_cannot_sign_in_ike_is_refused() {
        Issued small = root.issue("CN=hq", each -> each.key(KeyKind.RSA_1024).dns("hq.example"));

        refused(RefusalReason.WEAK, HQ, small.certificate()).contains("CN=hq");
        assertThat(refusal(
                                root,
                                PkixSettings.DEFAULTS.with(CryptoPolicy.LEGACY),
                                CertificateUsage.RESPONDER,
                                HQ,
                                small.certificate())
                        .reason())
                .isEqualTo(RefusalReason.UNSUPPORTED_KEY);
    }

    @Test
    void authorities_that_issue_one_another_in_circles_end_the_search() {
        KeyPair keys = KeyKind.P256.generate();
        CertificateAuthority[] ring = new CertificateAuthority[10];
        CertificateAuthority base = CertificateAuthority.root("CN=Ring", each -> each.key(KeyKind.P256, keys));
        X509Certificate[] sent = new X509Certificate[11];
        sent[0] = base.issue("CN=hq", each -> each.dns("hq.example")).certificate();
        for (int i = 0; i < ring.length; i++) {
            ring[i] = base.intermediate(
                    "CN=Ring", each -> each.key(KeyKind.P256, keys).authority(-1));
            sent[i + 1] = ring[i].certificate();
        }

        refused(RefusalReason.UNKNOWN_AUTHORITY, HQ, sent).contains("CN=hq");
    }

    @Test
    void a_signature_has_no_bits_that_are_not_used() {
        Issued hq = root.issue("CN=hq", each -> each.dns("hq.example"));
        byte[] octets = hq.encoded();
        octets[octets.length - hq.certificate().getSignature().length - 1] = 1;

        assertThat(new PkixTrust(List.of(root.certificate()), InstantSource.fixed(NOW), PkixSettings.DEFAULTS)
                        .check(CertificateQuestion.ofCertificates(HQ, CertificateUsage.INITIATOR, octets)))
                .isEqualTo(new CertificateVerdict.Refused(
                        RefusalReason.MALFORMED, "The peer's CERT payload 1 holds a certificate that is malformed."));
    }

    @Test
    void a_peer_without_certificates_or_with_too_many_is_refused() {
        Issued hq = root.issue("CN=hq", each -> each.dns("hq.example"));
        X509Certificate[] many = new X509Certificate[13];
        Arrays.fill(many, hq.certificate());

        refused(RefusalReason.NO_CERTIFICATE, HQ).isEqualTo("The peer sent no X.509 certificate.");
        refused(RefusalReason.TOO_MUCH, HQ, many).contains("12");
    }

    @Test
    void without_binding_the_peer_may_call_itself_what_it_likes() {
        Issued hq = root.issue("CN=hq", each -> each.dns("hq.example"));
        Identification other = Identity.fqdn("other.example").toWire();

        refused(RefusalReason.WRONG_IDENTITY, other, hq.certificate()).contains("other.example", "hq.example");
        trusted(root, PkixSettings.DEFAULTS.with(PkixSettings.Binding.ANY_OF_AUTHORITY), other, hq.certificate());
        trusted(
                root,
                PkixSettings.DEFAULTS.with(PkixSettings.Binding.ANY_OF_AUTHORITY),
                new Identification(IdentificationType.KEY_ID, new byte[] {1}),
                hq.certificate());
    }

    @Test
    void a_certificate_map_narrows_whom_an_authority_may_vouch_for() {
        Issued hq = root.issue("O=Example,OU=VPN,CN=hq", each -> each.dns("hq.example"));
        Issued mail = root.issue("O=Example,OU=Mail,CN=hq", each -> each.dns("hq.example"));
        PkixTrust trust = PkixTrust.of(
                        Trustpoint.of("T", List.of(root.certificate()), List.of()),
                        InstantSource.fixed(NOW),
                        PkixSettings.DEFAULTS)
                .withMap(new CertificateMap("VPN", List.of(CertificateMap.Entry.of(10, "subject-name co ou = vpn"))));

        assertThat(trust.check(CertificateQuestion.ofCertificates(HQ, CertificateUsage.INITIATOR, hq.encoded())))
                .isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(trust.check(CertificateQuestion.ofCertificates(HQ, CertificateUsage.INITIATOR, mail.encoded())))
                .isEqualTo(new CertificateVerdict.Refused(
                        RefusalReason.NOT_IN_MAP,
                        "The certificate of CN=hq, OU=Mail, O=Example (serial " + serial(mail)
                                + ") does not match the certificate map \"VPN\"."));
    }

    @Test
    void requests_for_certificates_name_the_authorities_by_their_keys() {
        PkixTrust trust = new PkixTrust(
                List.of(root.certificate(), middle.certificate()), InstantSource.fixed(NOW), PkixSettings.DEFAULTS);

        assertThat(trust.authorityHashes()).hasSize(40);
        assertThat(AuthorityHash.list(trust.authorityHashes()))
                .containsExactly(AuthorityHash.of(root.certificate()), AuthorityHash.of(middle.certificate()));
    }

    private static void assertWeak(CertificateAuthority anchor, PkixSettings settings, Issued issued, String text) {
        CertificateVerdict.Refused refused =
                refusal(anchor, settings, CertificateUsage.RESPONDER, HQ, issued.certificate());
        assertThat(refused.reason()).isEqualTo(RefusalReason.WEAK);
        assertThat(refused.text()).contains(text);
    }

    private AbstractStringAssert<?> refused(RefusalReason reason, Identification remote, X509Certificate... received) {
        CertificateVerdict.Refused refused =
                refusal(root, PkixSettings.DEFAULTS, CertificateUsage.RESPONDER, remote, received);
        assertThat(refused.reason()).as(refused.text()).isEqualTo(reason);
        return assertThat(refused.text());
    }

    private static CertificateVerdict.Refused refusal(
            CertificateAuthority anchor,
            PkixSettings settings,
            CertificateUsage usage,
            Identification remote,
            X509Certificate... received) {
        CertificateVerdict verdict = verdict(anchor, settings, usage, remote, received);
        assertThat(verdict).isInstanceOf(CertificateVerdict.Refused.class);
        return (CertificateVerdict.Refused) verdict;
    }

    private static CertificateVerdict.Trusted trusted(
            CertificateAuthority anchor, PkixSettings settings, Identification remote, X509Certificate... received) {
        CertificateVerdict verdict = verdict(anchor, settings, CertificateUsage.RESPONDER, remote, received);
        assertThat(verdict).isInstanceOf(CertificateVerdict.Trusted.class);
        return (CertificateVerdict.Trusted) verdict;
    }

    private static CertificateVerdict verdict(
            CertificateAuthority anchor,
            PkixSettings settings,
            CertificateUsage usage,
            Identification remote,
            X509Certificate... received) {
        byte[][] encoded =
                Arrays.stream(received).map(CertificateAuthority::der).toArray(byte[][]::new);
        return new PkixTrust(List.of(anchor.certificate()), InstantSource.fixed(NOW), settings)
                .check(CertificateQuestion.ofCertificates(remote, usage, encoded));
    }

    private static String serial(Issued issued) {
        return issued.certificate().getSerialNumber().toString(16);
    }
}
