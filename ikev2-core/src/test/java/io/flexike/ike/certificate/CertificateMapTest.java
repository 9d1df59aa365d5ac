package io.flexike.ike.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.certificate.CertificateMap.Entry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificate maps as configurations have them. */
class CertificateMapTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.root("C=DE,O=Example,CN=Root");
    private static final X509Certificate BRANCH = ROOT.issue(
                    "O=Example,OU=Branch,CN=branch-1.example,unstructuredName=router7",
                    each -> each.names(
                                    new GeneralName(GeneralName.dNSName, "Branch-1.example"),
                                    new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
                                    new GeneralName(GeneralName.rfc822Name, "noc@example"))
                            .valid(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-12-31T12:00:00Z")))
            .certificate();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject-name co ou = branch",
                "subject-name co OU=BRANCH,cn=",
                "subject-name co cn=branch-1.example,ou=branch",
                "subject-name eq o=example, ou=branch, cn=branch-1.example, hostname=router7",
                "subject-name eq hostname=router7,cn=branch-1.example,ou=branch,o=example",
                "subject-name nc ou=hub",
                "subject-name ne cn=branch-1.example",
                "issuer-name eq cn=root,o=example,c=de",
                "ISSUER-NAME CO cn=root",
                "alt-subject-name co branch-1",
                "alt-subject-name eq branch-1.EXAMPLE",
                "alt-subject-name eq 192.0.2.7",
                "alt-subject-name co @example",
                "alt-subject-name nc hub",
                "name co ou=branch",
                "name eq noc@example",
                "unstructured-subject-name eq Router7",
                "unstructured-subject-name nc branch",
                "valid-start lt jan 02 2026",
                "valid-start ge jan 1 2026 00:00:00",
                "valid-start eq january 1 2026",
                "expires-on ge dec 31 2027",
                "expires-on lt 12 31 2027 12:00:01",
                "expires-on ne dec 30 2027",
                "expires-on eq dec 31 2027 12:00:00"
            })
    void lines_that_match(String line) {
        assertThat(map(Entry.of(10, line)).test(BRANCH)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject-name co ou=hub",
                "subject-name eq cn=branch-1.example",
                "subject-name nc branch",
                "issuer-name ne c=de,o=example,cn=root",
                "alt-subject-name eq branch-1",
                "alt-subject-name nc branch",
                "alt-subject-name co ou=branch",
                "name nc router7",
                "unstructured-subject-name co branch",
                "valid-start ge jan 2 2026",
                "valid-start lt jan 1 2026",
                "expires-on lt dec 31 2027 12:00:00",
                "expires-on eq dec 30 2027"
            })
    void lines_that_do_not_match(String line) {
        assertThat(map(Entry.of(10, line)).test(BRANCH)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CN=x\\,ou=branch", "CN=ou\\=branch", "CN=ou=branch", "CN=\\ ou \\= branch"})
    void a_value_does_not_look_like_an_attribute(String subject) {
        X509Certificate odd = ROOT.issue(subject, each -> each).certificate();

        assertThat(map(Entry.of(1, "subject-name co ou=branch")).test(odd)).isFalse();
        assertThat(map(Entry.of(1, "subject-name co ou = branch")).test(odd)).isFalse();
        assertThat(map(Entry.of(1, "subject-name co branch")).test(odd)).isTrue();
    }

    @Test
    void a_comma_in_a_value_is_escaped() {
        X509Certificate odd = ROOT.issue("CN=x,O=Example\\, Inc.", each -> each).certificate();

        assertThat(map(Entry.of(1, "subject-name co o = example\\, inc.")).test(odd))
                .isTrue();
        assertThat(map(Entry.of(1, "subject-name co o = example, inc.")).test(odd))
                .isFalse();
    }

    @Test
    void a_serial_number_is_hexadecimal() {
        String serial = BRANCH.getSerialNumber().toString(16);

        assertThat(map(Entry.of(1, "serial-number eq 0" + serial)).test(BRANCH)).isTrue();
        assertThat(map(Entry.of(1, "serial-number co " + serial.substring(1))).test(BRANCH))
                .isTrue();
        assertThat(map(Entry.of(1, "serial-number ne " + serial)).test(BRANCH)).isFalse();
        assertThat(map(Entry.of(1, "serial-number eq 0x" + serial + "0")).test(BRANCH))
                .isFalse();
    }

    @Test
    void lines_are_joined_by_and_and_entries_by_or() {
        Entry both = Entry.of(20, "subject-name co ou=branch", "issuer-name co cn=root");
        Entry half = Entry.of(10, "subject-name co ou=branch", "issuer-name co cn=other");

        assertThat(map(half).test(BRANCH)).isFalse();
        assertThat(map(both, half).test(BRANCH)).isTrue();
        assertThat(map(both, half).entries()).containsExactly(half, both);
        assertThat(map().test(BRANCH)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject-name co",
                "subject-names co x",
                "subject-name is x",
                "subject-name lt x",
                "expires-on co dec 31 2027",
                "expires-on lt tomorrow",
                "expires-on lt feb 30 2027",
                "expires-on lt dec 31 2027 25:00:00",
                "serial-number eq xyz"
            })
    void lines_that_mean_nothing_are_refused(String line) {
        assertThatThrownBy(() -> CertificateCriterion.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void entries_need_lines_and_numbers_of_their_own() {
        assertThatThrownBy(() -> Entry.of(1)).hasMessageContaining("would match everything");
        assertThatThrownBy(() -> Entry.of(0, "name co x")).hasMessageContaining("1 to 65535");
        assertThatThrownBy(() -> map(Entry.of(1, "name co x"), Entry.of(1, "name co y")))
                .hasMessageContaining("\"M\"");
    }

    @Test
    void a_line_prints_as_it_is_configured() {
        assertThat(CertificateCriterion.parse("Subject-Name CO  ou = branch"))
                .hasToString("subject-name co ou = branch");
    }

    private static CertificateMap map(Entry... entries) {
        return new CertificateMap("M", List.of(entries));
    }
}
