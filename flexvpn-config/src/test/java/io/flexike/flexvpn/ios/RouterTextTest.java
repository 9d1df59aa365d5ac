package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class RouterTextTest {
    private static final RouterConfig HUB = RouterText.config(
            "crypto ikev2 keyring K",
            " peer SPOKES",
            "  address 10.0.0.0 255.0.0.0",
            "  pre-shared-key local S3cret one",
            "  pre-shared-key remote hex 0xabCD",
            "crypto ikev2 profile HUB",
            " match identity remote fqdn domain example.com",
            " match identity remote address 2001:db8::1",
            " keyring local K",
            " dpd 10 3 periodic",
            " no config-exchange request",
            "interface Tunnel 0",
            " ip address 10.255.0.1 255.255.255.0",
            " ip address 10.254.0.1 255.255.255.0 secondary",
            "crypto map CM 10 ipsec-isakmp",
            " set peer 192.0.2.1",
            "crypto ikev2 cookie-challenge 100");

    @Test
    void blocks_are_found_by_kind_and_name() {
        assertThat(HUB.blocks("crypto ikev2 profile")).extracting(Block::name).containsExactly("HUB");
        assertThat(HUB.block("crypto ikev2 profile", "HUB"))
                .get()
                .extracting(Block::line)
                .isEqualTo(6);
        assertThat(HUB.block("crypto ikev2 profile", "hub")).isEmpty();
        assertThat(HUB.block("interface", "Tunnel0")).isPresent();
        assertThat(HUB.block("crypto map", "CM 10")).isPresent();
        assertThat(HUB.block("crypto ikev2 keyring", "K").orElseThrow().blocks("peer"))
                .hasSize(1);
    }

    @Test
    void values_are_found_by_name() {
        Block profile = HUB.block("crypto ikev2 profile", "HUB").orElseThrow();
        Statement dpd = profile.statement("dpd").orElseThrow();
        assertThat(dpd.integer("interval")).isEqualTo(10);
        assertThat(dpd.value("mode")).contains("periodic");
        assertThat(dpd.has("periodic")).isTrue();
        assertThat(dpd.has("on-demand")).isFalse();
        assertThat(dpd.line()).isEqualTo(10);
        assertThat(dpd.column()).isEqualTo(2);
        assertThat(dpd.column("retry")).isEqualTo(9);
        assertThat(profile.statements("match identity remote")).hasSize(2);
        assertThat(profile.statements("match identity remote")
                        .get(1)
                        .address("address")
                        .getHostAddress())
                .isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(profile.text("keyring local", "keyring")).contains("K");
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> dpd.integer("seconds"));
    }

    @Test
    void a_key_that_several_lines_have_gives_all_of_them() {
        Block tunnel = HUB.block("interface", "Tunnel0").orElseThrow();
        assertThat(tunnel.statements("ip address")).hasSize(2);
        assertThat(tunnel.statements("ip address").get(1).has("secondary")).isTrue();
    }

    @Test
    void what_is_not_said_has_its_default() {
        Block profile = HUB.block("crypto ikev2 profile", "HUB").orElseThrow();
        assertThat(profile.statement("lifetime")).isEmpty();
        assertThat(profile.integer("lifetime", "seconds")).contains(86400L);
        assertThat(profile.isOn("config-exchange request")).isFalse();
        assertThat(profile.isOn("config-exchange set send")).isTrue();
        assertThat(profile.isOn("nat force-encap")).isFalse();
        assertThat(HUB.root().isOn("crypto ikev2 http-url cert")).isTrue();
        assertThat(HUB.root().integer("crypto ikev2 cookie-challenge", "half-open"))
                .contains(100L);
        assertThat(HUB.block("interface", "Tunnel0").orElseThrow().text("tunnel mode", "mode"))
                .contains("gre");
    }

    @Test
    void keys_are_printed_nowhere_but_in_the_configuration() {
        Block peer = HUB.block("crypto ikev2 keyring", "K")
                .orElseThrow()
                .block("peer", "SPOKES")
                .orElseThrow();
        Statement key = peer.statement("pre-shared-key local").orElseThrow();
        assertThat(key.text("key")).isEqualTo("S3cret one");
        assertThat(key).hasToString("pre-shared-key local <hidden>");
        assertThat(peer.statement("pre-shared-key remote").orElseThrow())
                .hasToString("pre-shared-key remote hex <hidden>");
        assertThat(HUB + " " + HUB.root() + peer).doesNotContain("S3cret");
        assertThat(HUB.write()).contains("pre-shared-key local S3cret one", "pre-shared-key remote hex ABCD");
    }

    @Test
    void lines_are_printed_in_the_order_of_a_router() {
        assertThat(HUB.write().lines())
                .containsExactly(
                        "crypto ikev2 keyring K",
                        " peer SPOKES",
                        "  address 10.0.0.0 255.0.0.0",
                        "  pre-shared-key local S3cret one",
                        "  pre-shared-key remote hex ABCD",
                        " !",
                        "!",
                        "crypto ikev2 profile HUB",
                        " match identity remote fqdn domain example.com",
                        " match identity remote address 2001:DB8::1",
                        " keyring local K",
                        " dpd 10 3 periodic",
                        " no config-exchange request",
                        "!",
                        "crypto ikev2 cookie-challenge 100",
                        "!",
                        "crypto map CM 10 ipsec-isakmp",
                        " set peer 192.0.2.1",
                        "!",
                        "interface Tunnel0",
                        " ip address 10.255.0.1 255.255.255.0",
                        " ip address 10.254.0.1 255.255.255.0 secondary",
                        "!");
    }

    @Test
    void texts_that_mean_the_same_are_equal() {
        RouterConfig one =
                RouterText.config("crypto ikev2 profile A", " lifetime 86400", " ivrf RED", " dpd 10 2 periodic");
        RouterConfig other = RouterText.config("", "cry ikev2 prof A", " dpd 10 2 per", " ivrf RED", "end");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(RouterText.config("crypto ikev2 profile A", " ivrf RED", " dpd 11 2 periodic"));
        assertThat(RouterConfig.empty()).isEqualTo(RouterText.config(""));
        assertThat(RouterConfig.empty().write()).isEmpty();
    }

    @Test
    void lines_of_access_lists_are_numbered_as_they_come() {
        assertThat(RouterText.written(
                                "ip access-list extended A",
                                " permit ip any host 10.0.0.1",
                                " 15 deny tcp 10.0.0.0 0.0.0.255 eq 22 any range 1 5",
                                " remark the rest",
                                "ipv6 access-list B",
                                " permit ipv6 any any")
                        .lines())
                .containsExactly(
                        "ip access-list extended A",
                        " 10 permit ip any host 10.0.0.1",
                        " 15 deny tcp 10.0.0.0 0.0.0.255 eq 22 any range 1 5",
                        " 25 remark the rest",
                        "!",
                        "ipv6 access-list B",
                        " sequence 10 permit ipv6 any any",
                        "!");
    }

    @Test
    void an_encryption_type_is_printed_only_where_it_tells_something() {
        assertThat(RouterText.written(
                                "crypto ikev2 keyring K",
                                " peer A",
                                "  pre-shared-key 0 abc",
                                " peer B",
                                "  pre-shared-key 0 local",
                                " peer C",
                                "  pre-shared-key 6 GgfPdX")
                        .lines())
                .contains("  pre-shared-key abc", "  pre-shared-key 0 local", "  pre-shared-key 6 GgfPdX");
    }

    @Test
    void the_misspelt_word_of_routers_is_printed_for_both_spellings() {
        assertThat(RouterText.written("crypto ikev2 limit max-in-negotiation-sa 50 incoming"))
                .isEqualTo(RouterText.written("crypto ikev2 limit max-in-negotation-sa 50 incoming"))
                .isEqualTo("crypto ikev2 limit max-in-negotation-sa 50 incoming\n!\n");
    }

    @Test
    void the_generation_of_smart_defaults_is_the_only_word_that_no_router_has() {
        assertThat(RouterText.config("smart-defaults ios-xe-17").root().text("smart-defaults", "generation"))
                .contains("ios-xe-17");
        assertThat(RouterText.findings("smart-defaults ios-xe-18"))
                .containsExactly("1:16: \"ios-xe-18\" is unknown here; right would be classic, flexike, ios-xe-17 or"
                        + " ios-xe-26");
    }
}
