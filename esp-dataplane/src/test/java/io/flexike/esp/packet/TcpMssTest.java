package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TcpMssTest {
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final TcpMss LIMIT = new TcpMss(1300, 1280);

    /** A segment with those options, padded to a multiple of four, and a right checksum. */
    private static byte[] segment(String source, String destination, int flags, String options) {
        byte[] more = HexFormat.of().parseHex(options);
        byte[] packet = Checksums.tcp(source, destination, Arrays.copyOf(more, (more.length + 3) / 4 * 4));
        int tcp = packet[0] >>> 4 == 4 ? 20 : 40;
        packet[tcp + 12] = (byte) ((20 + (more.length + 3) / 4 * 4) / 4 << 4);
        packet[tcp + 13] = (byte) flags;
        return Checksums.sealTcp(packet);
    }

    private static byte[] ipv4(int flags, String options) {
        return segment("10.1.0.1", "10.2.0.1", flags, options);
    }

    private static byte[] limited(byte[] packet) {
        byte[] buffer = new byte[packet.length + 9];
        System.arraycopy(packet, 0, buffer, 4, packet.length);
        PacketView view = new PacketView();
        assertThat(view.parse(buffer, 4, packet.length)).isTrue();
        LIMIT.limit(buffer, view);
        return Arrays.copyOfRange(buffer, 4, 4 + packet.length);
    }

    @Test
    void a_larger_offer_is_lowered_and_the_checksum_is_right() {
        for (int flags : new int[] {SYN, SYN | ACK}) {
            // 1460; and behind a NOP, where the number lies across two words
            assertThat(limited(ipv4(flags, "020405b4"))).isEqualTo(ipv4(flags, "02040514"));
            assertThat(limited(ipv4(flags, "01020405b40303"))).isEqualTo(ipv4(flags, "01020405140303"));
            assertThat(limited(ipv4(flags, "0402" + "0204ffff" + "0303")))
                    .isEqualTo(ipv4(flags, "0402" + "02040514" + "0303"));
            byte[] six = segment("fd01::1", "fd02::1", flags, "020405a0");
            assertThat(limited(six)).isEqualTo(segment("fd01::1", "fd02::1", flags, "02040500"));
            assertThat(Checksums.upperIsRight(limited(six))).isTrue();
        }
    }

    @Test
    void what_asks_for_less_or_is_no_beginning_stays_as_it_is() {
        for (byte[] same : new byte[][] {
            ipv4(SYN, "02040514"),
            ipv4(SYN, "02040218"),
            ipv4(ACK, "020405b4"),
            ipv4(SYN, "0402"),
            ipv4(SYN, ""),
            // the end of the options stands before it
            ipv4(SYN, "00000000020405b4"),
            // lengths that lie
            ipv4(SYN, "020305b4"),
            ipv4(SYN, "020005b4"),
            ipv4(SYN, "020905b4"),
            ipv4(SYN, "0102"),
            Checksums.udp("10.1.0.1", "10.2.0.1", 1, 2, new byte[40]),
        }) {
            assertThat(limited(same)).isEqualTo(same);
        }
        byte[] later = ipv4(SYN, "020405b4");
        later[7] = 1;
        assertThat(limited(later)).isEqualTo(later);
        byte[] beyond = ipv4(SYN, "020405b4");
        beyond[32] = (byte) 0xf0;
        assertThat(limited(beyond)).as("a header longer than the packet").isEqualTo(beyond);
    }

    @Test
    void nothing_is_written_outside_the_option_whatever_the_options_are() {
        Random random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            byte[] options = new byte[random.nextInt(11) * 4];
            random.nextBytes(options);
            for (int at = 0; at < options.length; at++) {
                options[at] = random.nextInt(3) == 0 ? (byte) random.nextInt(5) : options[at];
            }
            byte[] packet = ipv4(SYN, HexFormat.of().formatHex(options));
            byte[] got = limited(packet);
            assertThat(Checksums.upperIsRight(got)).isTrue();
            for (int at = 40; at < packet.length; at++) {
                // what changes is the number 1300 behind the kind and the length of the option, or a part of it
                assertThat(got[at] == packet[at] || isNumber(got, at) || isNumber(got, at - 1))
                        .isTrue();
            }
            assertThat(Arrays.copyOf(got, 36)).isEqualTo(Arrays.copyOf(packet, 36));
        }
    }

    private static boolean isNumber(byte[] packet, int at) {
        return at >= 42 && at + 1 < packet.length && ByteBuffer.wrap(packet).getInt(at - 2) == 0x02040514;
    }
}
