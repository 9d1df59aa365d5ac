package io.flexike.ike.certificate;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.ike.certificate.CertificateAuthority.Answer;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.CertificateAuthority.Status;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.x509.GeneralName;

/** Octets of strangers, whatever they are, lead to a verdict and nothing else. */
class CertificatePropertyTest {
    private static final Identification HQ = Identity.fqdn("hq.example").toWire();
    private static final CertificateAuthority ROOT = CertificateAuthority.root("CN=Root");
    private static final Issued GOOD = ROOT.issue(
            "CN=hq,OU=VPN",
            each -> each.names(
                            new GeneralName(GeneralName.dNSName, "hq.example"),
                            new GeneralName(GeneralName.iPAddress, "192.0.2.1"))
                    .crlAt("http://pki.example/crl")
                    .ocspAt("http://pki.example/ocsp")
                    .purposes("1.3.6.1.5.5.7.3.17")
                    .permitting("example"));
    private static final Issued RESPONDER = ROOT.issue("CN=r", each -> each.purposes("1.3.6.1.5.5.7.3.9"));
    private static final byte[] CRL = der(ROOT.crl(GOOD.certificate()));
    private static final byte[] OCSP = ROOT.ocsp(
            GOOD.certificate(), Status.GOOD, Answer.BY_AUTHORITY.by(RESPONDER).repeating(new byte[16]));
    private static final PkixTrust TRUST = new PkixTrust(
                    List.of(ROOT.certificate()), () -> NOW, PkixSettings.DEFAULTS.with(PkixSettings.Binding.IDENTITY))
            .withRevocation(RevocationPolicy.of(
                    RevocationPolicy.Demand.HARD, RevocationPolicy.Method.OCSP, RevocationPolicy.Method.CRL));

    @Property
    void a_certificate_with_other_octets_is_never_trusted(@ForAll("certificates") byte[] octets) {
        CertificateVerdict verdict = TRUST.check(new CertificateQuestion(
                HQ,
                CertificateUsage.INITIATOR,
                List.of(
                        new CertPayload(CertificateEncoding.X509_SIGNATURE, octets),
                        new CertPayload(CertificateEncoding.OCSP_CONTENT, OCSP))));

        boolean same = Arrays.equals(octets, GOOD.encoded());
        assertThat(verdict).isInstanceOf(same ? CertificateVerdict.Trusted.class : CertificateVerdict.Refused.class);
    }

    @Property
    void a_certificate_with_other_octets_pinned_or_between_never_throws(@ForAll("certificates") byte[] octets) {
        TRUST.check(CertificateQuestion.ofCertificates(HQ, CertificateUsage.INITIATOR, GOOD.encoded(), octets));
        try {
            var odd = DerCertificates.certificate(octets);
            CertificateNames.subject(odd);
            CertificateNames.alternatives(odd);
            CertificateNames.unstructured(odd);
            DistributionPoints.crls(odd);
            DistributionPoints.ocspResponders(odd);
            new PkixTrust(List.of(odd), () -> NOW, PkixSettings.DEFAULTS)
                    .check(CertificateQuestion.ofCertificates(HQ, CertificateUsage.RESPONDER, octets));
        } catch (IllegalArgumentException e) {
            // Not a certificate, or not one to be an anchor.
        }
    }

    @Property
    void a_crl_with_other_octets_says_nothing(@ForAll("crls") byte[] octets) {
        Subject subject = new Subject(GOOD.certificate(), ROOT.certificate(), NOW, CryptoPolicy.STANDARD);
        CertificateStatus status = new CertificateStatus.Unknown("");
        try {
            status = CrlStatus.of(subject, DerCertificates.crl(octets));
        } catch (IllegalArgumentException e) {
            // Not a CRL.
        }

        boolean same = Arrays.equals(octets, CRL);
        assertThat(status).isInstanceOf(same ? CertificateStatus.Revoked.class : CertificateStatus.Unknown.class);
    }

    @Property
    void an_ocsp_response_with_other_octets_says_nothing_or_the_same(@ForAll("ocspResponses") byte[] octets) {
        Subject subject = new Subject(GOOD.certificate(), ROOT.certificate(), NOW, CryptoPolicy.STANDARD);

        // What stands beside the signed octets and their signature may be written in several ways.
        assertThat(OcspStatus.of(subject, octets, new byte[16], List.of()))
                .isNotInstanceOf(CertificateStatus.Revoked.class);
        assertThat(OcspStatus.of(subject, octets, new byte[15], List.of()))
                .isInstanceOf(CertificateStatus.Unknown.class);
    }

    @Property
    void random_octets_lead_to_a_verdict(
            @ForAll @Size(min = 1, max = 200) byte[] octets, @ForAll("encodings") int encoding) {
        assertThatCode(() -> TRUST.withHashAndUrl(request -> octets)
                        .check(new CertificateQuestion(
                                HQ,
                                CertificateUsage.RESPONDER,
                                List.of(
                                        new CertPayload(new CertificateEncoding(encoding), octets),
                                        new CertPayload(CertificateEncoding.X509_SIGNATURE, GOOD.encoded())))))
                .doesNotThrowAnyException();
    }

    @Property
    void random_octets_of_a_bundle_or_a_reader_throw_one_thing(@ForAll @Size(max = 300) byte[] octets) {
        try {
            CertificateBundle.decode(octets);
        } catch (DerException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        try {
            OcspRequest.isAbout(
                    new DerElement(DerElement.SEQUENCE, octets, octets), GOOD.certificate(), ROOT.certificate());
            CrlScope.of(new DerReader(octets));
        } catch (DerException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property
    void an_identity_of_any_octets_leads_to_a_verdict(
            @ForAll @Size(max = 100) byte[] octets, @ForAll("encodings") int type) {
        if (type == 1 || type == 5) {
            return;
        }
        CertificateVerdict verdict = TRUST.check(CertificateQuestion.ofCertificates(
                new Identification(new IdentificationType(type), octets), CertificateUsage.RESPONDER, GOOD.encoded()));

        assertThat(verdict).isInstanceOf(CertificateVerdict.Refused.class);
    }

    @Provide
    Arbitrary<Integer> encodings() {
        return Arbitraries.integers().between(0, 16);
    }

    @Provide
    Arbitrary<byte[]> certificates() {
        return changed(GOOD.encoded());
    }

    @Provide
    Arbitrary<byte[]> crls() {
        return changed(CRL);
    }

    @Provide
    Arbitrary<byte[]> ocspResponses() {
        return changed(OCSP);
    }

    /** As it is, cut off, with some octets changed, or with octets behind it. */
    private static Arbitrary<byte[]> changed(byte[] whole) {
        Arbitrary<byte[]> cut =
                Arbitraries.integers().between(1, whole.length).map(length -> Arrays.copyOf(whole, length));
        Arbitrary<byte[]> longer = Arbitraries.integers()
                .between(whole.length, whole.length + 3)
                .map(length -> Arrays.copyOf(whole, length));
        Arbitrary<byte[]> other = Combinators.combine(
                        Arbitraries.integers().between(0, whole.length - 1),
                        Arbitraries.integers().between(0, whole.length - 1),
                        Arbitraries.bytes(),
                        Arbitraries.bytes())
                .as((one, two, first, second) -> {
                    byte[] octets = whole.clone();
                    octets[one] = first;
                    octets[two] = second;
                    return octets;
                });
        return Arbitraries.oneOf(cut, longer, other, other, other);
    }
}
