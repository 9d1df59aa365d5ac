package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class PacketViewPropertyTest {
    @Property(tries = 5000)
    void random_octets_never_throw_and_never_claim_more_than_there_is(
            @ForAll @Size(max = 200) byte[] octets, @ForAll boolean ipv6) {
        if (octets.length > 0) {
            octets[0] = (byte) (octets[0] & 0x0f | (ipv6 ? 0x60 : 0x40));
        }
        if (ipv6 && octets.length > 5) {
            octets[4] = 0;
        }
        PacketView view = new PacketView();

        if (view.parse(octets, 0, octets.length)) {
            assertThat(view.totalOctets()).isLessThanOrEqualTo(octets.length);
            assertThat(view.headerOctets()).isLessThanOrEqualTo(view.totalOctets());
            assertThat(view.sourcePort()).isBetween(PacketView.NO_PORT, 65535);
        }
    }
}
