package io.flexike.esp.packet;

import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.view;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketViewTest {
    @Test
    void reads_addresses_protocol_and_ports_of_ipv4() {
        PacketView view = view(withPorts("10.0.0.1", "255.1.2.3", 17, 500, 65535));

        assertThat(view.version()).isEqualTo(4);
        assertThat(view.sourceHigh()).isZero();
        assertThat(view.sourceLow()).isEqualTo(0x0a000001L);
        assertThat(view.destinationLow()).isEqualTo(0xff010203L);
        assertThat(view.protocol()).isEqualTo(17);
        assertThat(view.sourcePort()).isEqualTo(500);
        assertThat(view.destinationPort()).isEqualTo(65535);
        assertThat(view.totalOctets()).isEqualTo(40);
    }

    @Test
    void reads_addresses_protocol_and_ports_of_ipv6() {
        PacketView view = view(withPorts("fd00::1", "2001:db8::2", 6, 80, 1024));

        assertThat(view.version()).isEqualTo(6);
        assertThat(view.sourceHigh()).isEqualTo(0xfd00000000000000L);
        assertThat(view.sourceLow()).isEqualTo(1);
        assertThat(view.destinationHigh()).isEqualTo(0x20010db800000000L);
        assertThat(view.protocol()).isEqualTo(6);
        assertThat(view.sourcePort()).isEqualTo(80);
        assertThat(view.destinationPort()).isEqualTo(1024);
    }

    @Test
    void finds_the_next_layer_behind_ipv6_extension_headers() {
        byte[] hopByHopThenUdp = {60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0, 0, 53, 0, 54, 0, 8, 0, 0};

        PacketView view = view(packet("fd00::1", "fd00::2", 0, hopByHopThenUdp));

        assertThat(view.protocol()).isEqualTo(17);
        assertThat(view.sourcePort()).isEqualTo(53);
        assertThat(view.destinationPort()).isEqualTo(54);
        assertThat(view.headerOctets()).isEqualTo(56);
    }

    @Test
    void a_first_fragment_has_ports_and_a_later_one_has_not() {
        byte[] first = withPorts("10.0.0.1", "10.0.0.2", 17, 1, 2);
        first[6] = 0x20;
        byte[] later = first.clone();
        later[7] = 1;

        assertThat(view(first).sourcePort()).isEqualTo(1);
        assertThat(view(first).isLaterFragment()).isFalse();
        assertThat(view(later).sourcePort()).isEqualTo(PacketView.NO_PORT);
        assertThat(view(later).destinationPort()).isEqualTo(PacketView.NO_PORT);
        assertThat(view(later).isLaterFragment()).isTrue();
    }

    @Test
    void a_later_ipv6_fragment_has_a_protocol_but_no_ports() {
        byte[] later = {17, 0, 0, 8, 0, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0, 0};

        PacketView view = view(packet("fd00::1", "fd00::2", 44, later));

        assertThat(view.protocol()).isEqualTo(17);
        assertThat(view.isLaterFragment()).isTrue();
        assertThat(view.sourcePort()).isEqualTo(PacketView.NO_PORT);
    }

    @Test
    void icmp_type_and_code_stand_at_the_source() {
        PacketView view = view(packet("10.0.0.1", "10.0.0.2", 1, (byte) 3, (byte) 13, (byte) 0, (byte) 0));

        assertThat(view.sourcePort()).isEqualTo(3 * 256 + 13);
        assertThat(view.destinationPort()).isEqualTo(PacketView.SEE_SOURCE);
    }

    @Test
    void a_protocol_without_ports_has_none() {
        PacketView view = view(packet("10.0.0.1", "10.0.0.2", 89, new byte[24]));

        assertThat(view.sourcePort()).isEqualTo(PacketView.NO_PORT);
        assertThat(view.destinationPort()).isEqualTo(PacketView.NO_PORT);
    }

    @Test
    void octets_behind_the_packet_are_ignored() {
        byte[] packet = packet("10.0.0.1", "10.0.0.2", 17, new byte[8]);
        byte[] longer = Arrays.copyOf(packet, packet.length + 50);

        assertThat(view(longer).totalOctets()).isEqualTo(packet.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "fd00::1"})
    void a_packet_cut_anywhere_is_not_well_formed(String address) {
        byte[] packet = withPorts(address, address, 17, 1, 2);
        PacketView view = new PacketView();

        for (int octets = 0; octets < packet.length; octets++) {
            assertThat(view.parse(packet, 0, octets)).as("%d octets", octets).isFalse();
        }
        assertThat(view.parse(packet, 0, packet.length)).isTrue();
    }

    @Test
    void header_length_and_version_are_checked() {
        byte[] shortHeader = packet("10.0.0.1", "10.0.0.2", 17, new byte[8]);
        shortHeader[0] = 0x44;
        byte[] longHeader = packet("10.0.0.1", "10.0.0.2", 17, new byte[8]);
        longHeader[0] = 0x4f;
        byte[] otherVersion = packet("10.0.0.1", "10.0.0.2", 17, new byte[8]);
        otherVersion[0] = 0x55;
        PacketView view = new PacketView();

        assertThat(view.parse(shortHeader, 0, shortHeader.length)).isFalse();
        assertThat(view.parse(longHeader, 0, longHeader.length)).isFalse();
        assertThat(view.parse(otherVersion, 0, otherVersion.length)).isFalse();
    }

    // RFC 2675 3
    @Test
    void a_jumbogram_is_no_packet_of_a_tunnel() {
        byte[] jumbogram = packet("fd00::1", "fd00::2", 0, new byte[] {17, 0, (byte) 0xc2, 4, 0, 1, 0, 0, 1, 2});
        jumbogram[4] = 0;
        jumbogram[5] = 0;
        assertThat(new PacketView().parse(jumbogram, 0, jumbogram.length)).isFalse();
        byte[] empty = packet("fd00::1", "fd00::2", 59, new byte[0]);
        assertThat(new PacketView().parse(empty, 0, empty.length)).isTrue();
    }

    // RFC 4303 3.1.1: ESP belongs behind a routing header, wherever that stands
    @Test
    void what_has_a_routing_header_cannot_be_protected_in_transport_mode() {
        byte[] options = {17, 0, 1, 4, 0, 0, 0, 0, 0, 53, 0, 54, 0, 8, 0, 0};
        assertThat(view(packet("fd00::1", "fd00::2", 60, options)).isTransportable())
                .isTrue();
        byte[] optionsAndRouting = {43, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 53, 0, 54, 0, 8, 0, 0};
        assertThat(view(packet("fd00::1", "fd00::2", 60, optionsAndRouting)).isTransportable())
                .isFalse();
    }

    @Test
    void an_endless_chain_of_extension_headers_has_no_ports() {
        byte[] chain = new byte[8 * 40];
        for (int at = 0; at < chain.length; at += 8) {
            chain[at] = 60;
        }

        PacketView view = view(packet("fd00::1", "fd00::2", 60, chain));

        assertThat(view.protocol()).isEqualTo(60);
        assertThat(view.sourcePort()).isEqualTo(PacketView.NO_PORT);
    }
}
