package io.flexike.ike.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private static final byte[] DER = new X500Principal("CN=branch-1, O=Example").getEncoded();

    @Test
    void each_identity_has_its_type_and_octets_on_the_wire() {
        assertThat(Identity.fqdn("Hq.Example").toWire()).isEqualTo(wire(2, "48712e4578616d706c65"));
        assertThat(Identity.email("ana@example").toWire()).isEqualTo(wire(3, "616e61406578616d706c65"));
        assertThat(Identity.ipAddress("192.0.2.1").toWire()).isEqualTo(wire(1, "c0000201"));
        assertThat(Identity.ipAddress("2001:db8::1").toWire()).isEqualTo(wire(5, "20010db8000000000000000000000001"));
        assertThat(Identity.keyId("spoke").toWire()).isEqualTo(wire(11, "73706f6b65"));
        assertThat(Identity.keyId(Octets.of("00ff")).toWire()).isEqualTo(wire(11, "00ff"));
        assertThat(Identity.distinguishedName(DER).toWire())
                .isEqualTo(new Identification(IdentificationType.DER_ASN1_DN, DER));
    }

    @Test
    void domain_names_are_equal_without_regard_to_case() {
        assertThat(Identity.fqdn("HQ.example"))
                .isEqualTo(Identity.fqdn("hq.EXAMPLE"))
                .hasSameHashCodeAs(Identity.fqdn("hq.EXAMPLE"));
        assertThat(Identity.email("ana@EXAMPLE")).isEqualTo(Identity.email("ana@example"));
        assertThat(Identity.email("Ana@example")).isNotEqualTo(Identity.email("ana@example"));
        assertThat(Identity.keyId("A")).isNotEqualTo(Identity.keyId("a"));
        assertThat(Identity.fqdn("hq.example")).isNotEqualTo(Identity.keyId("hq.example"));
    }

    @Test
    void an_identity_matches_exactly_itself() {
        Identity hq = Identity.fqdn("hq.example");
        assertThat(hq.matches(Identity.fqdn("HQ.Example").toWire())).isTrue();
        assertThat(hq.matches(Identity.fqdn("hq.example.org").toWire())).isFalse();
        assertThat(hq.matches(Identity.keyId("hq.example").toWire())).isFalse();
        assertThat(hq.matches(wire(2, "68712e6578616d706c6500"))).isFalse();
        assertThat(hq.matches(wire(2, ""))).isFalse();
        assertThat(Identity.distinguishedName(DER)
                        .matches(Identity.distinguishedName(DER).toWire()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ".example",
                "example.",
                "a..b",
                "hq example",
                "hq\n.example",
                "h\u00e4.example",
                "a/b",
                "*.example"
            })
    void what_is_no_domain_name_is_refused(String name) {
        assertThatThrownBy(() -> Identity.fqdn(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ana", "@example", "ana@", "ana@exa\nmple", "a\u0000b@example"})
    void what_is_no_email_address_is_refused(String address) {
        assertThatThrownBy(() -> Identity.email(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void empty_key_ids_names_of_hosts_and_torn_distinguished_names_are_refused() {
        assertThatThrownBy(() -> Identity.keyId("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Identity.ipAddress("localhost")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Identity.distinguishedName(Octets.of("300b")))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] longer = Arrays.copyOf(DER, DER.length + 1);
        assertThatThrownBy(() -> Identity.distinguishedName(longer)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1, c0000201, 192.0.2.1",
        "5, 20010db8000000000000000000000001, 2001:db8::1",
        "2, 68712e6578616d706c65, hq.example",
        "2, 68710d0a1b5b, hq\\x0d\\x0a\\x1b[",
        "2, 247b6a6e64697d, \\x24{jndi}",
        "2, 245c, $\\x5c",
        "3, c3a440, \\xc3\\xa4@",
        "11, 73706f6b65, key-id:spoke",
        "11, 00ff, key-id:00ff",
        "9, 300b, ID_DER_ASN1_DN:300b",
        "13, '', ID_NULL:",
        "200, 0102, ID-200:0102",
    })
    void text_for_people_is_safe_in_a_log(int type, String hex, String text) {
        assertThat(wire(type, hex)).hasToString(text);
    }

    @Test
    void a_distinguished_name_is_shown_readable() {
        assertThat(Identity.distinguishedName(DER)).hasToString("CN=branch-1, O=Example");
    }

    @Test
    void long_claims_are_cut() {
        Identification flood = new Identification(IdentificationType.FQDN, Octets.repeated('a', 60000));
        assertThat(flood.toString()).hasSizeLessThan(300).endsWith("...(60000 octets)");
        assertThat(new Identification(IdentificationType.DER_ASN1_DN, Octets.repeated(0x30, 60000)).toString())
                .hasSizeLessThan(600);
        byte[] key = "k".repeat(60000).getBytes(StandardCharsets.US_ASCII);
        assertThat(new Identification(IdentificationType.KEY_ID, key).toString())
                .hasSizeLessThan(300);
    }

    @Test
    void addresses_of_the_wrong_length_cannot_be_built() {
        assertThatThrownBy(() -> wire(1, "c00002")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wire(5, "c0000201")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Identification wire(int type, String hex) {
        return new Identification(new IdentificationType(type), Octets.of(hex));
    }
}
