package io.flexike.ike.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final InetSocketAddress A4 = new InetSocketAddress("192.0.2.1", 500);
    private static final InetSocketAddress B4 = new InetSocketAddress("192.0.2.2", 4500);
    private static final InetSocketAddress A6 = new InetSocketAddress("2001:db8::1", 500);
    private static final InetSocketAddress B6 = new InetSocketAddress("2001:db8::2", 4500);
    private static final Instant AT = Instant.parse("2025-06-01T12:00:00.123456789Z");

    @TempDir
    Path directory;

    private record Block(int type, ByteBuffer body) {}

    @Test
    void a_capture_begins_with_a_section_and_an_interface_of_raw_ip_in_nanoseconds() throws IOException {
        List<Block> blocks = blocks(writer -> {});
        assertThat(blocks).extracting(Block::type).containsExactly(0x0a0d0d0a, 1);
        ByteBuffer section = blocks.get(0).body();
        assertThat(section.getInt()).isEqualTo(0x1a2b3c4d);
        assertThat(section.getShort()).isEqualTo((short) 1);
        assertThat(section.getShort()).isZero();
        assertThat(section.getLong()).isEqualTo(-1);
        ByteBuffer device = blocks.get(1).body();
        assertThat(device.getShort()).isEqualTo((short) 101);
        assertThat(device.getShort()).isZero();
        assertThat(device.getInt()).isZero();
        assertThat(HexFormat.of().formatHex(rest(device)))
                .isEqualTo("02000300696b6500" + "0900010009000000" + "00000000");
    }

    @Test
    void a_datagram_has_headers_with_lengths_and_checksums() throws IOException {
        ByteBuffer packet = packetOf(writer -> writer.datagram(AT, A4, B4, new byte[] {1, 2, 3}, "first"), "first");
        byte[] octets = rest(packet);
        assertThat(octets).hasSize(31);
        // Worked out by hand after RFC 791 and RFC 768.
        assertThat(HexFormat.of().formatHex(octets))
                .isEqualTo("4500001f00000000" + "4011f6ca" + "c0000201" + "c0000202" + "01f41194000b644a" + "010203");
        assertThat(onesSum(octets, 0, 20)).isEqualTo(0xffff);
    }

    @Test
    void an_ipv6_datagram_has_the_checksum_over_its_pseudo_header() throws IOException {
        byte[] payload = new byte[101];
        payload[100] = 7;
        byte[] octets = rest(packetOf(writer -> writer.datagram(AT, A6, B6, payload, ""), ""));
        assertThat(octets).hasSize(40 + 8 + 101);
        assertThat(octets[0] >>> 4).isEqualTo(6);
        assertThat(octets[6]).isEqualTo((byte) 17);
        int length = 109;
        long sum = onesSum(octets, 8, 32) + length + 17 + onesSum(octets, 40, length);
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        assertThat(sum).isEqualTo(0xffff);
    }

    @Test
    void esp_goes_straight_over_ip() throws IOException {
        byte[] octets = rest(packetOf(
                writer -> writer.esp(AT, A4.getAddress(), B4.getAddress(), new byte[] {0, 0, 1, 1, 9}, ""), ""));
        assertThat(octets[9]).isEqualTo((byte) 50);
        assertThat(octets).endsWith(0, 0, 1, 1, 9);
    }

    @Test
    void what_does_not_fit_into_an_ip_packet_is_refused_and_the_capture_stays_whole() throws IOException {
        List<Block> blocks = blocks(writer -> {
            assertThatIllegalArgumentException().isThrownBy(() -> writer.datagram(AT, A4, B4, new byte[65_508], ""));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.datagram(AT, A4, B6, new byte[1], ""));
            writer.datagram(AT, A4, B4, new byte[65_507], "x".repeat(100_000));
        });
        assertThat(blocks).hasSize(3);
    }

    @Test
    void a_file_is_for_its_owner_only() throws IOException {
        Path file = directory.resolve("capture.pcapng");
        PcapngWriter.to(file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private interface Writing {
        void to(PcapngWriter writer) throws IOException;
    }

    /** The packet of the only packet block, after a check of its frame. */
    private static ByteBuffer packetOf(Writing writing, String comment) throws IOException {
        List<Block> blocks = blocks(writing);
        assertThat(blocks).hasSize(3);
        ByteBuffer body = blocks.get(2).body();
        assertThat(blocks.get(2).type()).isEqualTo(6);
        assertThat(body.getInt()).isZero();
        long nanos = ((long) body.getInt() << 32) | Integer.toUnsignedLong(body.getInt());
        assertThat(Instant.ofEpochSecond(0, nanos)).isEqualTo(AT);
        int captured = body.getInt();
        assertThat(body.getInt()).isEqualTo(captured);
        ByteBuffer packet = body.slice(body.position(), captured);
        body.position(body.position() + (captured + 3) / 4 * 4);
        if (comment.isEmpty()) {
            assertThat(body.hasRemaining()).isFalse();
        } else {
            assertThat(body.getShort()).isEqualTo((short) 1);
            byte[] text = new byte[body.getShort()];
            body.get(text);
            assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo(comment);
        }
        return packet;
    }

    private static List<Block> blocks(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(out)) {
            writing.to(writer);
        }
        ByteBuffer capture = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        List<Block> blocks = new ArrayList<>();
        while (capture.hasRemaining()) {
            int type = capture.getInt();
            int length = capture.getInt();
            assertThat(length % 4).isZero();
            blocks.add(new Block(
                    type, capture.slice(capture.position(), length - 12).order(ByteOrder.LITTLE_ENDIAN)));
            capture.position(capture.position() + length - 12);
            assertThat(capture.getInt()).isEqualTo(length);
        }
        return blocks;
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(octets);
        return octets;
    }

    private static long onesSum(byte[] octets, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (long) (octets[from + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
