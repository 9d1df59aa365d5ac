package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TransportHeaderPropertyTest {
    @Property(tries = 5000)
    void random_octets_of_any_protocol_never_throw_and_keep_their_length(
            @ForAll @Size(max = 120) byte[] payload,
            @ForAll @IntRange(max = 255) int protocol,
            @ForAll @IntRange(max = 64) int room,
            @ForAll boolean ipv6) {
        TransportHeader header = ipv6
                ? new TransportHeader(Packets.address("2001:db8::1"), Packets.address("2001:db8::2"), true)
                : new TransportHeader(Packets.address("192.0.2.1"), Packets.address("192.0.2.2"), true);
        byte[] buffer = new byte[room + payload.length + 40];
        System.arraycopy(payload, 0, buffer, room, payload.length);
        PacketView view = new PacketView();

        if (!header.restore(buffer, 0, room, payload.length, protocol, 0, view)) {
            boolean jumbogram = protocol == 0 && payload.length == 0;
            assertThat(ipv6 && (view.isFragment() || jumbogram)).isTrue();
            return;
        }
        assertThat(view.totalOctets()).isEqualTo(header.octets() + payload.length);
        assertThat(view.firstProtocol()).isEqualTo(protocol);
    }
}
