package io.flexike.ike.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.Octets;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityMatcherTest {
    @ParameterizedTest
    @CsvSource({
        "hq.example, true",
        "a.b.example, true",
        "HQ.EXAMPLE, true",
        "example, false",
        ".example, false",
        "badexample, false",
        "example.org, false",
        "hq.example., false",
        "hq..example, false",
        "'hq .example', false",
    })
    void an_fqdn_suffix_means_names_below_the_domain(String name, boolean matches) {
        assertThat(IdentityMatcher.fqdnSuffix("Example").matches(claim(2, name)))
                .isEqualTo(matches);
        assertThat(Identity.fqdnSuffix(".example").matches(claim(2, name))).isEqualTo(matches);
    }

    @Test
    void an_fqdn_suffix_is_not_fooled_by_octets_that_names_do_not_have() {
        IdentityMatcher below = IdentityMatcher.fqdnSuffix("example");
        assertThat(below.matches(claim(2, "evil.org\0.example"))).isFalse();
        assertThat(below.matches(claim(2, "evil.org\n.example"))).isFalse();
        assertThat(below.matches(claim(2, "h\u00e4.example"))).isFalse();
        assertThat(below.matches(claim(2, "a".repeat(300) + ".example"))).isFalse();
        assertThat(below.matches(claim(3, "ana@hq.example"))).isFalse();
        assertThat(below.matches(claim(11, "hq.example"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ana@example, true",
        "ana@EXAMPLE, true",
        "a@b@example, true",
        "@example, false",
        "ana@hq.example, false",
        "ana@badexample, false",
        "example, false",
        "ana@example.org, false",
    })
    void an_email_domain_means_addresses_in_exactly_that_domain(String address, boolean matches) {
        assertThat(IdentityMatcher.emailDomain("example").matches(claim(3, address)))
                .isEqualTo(matches);
        assertThat(IdentityMatcher.emailDomain("@Example").matches(claim(3, address)))
                .isEqualTo(matches);
    }

    @Test
    void an_email_domain_refuses_control_characters_and_other_types() {
        IdentityMatcher domain = IdentityMatcher.emailDomain("example");
        assertThat(domain.matches(claim(3, "ana\0@example"))).isFalse();
        assertThat(domain.matches(claim(2, "ana@example"))).isFalse();
    }

    @Test
    void addresses_match_by_prefix_and_family() {
        IdentityMatcher net = IdentityMatcher.addressIn("192.0.2.0/24");
        assertThat(net.matches(Identity.ipAddress("192.0.2.255").toWire())).isTrue();
        assertThat(net.matches(Identity.ipAddress("192.0.3.0").toWire())).isFalse();
        assertThat(net.matches(Identity.ipAddress("2001:db8::1").toWire())).isFalse();
        assertThat(net.matches(claim(11, "abcd"))).isFalse();
        IdentityMatcher six = IdentityMatcher.addressIn("::/0");
        assertThat(six.matches(Identity.ipAddress("2001:db8::1").toWire())).isTrue();
        assertThat(six.matches(Identity.ipAddress("192.0.2.1").toWire())).isFalse();
        byte[] mapped = Octets.of("00000000000000000000ffffc0000201");
        assertThat(IdentityMatcher.addressIn("192.0.2.0/24")
                        .matches(new Identification(IdentificationType.IPV6_ADDR, mapped)))
                .isFalse();
    }

    @Test
    void any_matches_everything_and_exactly_one_thing_only() {
        assertThat(IdentityMatcher.any().matches(claim(200, "?"))).isTrue();
        assertThat(IdentityMatcher.exactly(Identity.keyId("a")).matches(claim(11, "a")))
                .isTrue();
        assertThat(IdentityMatcher.exactly(Identity.keyId("a")).matches(claim(11, "b")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "exa mple", "a..b", "example."})
    void what_is_no_domain_is_refused(String domain) {
        assertThatThrownBy(() -> IdentityMatcher.fqdnSuffix(domain)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IdentityMatcher.emailDomain(domain)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void matchers_print_what_they_mean() {
        assertThat(IdentityMatcher.any()).hasToString("any");
        assertThat(IdentityMatcher.fqdnSuffix("Example")).hasToString("*.example");
        assertThat(IdentityMatcher.emailDomain("Example")).hasToString("*@example");
        assertThat(IdentityMatcher.addressIn("192.0.2.9/24")).hasToString("192.0.2.0/24");
        assertThat(IdentityMatcher.exactly(Identity.fqdn("hq.example"))).hasToString("hq.example");
    }

    private static Identification claim(int type, String text) {
        return new Identification(new IdentificationType(type), text.getBytes(StandardCharsets.UTF_8));
    }
}
