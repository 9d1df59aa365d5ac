package io.flexike.ike.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8, 10.255.255.255, 255.0.0.0",
        "10.1.2.3/8, 10.0.0.0/8, 10.255.255.255, 255.0.0.0",
        "0.0.0.0/0, 0.0.0.0/0, 255.255.255.255, 0.0.0.0",
        "192.0.2.77/27, 192.0.2.64/27, 192.0.2.95, 255.255.255.224",
        "192.0.2.1, 192.0.2.1/32, 192.0.2.1, 255.255.255.255",
        "::/0, ::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::",
        "2001:db8::5/33, 2001:db8::/33, 2001:db8:7fff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:8000::",
        "fe80::1, fe80::1/128, fe80::1, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    })
    void a_prefix_knows_its_first_and_last_address_and_its_mask(String text, String prefix, String last, String mask) {
        IpPrefix parsed = IpPrefix.parse(text);
        assertThat(parsed).hasToString(prefix).isEqualTo(IpPrefix.parse(prefix));
        assertThat(IpPrefix.format(parsed.last())).isEqualTo(last);
        assertThat(IpPrefix.format(parsed.mask())).isEqualTo(mask);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.0.2.64/27, 192.0.2.95, true",
        "192.0.2.64/27, 192.0.2.96, false",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 10.0.0.1, false",
        "2001:db8::/33, 2001:db8:7fff::, true",
        "2001:db8::/33, 2001:db8:8000::, false",
    })
    void a_prefix_contains_addresses_of_its_family_only(String prefix, String address, boolean inside) {
        assertThat(IpPrefix.parse(prefix).contains(IpPrefix.parseAddress(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0/8",
                        "10.0.0.0.0",
                "256.0.0.1", "010.0.0.1", "1.2.3.0x4", "1.2.3.4 ", "localhost", "example", "::/129", ":::", "1::2::3",
                "fe80::1%eth0", "fe80::1%1", "12345::", "1:2:3:4:5:6:7:8:9", "[::1]", "10.0.0.٣", "10.0.0.0/0008"
            })
    void other_text_is_refused_without_asking_a_name_service(String text) {
        assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:0:0:0:0:0:0:0, 1::",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    })
    void ipv6_addresses_are_written_in_their_short_form(String text, String shortForm) {
        assertThat(IpPrefix.format(IpPrefix.parseAddress(text))).isEqualTo(shortForm);
        assertThat(IpPrefix.parseAddress(shortForm)).isEqualTo(IpPrefix.parseAddress(text));
    }

    @Test
    void sixteen_octets_stay_ipv6_even_when_they_map_an_ipv4_address() {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[15] = 1;
        InetAddress address = IpLiteral.ofOctets(mapped);
        assertThat(address).isInstanceOf(Inet6Address.class);
        assertThat(new IpPrefix(address, 128).address().getAddress()).isEqualTo(mapped);
    }
}
