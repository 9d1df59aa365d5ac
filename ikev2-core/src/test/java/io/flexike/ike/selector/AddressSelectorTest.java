package io.flexike.ike.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.Octets;
import io.flexike.ike.error.InvalidSyntaxException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSelectorTest {
    private static final AddressSelector NET = AddressSelector.subnet("10.1.0.0/16");

    @Test
    void opaque_ports_survive_the_wire() throws InvalidSyntaxException {
        String opaque = "07 11 00 10 ff ff 00 00 0a010000 0a01ffff";
        AddressSelector expected = NET.withProtocol(17).withOpaquePorts();
        assertThat(TrafficSelector.decode(Octets.buffer(opaque))).isEqualTo(expected);
        ByteBuffer out = ByteBuffer.allocate(expected.octets());
        expected.encode(out);
        assertThat(out.array()).isEqualTo(Octets.of(opaque));
    }

    @Test
    void an_ipv6_range_of_mapped_addresses_stays_ipv6_on_the_wire() throws InvalidSyntaxException {
        String mapped = "08 00 00 28 00 00 ff ff 00000000000000000000ffff00000000 00000000000000000000ffffffffffff";
        TrafficSelector selector = TrafficSelector.decode(Octets.buffer(mapped));
        assertThat(selector.tsType()).isEqualTo(TrafficSelector.IPV6_ADDR_RANGE);
        ByteBuffer out = ByteBuffer.allocate(selector.octets());
        selector.encode(out);
        assertThat(out.array()).isEqualTo(Octets.of(mapped));
    }

    @Test
    void decoding_leaves_the_buffer_behind_the_selector() throws InvalidSyntaxException {
        ByteBuffer in = Octets.buffer("07 00 00 10 00 00 ff ff 0a000000 0affffff 01 02 03");
        assertThat(TrafficSelector.decode(in)).isEqualTo(AddressSelector.subnet("10.0.0.0/8"));
        assertThat(in.remaining()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "6, 10.1.0.0, 80, true",
        "6, 10.1.255.255, 90, true",
        "6, 10.1.2.3, 85, true",
        "6, 10.1.2.3, 79, false",
        "6, 10.1.2.3, 91, false",
        "6, 10.1.2.3, -1, false",
        "17, 10.1.2.3, 85, false",
        "6, 10.2.0.0, 85, false",
        "6, 10.0.255.255, 85, false",
        "6, ::1, 85, false",
    })
    void a_packet_must_fit_in_protocol_address_and_port(int protocol, String address, int port, boolean matches) {
        AddressSelector selector = NET.withProtocol(6).withPorts(80, 90);
        assertThat(selector.matches(protocol, IpPrefix.parseAddress(address), port))
                .isEqualTo(matches);
    }

    @Test
    void packets_without_ports_match_any_and_opaque_but_no_range() {
        InetAddress inside = IpPrefix.parseAddress("10.1.2.3");
        assertThat(NET.matches(17, inside, AddressSelector.NO_PORT)).isTrue();
        assertThat(NET.withOpaquePorts().matches(17, inside, AddressSelector.NO_PORT))
                .isTrue();
        assertThat(NET.withPorts(0, 65534).matches(17, inside, AddressSelector.NO_PORT))
                .isFalse();
        assertThat(NET.withOpaquePorts().matches(17, inside, 65535)).isFalse();
        assertThat(NET.withOpaquePorts().matches(17, inside, 0)).isFalse();
    }

    @Test
    void any_ports_include_opaque_ones_and_no_range_does() {
        AddressSelector opaque = NET.withOpaquePorts();
        assertThat(NET.contains(opaque)).isTrue();
        assertThat(opaque.contains(NET)).isFalse();
        assertThat(NET.intersect(opaque)).contains(opaque);
        assertThat(opaque.intersect(NET)).contains(opaque);
        assertThat(opaque.intersect(opaque)).contains(opaque);
        assertThat(opaque.intersect(NET.withPorts(0, 65534))).isEmpty();
        assertThat(opaque.intersect(NET.withPorts(65535, 65535))).isEmpty();
        assertThat(NET.withPorts(0, 0).intersect(opaque)).isEmpty();
    }

    @Test
    void what_two_selectors_share_is_one_selector() {
        AddressSelector left =
                AddressSelector.range(ip("10.0.0.5"), ip("10.0.0.20")).withPorts(10, 20);
        AddressSelector right = AddressSelector.range(ip("10.0.0.10"), ip("10.0.0.30"))
                .withProtocol(6)
                .withPorts(15, 30);
        assertThat(left.intersect(right)).contains(new AddressSelector(6, 15, 20, ip("10.0.0.10"), ip("10.0.0.20")));
        assertThat(left.intersect(right.withPorts(21, 30))).isEmpty();
        assertThat(left.withProtocol(17).intersect(right)).isEmpty();
        assertThat(left.intersect(AddressSelector.host(ip("10.0.0.21")))).isEmpty();
        assertThat(AddressSelector.any4().intersect(AddressSelector.any6())).isEmpty();
    }

    @Test
    void addresses_are_compared_without_sign() {
        assertThat(AddressSelector.any4().contains(AddressSelector.subnet("200.0.0.0/8")))
                .isTrue();
        assertThat(AddressSelector.subnet("100.0.0.0/8").intersect(AddressSelector.subnet("200.0.0.0/8")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, 10.255.255.255, 10.0.0.0/8",
        "10.0.0.1, 10.0.0.1, 10.0.0.1",
        "10.0.0.1, 10.0.0.2, 10.0.0.1-10.0.0.2",
        "10.0.0.0, 10.0.0.2, 10.0.0.0-10.0.0.2",
        "0.0.0.0, 255.255.255.255, 0.0.0.0/0",
        "::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::/0",
        "2001:db8::1, 2001:db8::ff, 2001:db8::1-2001:db8::ff",
    })
    void a_range_is_written_as_a_prefix_when_it_is_one(String start, String end, String text) {
        assertThat(AddressSelector.range(ip(start), ip(end))).hasToString(text);
    }

    @Test
    void protocol_and_ports_are_written_when_they_narrow() {
        assertThat(NET.withProtocol(47)).hasToString("10.1.0.0/16[gre]");
        assertThat(NET.withProtocol(6).withPorts(80, 80)).hasToString("10.1.0.0/16[tcp/80]");
        assertThat(NET.withProtocol(17).withPorts(1, 9)).hasToString("10.1.0.0/16[udp/1-9]");
        assertThat(NET.withPorts(7, 7)).hasToString("10.1.0.0/16[any/7]");
        assertThat(NET.withProtocol(99).withOpaquePorts()).hasToString("10.1.0.0/16[99/opaque]");
    }

    @Test
    void what_we_build_is_checked() {
        assertThatThrownBy(() -> NET.withProtocol(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NET.withPorts(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NET.withPorts(0, 65536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AddressSelector.range(ip("10.0.0.2"), ip("10.0.0.1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AddressSelector.range(ip("10.0.0.2"), ip("::1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UnknownSelector(7, 0, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static InetAddress ip(String text) {
        return IpPrefix.parseAddress(text);
    }
}
