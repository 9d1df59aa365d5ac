package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Ipv4FragmenterTest {
    private static final int AT = 5;

    /** A packet with those options, flags and content. */
    private static byte[] packet(String options, int flagsAndOffset, int content) {
        byte[] more = HexFormat.of().parseHex(options);
        byte[] payload = new byte[content];
        new Random(content).nextBytes(payload);
        ByteBuffer packet = ByteBuffer.allocate(20 + more.length + content);
        packet.put((byte) (0x40 | (20 + more.length) / 4)).put((byte) 0x68).putShort((short) packet.capacity());
        packet.putShort((short) 0xbeef)
                .putShort((short) flagsAndOffset)
                .put((byte) 63)
                .put((byte) 17);
        packet.putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
        return packet.put(more).put(payload).array();
    }

    private static List<byte[]> cut(byte[] packet, int mtu) {
        byte[] buffer = new byte[AT + packet.length];
        System.arraycopy(packet, 0, buffer, AT, packet.length);
        Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
        fragmenter.begin(buffer, AT, mtu);
        List<byte[]> pieces = new ArrayList<>();
        while (fragmenter.hasNext()) {
            byte[] target = new byte[3 + mtu];
            int octets = fragmenter.next(target, 3);
            assertThat(octets).isLessThanOrEqualTo(mtu);
            pieces.add(Arrays.copyOfRange(target, 3, 3 + octets));
        }
        return pieces;
    }

    private static int header(byte[] packet) {
        return (packet[0] & 0x0f) * 4;
    }

    private static int field(byte[] packet, int at) {
        return ByteBuffer.wrap(packet).getShort(at) & 0xffff;
    }

    /** What the pieces carry, each at its place; checks their headers on the way. */
    private static byte[] join(List<byte[]> pieces, byte[] whole) {
        byte[] content = new byte[whole.length - header(whole)];
        int first = (field(whole, 6) & 0x1fff) * 8;
        for (byte[] piece : pieces) {
            assertThat(field(piece, 2)).isEqualTo(piece.length);
            assertThat(InternetChecksum.fold(InternetChecksum.sum(0, piece, 0, header(piece))))
                    .isZero();
            assertThat(piece[1]).isEqualTo(whole[1]);
            assertThat(field(piece, 4)).isEqualTo(0xbeef);
            assertThat(Arrays.copyOfRange(piece, 8, 10)).isEqualTo(Arrays.copyOfRange(whole, 8, 10));
            assertThat(Arrays.copyOfRange(piece, 12, 20)).isEqualTo(Arrays.copyOfRange(whole, 12, 20));
            int at = (field(piece, 6) & 0x1fff) * 8 - first;
            System.arraycopy(piece, header(piece), content, at, piece.length - header(piece));
            boolean last = at + piece.length - header(piece) == content.length;
            assertThat((field(piece, 6) & 0x2000) != 0).isEqualTo(!last || (field(whole, 6) & 0x2000) != 0);
        }
        return content;
    }

    @Test
    void pieces_make_the_packet_again() {
        for (int content : new int[] {49, 50, 56, 400, 1400, 65_500}) {
            for (int mtu : new int[] {68, 69, 75, 76, 576, 1300}) {
                byte[] whole = packet("", 0, content);
                List<byte[]> pieces = cut(whole, mtu);

                assertThat(join(pieces, whole)).isEqualTo(Arrays.copyOfRange(whole, 20, whole.length));
                assertThat(pieces)
                        .hasSize(whole.length <= mtu ? 1 : (int) Math.ceil(content / (double) ((mtu - 20) / 8 * 8)));
            }
        }
    }

    @Test
    void a_piece_is_cut_into_pieces_of_the_whole() {
        // 185 * 8 octets stood before it, and more came behind
        byte[] piece = packet("", 0x2000 | 185, 800);

        assertThat(join(cut(piece, 300), piece)).isEqualTo(Arrays.copyOfRange(piece, 20, piece.length));

        byte[] last = packet("", 185, 801);
        assertThat(join(cut(last, 300), last)).isEqualTo(Arrays.copyOfRange(last, 20, last.length));
    }

    // RFC 791 3.1: record route and timestamp are not copied, source route and security are
    @Test
    void only_options_that_are_to_be_copied_go_into_later_pieces() {
        String recordRoute = "070704" + "00000000";
        String sourceRoute = "830704" + "01020304";
        byte[] whole = packet(recordRoute + "01" + sourceRoute + "00", 0, 500);

        List<byte[]> pieces = cut(whole, 200);

        assertThat(pieces).hasSizeGreaterThan(2);
        assertThat(Arrays.copyOfRange(pieces.get(0), 20, 36)).isEqualTo(Arrays.copyOfRange(whole, 20, 36));
        for (byte[] later : pieces.subList(1, pieces.size())) {
            assertThat(HexFormat.of().formatHex(later, 20, header(later))).isEqualTo(sourceRoute + "00");
        }
        assertThat(join(pieces, whole)).isEqualTo(Arrays.copyOfRange(whole, 36, whole.length));
    }

    @Test
    void options_that_cannot_be_read_are_left_out() {
        for (String options : List.of("83000000", "83ff0000", "01010183", "83010000")) {
            byte[] whole = packet(options, 0, 100);

            List<byte[]> pieces = cut(whole, 68);

            assertThat(header(pieces.get(1))).as(options).isEqualTo(20);
            assertThat(join(pieces, whole)).isEqualTo(Arrays.copyOfRange(whole, 24, whole.length));
        }
    }

    @Test
    void an_mtu_below_the_least_is_refused() {
        byte[] whole = packet("", 0, 100);
        assertThatThrownBy(() -> cut(whole, 67)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Offsets have 13 bits: a piece of what reaches beyond them would be taken for the beginning of a packet. */
    @Test
    void a_fragment_that_reaches_beyond_the_longest_packet_cannot_be_cut() {
        assertThat(Ipv4Fragmenter.canCut(packet("", 0, 1400), 0)).isTrue();
        assertThat(Ipv4Fragmenter.canCut(packet("", 0x1f00, 65535 - 0x1f00 * 8), 0))
                .isTrue();
        assertThat(Ipv4Fragmenter.canCut(packet("", 0x1f00, 65536 - 0x1f00 * 8), 0))
                .isFalse();
        assertThat(Ipv4Fragmenter.canCut(packet("01010101", 0x1fff, 7), 0)).isTrue();
        assertThat(Ipv4Fragmenter.canCut(packet("", 0x2000 | 0x1fff, 1400), 0)).isFalse();
    }
}
