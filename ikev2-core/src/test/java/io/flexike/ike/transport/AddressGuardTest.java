package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.selector.IpPrefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses strangers may send us to. */
class AddressGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2002:7f00:1::1",
                "2002:c0a8:101::1",
                "2001::1",
                "2001:db8::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1"
            })
    void addresses_that_are_not_public_are_refused(String address) {
        assertThat(new AddressGuard(List.of()).permits(IpPrefix.parseAddress(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.255.255",
                "172.15.255.255",
                "172.32.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "64:ff9b::101:101",
                "2002:101:101::1",
                "::ffff:1.1.1.1"
            })
    void public_addresses_are_permitted(String address) {
        assertThat(new AddressGuard(List.of()).permits(IpPrefix.parseAddress(address)))
                .isTrue();
    }

    @Test
    void an_ipv6_address_that_maps_an_ipv4_address_is_as_good_as_that() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 10;
        InetAddress inside = Inet6Address.getByAddress(null, mapped, -1);
        mapped[12] = 9;
        InetAddress outside = Inet6Address.getByAddress(null, mapped, -1);

        assertThat(inside).isInstanceOf(Inet6Address.class);
        assertThat(new AddressGuard(List.of()).permits(inside)).isFalse();
        assertThat(new AddressGuard(List.of()).permits(outside)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "::ffff:10.0.0.1"})
    void a_network_of_ones_own_can_be_allowed(String address) {
        AddressGuard guard = new AddressGuard(List.of(IpPrefix.parse("10.0.0.0/24")));

        assertThat(guard.permits(IpPrefix.parseAddress(address))).isTrue();
        assertThat(guard.permits(IpPrefix.parseAddress("10.0.1.1"))).isFalse();
    }
}
