package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTextFindingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                " lifetime 90 | 2:11: \"90\" is out of range; right would be certificate or a number from 120 to 86400",
                " liftime 900 | 2:2: \"liftime\" is unknown here; did you mean \"lifetime\"?",
                " lifetime | 2:10: the line is not complete; right would be certificate or a number from 120 to 86400",
                " dpd 10 2 periodic now | 2:20: \"now\" is too much; the line is complete before it",
                " dpd 10 2 often | 2:11: \"often\" is unknown here; right would be on-demand or periodic",
                " i | 2:2: \"i\" is ambiguous; right would be identity, initial-contact or ivrf",
                " identity local address 300.1.1.1 | 2:25: \"300.1.1.1\" is not an IP address",
                " no liftime | 2:5: \"liftime\" is unknown here; did you mean \"lifetime\"?",
                " virtual-template 4096 | 2:19: \"4096\" is out of range; right would be a number from 1 to 4095",
            })
    void a_wrong_word_is_named_with_what_would_be_right(String line, String finding) {
        assertThat(RouterText.findings("crypto ikev2 profile A", " dynamic", " " + line)
                        .get(0))
                .isEqualTo(finding.replaceFirst("^2", "3").replaceFirst("(?<=3:)\\d+", finding.split(":", 3)[1]));
    }

    @Test
    void a_wrong_header_is_one_finding_with_all_below_it() {
        assertThat(RouterText.findings(
                        "crypto ikev2 polciy P", " match fvrf any", " proposal X", "crypto ikev2 window 3"))
                .containsExactly("1:14: \"polciy\" is unknown here; did you mean \"policy\"?");
        assertThat(RouterText.findings("crypto ikve2 policy P"))
                .containsExactly("1:8: \"ikve2\" is unknown here; did you mean \"ikev2\"?");
    }

    @Test
    void a_misspelt_word_about_tunnels_is_no_line_about_other_things() {
        assertThat(RouterText.findings("interface Tunnel0", " tunnel protection ipsec profle P"))
                .containsExactly("2:26: \"profle\" is unknown here; did you mean \"profile\"?");
        assertThat(RouterText.findings("interface Tunnel0", " ip address 10.0.0.1 255.0.255.0"))
                .containsExactly("2:22: \"255.0.255.0\" is not a mask such as 255.255.255.0");
        assertThat(RouterText.findings("interface Tunnel0", " ip mtu 40"))
                .containsExactly("2:9: \"40\" is out of range; right would be a number from 68 to 65535");
    }

    @Test
    void nothing_is_said_of_what_is_missing_where_lines_were_not_understood() {
        assertThat(RouterText.findings("crypto ikev2 proposal P", " encryption aes-cbc-256", " grop 19"))
                .containsExactly("3:2: \"grop\" is unknown here; did you mean \"group\"?");
    }

    @Test
    void findings_never_quote_keys() {
        assertThat(RouterText.findings(
                        "crypto ikev2 keyring K", " peer A", "  address 1.1.1.1", "  pre-shared-key hex S3cret"))
                .containsExactly("4:22: this is not a key in hexadecimal digits");
        assertThat(String.join(
                        " ",
                        RouterText.findings(
                                "crypto ikev2 profile A",
                                " authentication local pre-share S3cret",
                                " authentication remote pre-share kay S3cret",
                                "crypto ikev2 keyring K",
                                " peer A",
                                "  pre-shared-kye S3cret",
                                "  ppk manual id X S3cret",
                                "  ppk manual id X key S3cret S3cret",
                                "crypto ikev2 reconnect key S3cret",
                                "radius server X",
                                " key")))
                .contains("pre-shared-kye")
                .doesNotContain("S3cret");
    }

    @Test
    void findings_are_in_the_order_of_the_text_and_say_how_bad_they_are() {
        List<TextFinding> findings = RouterConfig.read("hub.cfg", """
                crypto ikev2 keyring K
                 peer ANY
                  address 0.0.0.0 0.0.0.0
                  pre-shared-key x
                crypto ikev2 policy P
                 proposal NONE
                 match fvfr any
                """).findings();
        assertThat(findings)
                .extracting(TextFinding::toString)
                .containsExactly(
                        "hub.cfg:3:11: warning: every peer has the same key, so that each can pass for every other",
                        "hub.cfg:6:11: no IKEv2 proposal is called \"NONE\"; right would be \"crypto ikev2 proposal NONE\""
                                + " as well",
                        "hub.cfg:7:8: \"fvfr\" is unknown here; did you mean \"fvrf\"?");
        assertThat(findings).extracting(TextFinding::isError).containsExactly(false, true, true);
    }

    @Test
    void findings_are_counted_when_there_are_too_many() {
        String text = String.join("\n", Collections.nCopies(3000, "crypto ikev2 what"));
        List<TextFinding> findings = RouterConfig.read("test", text).findings();
        assertThat(findings).hasSize(1001);
        assertThat(findings.get(1000)).hasToString("test: 2000 more findings");
    }

    @Test
    void control_characters_of_a_text_are_not_in_findings() {
        assertThat(RouterText.findings("crypto ikev2 \u001b[2J${x}"))
                .singleElement()
                .asString()
                .contains("\"?[2J?{x}\"");
    }

    @Test
    void lines_that_could_be_much_are_read_in_time() {
        String words = " aes esp any 10.0.0.1 eq 5 tag name".repeat(110);
        List<String> starts = List.of(
                "crypto ikev2 proposal P\n encryption",
                "crypto ipsec transform-set T",
                "ip access-list extended A\n permit tcp any eq",
                "ip route 10.0.0.0 255.0.0.0 Tunnel0",
                "crypto pki trustpoint T\n revocation-check");
        assertTimeout(
                Duration.ofSeconds(20),
                () -> starts.forEach(start -> {
                    String text = (start + words + "\n").repeat(20);
                    RouterConfig.read("test", text);
                }));
        assertThat(RouterText.findings("hostname " + "x".repeat(5000)))
                .containsExactly("1:4096: a line has at most 4096 characters, not 5009");
    }

    @Test
    void reading_ten_thousand_peers_is_linear() {
        StringBuilder text = new StringBuilder("crypto ikev2 keyring K\n");
        for (int i = 0; i < 10_000; i++) {
            text.append(" peer P" + i + "\n  address 10." + (i >> 8) + "." + (i & 255) + ".1\n  pre-shared-key k" + i
                    + "\n");
        }
        for (int i = 0; i < 10_000; i++) {
            text.append("crypto ikev2 profile P" + i + "\n match identity remote fqdn p" + i + ".example\n"
                    + " authentication local pre-share\n authentication remote pre-share\n keyring local K\n");
        }
        assertTimeout(Duration.ofSeconds(60), () -> {
            RouterConfig.Reading reading = RouterConfig.read("test", text.toString());
            assertThat(reading.findings()).isEmpty();
            assertThat(RouterConfig.read("again", reading.config().write()).config())
                    .isEqualTo(reading.config());
        });
    }
}
