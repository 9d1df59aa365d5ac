package io.flexike.ike.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.identity.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;

/** What a peer may call itself by its certificate. */
class IdentityBindingTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.root("CN=Root");

    @Test
    void a_domain_name_is_a_dns_name_whatever_its_case() {
        X509Certificate hq = certificate("CN=other", each -> each.dns("HQ.example", "second.example"));

        accepts(Identity.fqdn("hq.EXAMPLE").toWire(), hq);
        accepts(Identity.fqdn("second.example").toWire(), hq);
        refuses(Identity.fqdn("third.example").toWire(), hq, "third.example", "HQ.example, second.example");
    }

    @Test
    void a_wildcard_means_nothing_and_the_subject_is_no_domain_name() {
        X509Certificate wildcard = certificate("CN=hq.example", each -> each.dns("*.example"));
        X509Certificate subjectOnly = certificate("CN=hq.example", each -> each);

        refuses(Identity.fqdn("hq.example").toWire(), wildcard, "*.example");
        refuses(Identity.fqdn("hq.example").toWire(), subjectOnly, "no subjectAltName");
    }

    @Test
    void a_name_of_one_type_does_not_serve_for_another() {
        X509Certificate mail = certificate("CN=x", each -> each.email("hq.example"));

        refuses(Identity.fqdn("hq.example").toWire(), mail, "hq.example");
        accepts(Identity.email("a@b.example").toWire(), certificate("CN=x", each -> each.email("A@B.example")));
    }

    @Test
    void a_name_that_is_longer_behind_a_zero_octet_is_another_one() {
        X509Certificate hq = certificate("CN=x", each -> each.dns("hq.example"));
        Identification cut = fqdn("hq.example\0.evil.example");
        X509Certificate evil = certificate("CN=x", each -> each.dns("hq.example\0.evil.example"));

        refuses(cut, hq, "\\x00");
        refuses(Identity.fqdn("hq.example").toWire(), evil, "hq.example\\x00.evil.example");
        refuses(cut, evil, "\\x00");
        refuses(fqdn(""), certificate("CN=x", each -> each.dns("")), "ID_FQDN");
    }

    @Test
    void an_address_is_compared_octet_by_octet() {
        X509Certificate four = certificate("CN=x", each -> each.ip("192.0.2.7"));
        X509Certificate six = certificate("CN=x", each -> each.ip("2001:db8::7"));

        accepts(Identity.ipAddress("192.0.2.7").toWire(), four);
        accepts(Identity.ipAddress("2001:db8::7").toWire(), six);
        refuses(Identity.ipAddress("192.0.2.8").toWire(), four, "192.0.2.8", "192.0.2.7");
        refuses(Identity.ipAddress("2001:db8::7").toWire(), four, "2001:db8::7");
    }

    @Test
    void a_distinguished_name_is_the_subject_by_its_structure() throws IOException {
        X509Certificate hq = certificate("O=Example,CN=hq", each -> each.dns("hq.example"));
        X500Name printable = new X500NameBuilder()
                .addRDN(BCStyle.O, new DERPrintableString("EXAMPLE"))
                .addRDN(BCStyle.CN, new DERPrintableString("hq"))
                .build();

        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, "a"));

        accepts(dn(hq.getSubjectX500Principal().getEncoded()), hq);
        accepts(dn(printable.getEncoded()), hq);
        refuses(dn(new X500Principal("CN=other").getEncoded()), hq, "CN=other", "CN=hq");
        refuses(dn(new byte[] {0x30, 5, 1}), hq, "CN=hq");
        refuses(
                dn(new X500Principal("").getEncoded()),
                certificate("", each -> each.extension(Extension.subjectAlternativeName, true, names)),
                "nobody");
    }

    @Test
    void a_general_name_stands_among_the_alternative_names() throws IOException {
        GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, "urn:hq");
        X509Certificate hq = certificate("CN=x", each -> each.names(uri));

        accepts(new Identification(IdentificationType.DER_ASN1_GN, uri.getEncoded()), hq);
        refuses(
                new Identification(
                        IdentificationType.DER_ASN1_GN,
                        new GeneralName(GeneralName.uniformResourceIdentifier, "urn:h").getEncoded()),
                hq,
                "ID_DER_ASN1_GN");
    }

    @Test
    void a_key_id_is_in_no_certificate() {
        refuses(Identity.keyId("hq").toWire(), certificate("CN=hq", each -> each.dns("hq")), "key-id:hq");
    }

    private static Identification fqdn(String name) {
        return new Identification(IdentificationType.FQDN, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static Identification dn(byte[] der) {
        return new Identification(IdentificationType.DER_ASN1_DN, der);
    }

    private static X509Certificate certificate(String subject, UnaryOperator<CertificateAuthority.Request> wishes) {
        return ROOT.issue(subject, wishes).certificate();
    }

    private static void accepts(Identification remote, X509Certificate leaf) {
        assertThatCode(() -> IdentityBinding.require(remote, leaf)).doesNotThrowAnyException();
    }

    private static void refuses(Identification remote, X509Certificate leaf, String... texts) {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> IdentityBinding.require(remote, leaf));
        assertThat(refused).as("refused").isNotNull();
        assertThat(refused.reason()).isEqualTo(RefusalReason.WRONG_IDENTITY);
        assertThat(refused.getMessage()).contains(texts);
    }
}
