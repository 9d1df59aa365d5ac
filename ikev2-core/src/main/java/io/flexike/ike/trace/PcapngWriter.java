package io.flexike.ike.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Writes packets as a pcapng capture that Wireshark and tcpdump read: one section, one interface of link type RAW,
 * times in nanoseconds. Datagrams get IP and UDP headers with correct checksums. Each packet is written through at
 * once. Thread-safe.
 */
public final class PcapngWriter implements Closeable {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int LINKTYPE_RAW = 101;
    private static final int OPTION_COMMENT = 1;
    private static final int OPTION_INTERFACE_NAME = 2;
    private static final int OPTION_USER_APPLICATION = 4;
    private static final int OPTION_TIMESTAMP_RESOLUTION = 9;
    private static final int ESP = 50;
    private static final int LONGEST_COMMENT = 4_096;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final OutputStream out;

    /**
     * Begins a capture on a stream, which is closed with this writer.
     *
     * @throws IOException if the stream does not take the header
     */
    public PcapngWriter(OutputStream out) throws IOException {
        this.out = out;
        byte[] application = "Flexike".getBytes(StandardCharsets.UTF_8);
        Options section = new Options().add(OPTION_USER_APPLICATION, application);
        writeBlock(
                SECTION_HEADER,
                section.sizedBuffer(16)
                        .putInt(BYTE_ORDER_MAGIC)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1),
                section);
        Options device = new Options()
                .add(OPTION_INTERFACE_NAME, "ike".getBytes(StandardCharsets.UTF_8))
                .add(OPTION_TIMESTAMP_RESOLUTION, new byte[] {9});
        writeBlock(
                INTERFACE_DESCRIPTION,
                device.sizedBuffer(8)
                        .putShort((short) LINKTYPE_RAW)
                        .putShort((short) 0)
                        .putInt(0),
                device);
        out.flush();
    }

    /**
     * Begins a capture in a file, readable for its owner only; an old one is overwritten.
     *
     * @throws IOException if the file cannot be made, belongs to somebody else, or is a symbolic link
     */
    public static PcapngWriter to(Path file) throws IOException {
        return new PcapngWriter(OwnerOnlyFiles.truncate(file));
    }

    /**
     * Writes a UDP datagram.
     *
     * @param payload what stands behind the UDP header, the non-ESP marker included
     * @param comment shown beside the packet, cut after 1024 characters; empty for none
     * @throws IllegalArgumentException if the address families differ or it does not fit into an IP packet
     */
    public void datagram(
            Instant at, InetSocketAddress source, InetSocketAddress destination, byte[] payload, String comment)
            throws IOException {
        packet(at, IpHeaders.udp(source, destination, payload), comment);
    }

    /**
     * Writes an ESP packet that travels straight over IP.
     *
     * @throws IllegalArgumentException if the address families differ or it does not fit into an IP packet
     */
    public void esp(Instant at, InetAddress source, InetAddress destination, byte[] packet, String comment)
            throws IOException {
        packet(at, IpHeaders.raw(ESP, source, destination, packet), comment);
    }

    /** Writes an IP packet with all its headers. */
    public synchronized void packet(Instant at, byte[] packet, String comment) throws IOException {
        Options options = new Options();
        if (!comment.isEmpty()) {
            options.add(OPTION_COMMENT, utf8(comment));
        }
        long nanos = at.getEpochSecond() * NANOS_PER_SECOND + at.getNano();
        ByteBuffer body = options.sizedBuffer(20 + padded(packet.length))
                .putInt(0)
                .putInt((int) (nanos >>> 32))
                .putInt((int) nanos)
                .putInt(packet.length)
                .putInt(packet.length)
                .put(packet);
        writeBlock(ENHANCED_PACKET, body.position(20 + padded(packet.length)), options);
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private void writeBlock(int type, ByteBuffer body, Options options) throws IOException {
        options.appendTo(body);
        int length = 12 + body.position();
        ByteBuffer block = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(type).putInt(length).put(body.flip()).putInt(length);
        out.write(block.array());
    }

    private static int padded(int octets) {
        return (octets + 3) & ~3;
    }

    private static byte[] utf8(String text) {
        String cut = text.length() > LONGEST_COMMENT / 4 ? text.substring(0, LONGEST_COMMENT / 4) : text;
        return cut.getBytes(StandardCharsets.UTF_8);
    }

    /** Options at the end of a block, each filled up to four octets. */
    private static final class Options {
        private final ByteBuffer encoded =
                ByteBuffer.allocate(LONGEST_COMMENT + 64).order(ByteOrder.LITTLE_ENDIAN);

        Options add(int code, byte[] value) {
            encoded.putShort((short) code).putShort((short) value.length).put(value);
            encoded.position(padded(encoded.position()));
            return this;
        }

        ByteBuffer sizedBuffer(int before) {
            return ByteBuffer.allocate(before + encoded.position() + 4).order(ByteOrder.LITTLE_ENDIAN);
        }

        void appendTo(ByteBuffer body) {
            if (encoded.position() > 0) {
                body.put(encoded.array(), 0, encoded.position()).putInt(0);
            }
        }
    }
}
