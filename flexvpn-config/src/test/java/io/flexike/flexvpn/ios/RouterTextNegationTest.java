package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouterTextNegationTest {
    @Test
    void a_block_that_is_entered_again_goes_on() {
        assertThat(RouterText.written(
                        "crypto ikev2 profile A",
                        " lifetime 100000",
                        " match identity remote any",
                        "crypto ikev2 profile B",
                        "crypto ikev2 profile A",
                        " lifetime 3600",
                        " match identity remote fqdn x.example",
                        " match identity remote any"))
                .isEqualTo("""
                        crypto ikev2 profile A
                         match identity remote any
                         match identity remote fqdn x.example
                         lifetime 3600
                        !
                        crypto ikev2 profile B
                        !
                        """);
    }

    @Test
    void a_header_that_says_more_than_a_name_is_replaced_by_one_that_does_too() {
        assertThat(RouterText.written(
                        "crypto ipsec transform-set T esp-aes esp-sha-hmac",
                        " mode transport",
                        "crypto ipsec transform-set T esp-gcm 256"))
                .isEqualTo("crypto ipsec transform-set T esp-gcm 256\n mode transport\n!\n");
        assertThat(RouterText.written(
                        "interface Virtual-Template1 type tunnel", "interface Virtual-Template1", " shutdown"))
                .isEqualTo("interface Virtual-Template1 type tunnel\n shutdown\n!\n");
        assertThat(RouterText.written("crypto map M 10 ipsec-isakmp", "crypto map M 10", " set pfs"))
                .isEqualTo("crypto map M 10 ipsec-isakmp\n set pfs\n!\n");
    }

    @Test
    void no_takes_out_what_was_said() {
        assertThat(RouterText.written(
                        "crypto ikev2 profile A",
                        " lifetime 3600",
                        " no lifetime",
                        " dpd 10 2 periodic",
                        " no dpd 99 3",
                        " match identity remote any",
                        " match identity remote fqdn a.example",
                        " no match identity remote any",
                        " shutdown",
                        " no shutdown"))
                .isEqualTo("crypto ikev2 profile A\n match identity remote fqdn a.example\n!\n");
    }

    @Test
    void no_before_what_holds_anyway_is_kept_and_default_takes_it_back() {
        assertThat(RouterText.written("no crypto ikev2 http-url cert")).isEqualTo("no crypto ikev2 http-url cert\n!\n");
        assertThat(RouterText.written("no crypto ikev2 http-url cert", "default crypto ikev2 http-url cert"))
                .isEmpty();
        assertThat(RouterText.written("no crypto ikev2 http-url cert", "crypto ikev2 http-url cert"))
                .isEmpty();
        assertThat(RouterText.written("crypto ikev2 cluster", " no shutdown"))
                .isEqualTo("crypto ikev2 cluster\n no shutdown\n!\n");
    }

    @Test
    void no_takes_out_whole_blocks() {
        assertThat(RouterText.written("crypto ikev2 proposal A", " group 19", "no crypto ikev2 proposal A"))
                .isEmpty();
        assertThat(RouterText.written("interface Tunnel0", " shutdown", "no interface tu0"))
                .isEmpty();
        assertThat(RouterText.written(
                        "crypto map M 10 ipsec-isakmp", "crypto map M 20 ipsec-isakmp", "no crypto map M 10"))
                .isEqualTo("crypto map M 20 ipsec-isakmp\n!\n");
        assertThat(RouterText.written(
                        "crypto ikev2 keyring K", " peer A", "  address 1.1.1.1", " peer B", " no peer A"))
                .isEqualTo("crypto ikev2 keyring K\n peer B\n !\n!\n");
    }

    @Test
    void default_before_an_interface_empties_it() {
        assertThat(RouterText.written("interface Tunnel0", " shutdown", " cdp enable", "default interface Tunnel0"))
                .isEqualTo("interface Tunnel0\n!\n");
    }

    @Test
    void what_is_always_there_can_be_disabled_and_restored() {
        for (String kind : new String[] {
            "crypto ikev2 proposal",
            "crypto ikev2 policy",
            "crypto ikev2 authorization policy",
            "crypto ipsec profile",
            "crypto ipsec transform-set"
        }) {
            RouterConfig disabled = RouterText.config("no " + kind + " default");
            assertThat(disabled.root().isOn(kind + " default")).isFalse();
            assertThat(disabled.write()).isEqualTo("no " + kind + " default\n!\n");
            RouterConfig restored = RouterText.config("no " + kind + " default", "default " + kind);
            assertThat(restored.root().isOn(kind + " default")).isTrue();
            assertThat(restored.write()).isEmpty();
            assertThat(RouterText.written("no " + kind + " default", "default " + kind + " default"))
                    .isEmpty();
        }
    }

    @Test
    void what_is_always_there_can_be_changed() {
        RouterConfig changed =
                RouterText.config("no crypto ikev2 proposal default", "crypto ikev2 proposal default", " group 19");
        assertThat(changed.root().isOn("crypto ikev2 proposal default")).isTrue();
        assertThat(changed.write()).isEqualTo("crypto ikev2 proposal default\n group 19\n!\n");
        assertThat(RouterText.written("crypto ikev2 proposal default", " group 19", "default crypto ikev2 proposal"))
                .isEmpty();
    }

    @Test
    void a_line_with_a_number_replaces_the_one_with_that_number() {
        assertThat(RouterText.written(
                        "crypto ikev2 client flexvpn C",
                        " peer 1 192.0.2.1",
                        " peer 2 fqdn hub.example dynamic",
                        " peer 1 192.0.2.9",
                        " no peer 2",
                        " connect auto"))
                .isEqualTo("crypto ikev2 client flexvpn C\n peer 1 192.0.2.9\n!\n");
        assertThat(RouterText.written(
                        "ip access-list standard A", " permit any", " 20 deny any", " no 10", " no deny any"))
                .isEqualTo("ip access-list standard A\n!\n");
    }

    @Test
    void no_without_enough_words_says_what_is_missing() {
        assertThat(RouterText.findings("crypto ikev2 profile A", " shutdown", " no match", " dynamic"))
                .containsExactly("3:10: the line is not complete; right would be address, application, certificate,"
                        + " fvrf, identity or inbound-only");
    }
}
