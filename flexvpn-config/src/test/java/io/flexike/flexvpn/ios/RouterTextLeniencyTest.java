package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.ios.RouterConfig.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTextLeniencyTest {
    private static final String PROFILE = """
            crypto ikev2 profile A
             lifetime 3600
             ivrf RED
            !
            crypto ikev2 window 20
            !
            """;

    @Test
    void line_ends_tabs_marks_and_trailing_spaces_do_not_matter() {
        assertThat(RouterText.written(
                        "\ufeffcrypto ikev2 profile A  \r",
                        "\t ivrf\tRED \r",
                        " lifetime 3600\r",
                        "",
                        "!\r",
                        "crypto ikev2 window 20"))
                .isEqualTo(PROFILE);
        assertThat(RouterConfig.read("old", "crypto ikev2 profile A\r ivrf RED\r lifetime 3600\rcrypto ikev2 window 20")
                        .config()
                        .write())
                .isEqualTo(PROFILE);
    }

    @Test
    void blocks_need_no_indentation() {
        assertThat(RouterText.written(
                        "crypto ikev2 profile A", "ivrf RED", "!", "lifetime 3600", "crypto ikev2 window 20"))
                .isEqualTo(PROFILE);
        assertThat(RouterText.written(
                        "crypto ikev2 profile A", "ivrf RED", "lifetime 3600", "exit", "crypto ikev2 window 20"))
                .isEqualTo(PROFILE);
    }

    @Test
    void keywords_may_be_shortened_and_capital() {
        assertThat(RouterText.written("CRY IK prof A", " iv RED", " life 3600", "cry ikev2 win 20"))
                .isEqualTo(PROFILE);
        assertThat(RouterText.written("int tun 0", " tun mod ips ipv4", " tunn sour gi0/1", "int gi 0/0/0.100"))
                .isEqualTo("""
                        interface Tunnel0
                         tunnel source GigabitEthernet0/1
                         tunnel mode ipsec ipv4
                        !
                        interface GigabitEthernet0/0/0.100
                        !
                        """);
    }

    @Test
    void a_console_is_read_without_its_prompts() {
        assertThat(RouterText.written(
                        "R1>en",
                        "R1#conf t",
                        "Enter configuration commands, one per line.  End with CNTL/Z.",
                        "R1(config)#crypto ikev2 profile A",
                        "R1(config-ikev2-profile)#ivrf RED",
                        "R1(config-ikev2-profile)# lifetime 3600",
                        "R1(config-ikev2-profile)#do show clock",
                        "R1(config-ikev2-profile)#exit",
                        "R1(config)#crypto ikev2 window 20",
                        "R1(config)#end",
                        "R1#wr mem",
                        "Building configuration...",
                        "R1#"))
                .isEqualTo(PROFILE);
    }

    @Test
    void what_a_terminal_shows_around_a_configuration_is_left_out() {
        assertThat(RouterText.written(
                        "hub#show run",
                        "Building configuration...",
                        "",
                        "Current configuration : 1234 bytes",
                        "!",
                        "crypto ikev2 profile A",
                        " --More-- \b\b\b\b\b\b\b\b\b         \b\b\b\b\b\b\b\b\b ivrf RED",
                        " --More--  lifetime 3600",
                        "!",
                        "% Invalid input detected at '^' marker.",
                        "          ^",
                        "crypto ikev2 window 20"))
                .isEqualTo(PROFILE);
    }

    @Test
    void lines_about_other_things_are_kept_and_named() {
        Reading reading = RouterConfig.read("test", """
                version 17.9
                service timestamps debug datetime msec
                interface GigabitEthernet1
                 ip address dhcp
                 negotiation auto
                 standby 1 ip 10.0.0.1
                !
                router bgp 65000
                 neighbor 10.0.0.1 remote-as 1
                 !
                 address-family ipv4
                  network 10.0.0.0
                 exit-address-family
                !
                line vty 0 4
                 password 7 0822455D0A16
                """);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.outside())
                .extracting(OutsideLine::topic)
                .containsExactly(
                        "version 17.9",
                        "service timestamps",
                        "router bgp",
                        "line vty",
                        "negotiation auto",
                        "standby 1");
        assertThat(reading.outside())
                .extracting(OutsideLine::block)
                .containsExactly("", "", "", "", "interface GigabitEthernet1", "interface GigabitEthernet1");
        assertThat(reading.outside().toString()).doesNotContain("0822455D0A16");
        assertThat(reading.config().write()).isEqualTo("""
                        interface GigabitEthernet1
                         ip address dhcp
                         negotiation auto
                         standby 1 ip 10.0.0.1
                        !
                        version 17.9
                        service timestamps debug datetime msec
                        router bgp 65000
                         neighbor 10.0.0.1 remote-as 1
                         !
                         address-family ipv4
                          network 10.0.0.0
                         exit-address-family
                        line vty 0 4
                         password 7 0822455D0A16
                        """);
    }

    @Test
    void banners_and_certificates_are_kept_whole() {
        List<String> text = List.of(
                "banner motd ^C",
                "crypto ikev2 profile NOT-ONE",
                "no entry",
                "^C",
                "crypto pki certificate chain TP",
                " certificate ca 01",
                "  30820101 02030405",
                "  \tquit");
        Reading reading = RouterConfig.read("test", String.join("\n", text) + "\ncrypto ikev2 window 7\n");
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.outside()).hasSize(2);
        assertThat(reading.config().blocks("crypto ikev2 profile")).isEmpty();
        assertThat(reading.config().root().statement("crypto ikev2 window")).isPresent();
        assertThat(reading.config().write()).contains("banner motd ^C\ncrypto ikev2 profile NOT-ONE\nno entry\n^C\n");
        assertThat(RouterText.findings("banner motd #hello", "hostname x"))
                .containsExactly("1:13: the banner has no end; right would be the same character again");
    }

    @Test
    void certificates_need_no_indentation_either() {
        Reading reading = RouterConfig.read("test", """
                crypto pki certificate chain TP
                certificate 02
                30820101 02030405
                quit
                crypto ikev2 window 7
                """);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.outside()).hasSize(1);
        assertThat(reading.config().root().statement("crypto ikev2 window")).isPresent();
    }

    @Test
    void a_banner_of_a_policy_may_have_several_lines() {
        RouterConfig config = RouterText.config(
                "crypto ikev2 authorization policy P", " banner ^C", "Welcome", " to the hub ^C", " pfs");
        Block policy = config.block("crypto ikev2 authorization policy", "P").orElseThrow();
        assertThat(policy.text("banner", "text")).contains("^C\nWelcome\n to the hub ^C");
        assertThat(policy.isOn("pfs")).isTrue();
        assertThat(RouterConfig.read("again", config.write()).config()).isEqualTo(config);
    }
}
