package io.flexike.ike.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.identity.Identity;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void what_could_break_a_line_or_a_terminal_or_call_a_lookup_is_escaped() {
        assertThat(LogText.escaped("a\nb\r\t\u001b[31m\u2028\u202e"))
                .isEqualTo("a\\u000ab\\u000d\\u0009\\u001b[31m\\u2028\\u202e");
        assertThat(LogText.escaped("${jndi:x} costs 5$")).isEqualTo("\\${jndi:x} costs 5$");
        assertThat(LogText.escaped("Zürich, 東京")).isEqualTo("Zürich, 東京");
    }

    @Test
    void long_text_is_cut() {
        assertThat(LogText.escaped("x".repeat(10_000))).hasSize(515).endsWith("...");
    }

    @Test
    void a_line_begins_with_the_short_spi_pair() {
        assertThat(LogText.spiPair(0x0123456789abcdefL, 0xfedcba9876543210L)).isEqualTo("01234567/fedcba98");
    }

    @Test
    void personal_redaction_hides_the_value_and_keeps_the_kind() {
        InetSocketAddress address = new InetSocketAddress("192.0.2.1", 4500);
        var identification = Identity.fqdn("ana.example").toWire();
        assertThat(Redaction.NONE.identity(identification)).contains("ana.example");
        assertThat(Redaction.NONE.address(address)).isEqualTo("192.0.2.1#4500");
        assertThat(Redaction.PERSONAL.identity(identification))
                .doesNotContain("ana")
                .contains("FQDN");
        assertThat(Redaction.PERSONAL.address(address)).isEqualTo("#4500");
    }
}
