package io.flexike.esp.packet;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportHeaderTest {
    private static final int UDP = 17;
    private static final int GRE = 47;

    private final PacketView view = new PacketView();

    private static TransportHeader header(String source, String destination, boolean behindNat) {
        return new TransportHeader(address(source), address(destination), behindNat);
    }

    /** What becomes of a packet whose upper layer stands at 100 in a large buffer, with free octets before it. */
    private byte[] restored(TransportHeader header, byte[] sent, int before) {
        int upper = sent[0] >>> 4 == 4 ? 20 : 40;
        byte[] buffer = new byte[400];
        Arrays.fill(buffer, (byte) 0xee);
        System.arraycopy(sent, upper, buffer, 100, sent.length - upper);
        int protocol = sent[upper == 20 ? 9 : 6] & 0xff;
        assertThat(header.restore(buffer, 100 - before, 100, sent.length - upper, protocol, 0, view))
                .isTrue();
        byte[] octetsBefore = Arrays.copyOf(buffer, 100 - before);
        for (byte octet : octetsBefore) {
            assertThat(octet).as("what stands before is somebody else's").isEqualTo((byte) 0xee);
        }
        return Arrays.copyOfRange(buffer, view.offset(), view.offset() + view.totalOctets());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.2, 0",
        "192.0.2.1, 192.0.2.2, 16",
        "192.0.2.1, 192.0.2.2, 60",
        "2001:db8::1, 2001:db8::2, 0",
        "2001:db8::1, 2001:db8::2, 16",
        "2001:db8::1, 2001:db8::2, 60"
    })
    void the_packet_is_whole_again_whatever_room_there_is(String source, String destination, int before) {
        byte[] sent = Checksums.udp(source, destination, 1000, 2000, (byte) 1, (byte) 2, (byte) 3);

        byte[] got = restored(header(source, destination, false), sent, before);

        assertThat(Checksums.headerIsRight(got)).isTrue();
        assertThat(Checksums.upperIsRight(got)).isTrue();
        assertThat(got).hasSameSizeAs(sent);
        PacketView expected = Packets.view(sent);
        assertThat(view.protocol()).isEqualTo(UDP);
        assertThat(view.sourceLow()).isEqualTo(expected.sourceLow());
        assertThat(view.destinationLow()).isEqualTo(expected.destinationLow());
        assertThat(view.destinationPort()).isEqualTo(2000);
    }

    // RFC 3948 3.1.2
    @ParameterizedTest
    @CsvSource({"10.0.0.7, 203.0.113.9, 192.0.2.2", "fd00::7, 2001:db8::9, 2001:db8::2"})
    void behind_a_nat_checksums_follow_the_addresses(String real, String seen, String destination) {
        TransportHeader header = header(seen, destination, true);

        assertThat(Checksums.upperIsRight(restored(header, Checksums.udp(real, destination, 1, 2, (byte) 9), 16)))
                .isTrue();
        assertThat(Checksums.upperIsRight(restored(header, Checksums.tcp(real, destination, (byte) 9), 16)))
                .isTrue();
        assertThat(Checksums.upperIsRight(
                        restored(header(seen, destination, false), Checksums.tcp(real, destination, (byte) 9), 16)))
                .as("the case is worth a test")
                .isFalse();
    }

    @Test
    void icmp_of_ipv6_sums_up_addresses_too() {
        byte[] echo = Checksums.icmp6("fd00::7", "2001:db8::2", (byte) 128, (byte) 0, (byte) 0, (byte) 0, (byte) 5);

        assertThat(Checksums.upperIsRight(restored(header("2001:db8::9", "2001:db8::2", true), echo, 24)))
                .isTrue();
    }

    @Test
    void a_datagram_without_checksum_stays_without_and_other_protocols_stay_as_they_are() {
        byte[] without = Checksums.udp("10.0.0.7", "192.0.2.2", 1, 2, (byte) 9);
        without[26] = 0;
        without[27] = 0;
        TransportHeader header = header("203.0.113.9", "192.0.2.2", true);

        assertThat(Arrays.copyOfRange(restored(header, without, 16), 20, 29))
                .isEqualTo(Arrays.copyOfRange(without, 20, 29));
        byte[] gre = Packets.packet("10.0.0.7", "192.0.2.2", GRE, new byte[24]);
        assertThat(Arrays.copyOfRange(restored(header, gre, 16), 20, 44)).isEqualTo(new byte[24]);
    }

    // RFC 768: a sum of zero is sent as all ones, because zero says that there is none
    @Test
    void a_udp_checksum_that_comes_out_as_zero_is_written_as_ones() {
        byte[] sent = Checksums.udp("10.0.0.7", "192.0.2.2", 1, 2, (byte) 0, (byte) 0);
        TransportHeader header = header("203.0.113.9", "192.0.2.2", true);
        byte[] first = restored(header, sent, 16);
        // what makes the sum zero is the checksum itself, put where data was
        sent[28] = first[26];
        sent[29] = first[27];

        byte[] second = restored(header, sent, 16);

        assertThat(second[26]).isEqualTo((byte) 0xff);
        assertThat(second[27]).isEqualTo((byte) 0xff);
    }

    @Test
    void what_does_not_fit_is_refused() {
        TransportHeader header = header("2001:db8::1", "2001:db8::2", false);

        assertThat(header.restore(new byte[100], 0, 16, 60, GRE, 0, view)).isTrue();
        assertThat(header.restore(new byte[100], 0, 16, 61, GRE, 0, view)).isFalse();
        assertThat(header.restore(new byte[80_000], 0, 16, 65535 - 40 + 1, GRE, 0, view))
                .isFalse();
    }

    // RFC 4301 7
    @Test
    void a_fragment_is_refused_and_stays_as_it_is() {
        TransportHeader header = header("2001:db8::1", "2001:db8::2", true);
        for (int offset : new int[] {0, 64}) {
            byte[] buffer = new byte[200];
            Arrays.fill(buffer, 60, 160, (byte) 0xee);
            System.arraycopy(new byte[] {6, 0, 0, (byte) (offset | 1), 0, 0, 0, 9}, 0, buffer, 60, 8);
            assertThat(header.restore(buffer, 0, 60, 100, 44, 0, view)).isFalse();
            assertThat(Arrays.copyOfRange(buffer, 68, 160)).containsOnly(0xee);
        }
    }

    @Test
    void ends_of_two_ip_versions_are_refused() {
        assertThatThrownBy(() -> header("192.0.2.1", "2001:db8::2", false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
