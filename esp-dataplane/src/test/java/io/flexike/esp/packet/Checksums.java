package io.flexike.esp.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Packets with checksums, and whether those are right: written anew, not with the code under test. */
public final class Checksums {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP6 = 58;

    private Checksums() {}

    /** A UDP packet with its checksum. */
    public static byte[] udp(String source, String destination, int from, int to, byte... data) {
        byte[] segment = ByteBuffer.allocate(8 + data.length)
                .putShort((short) from)
                .putShort((short) to)
                .putShort((short) (8 + data.length))
                .putShort((short) 0)
                .put(data)
                .array();
        return seal(Packets.packet(source, destination, UDP, segment), 6);
    }

    /** A TCP packet with its checksum. */
    public static byte[] tcp(String source, String destination, byte... data) {
        byte[] segment = ByteBuffer.allocate(20 + data.length)
                .putShort((short) 1000)
                .putShort((short) 179)
                .putLong(0x0102030405060708L)
                .putInt(0x50101000)
                .putInt(0)
                .put(data)
                .array();
        return seal(Packets.packet(source, destination, TCP, segment), 16);
    }

    /** Puts the checksum into a TCP packet. */
    public static byte[] sealTcp(byte[] packet) {
        int at = header(packet) + 16;
        packet[at] = 0;
        packet[at + 1] = 0;
        return seal(packet, 16);
    }

    /** An ICMPv6 message with its checksum. */
    public static byte[] icmp6(String source, String destination, byte... message) {
        return seal(Packets.packet(source, destination, ICMP6, message), 2);
    }

    private static byte[] seal(byte[] packet, int field) {
        int at = header(packet) + field;
        int sum = upperSum(packet) ^ 0xffff;
        packet[at] = (byte) (sum >> 8);
        packet[at + 1] = (byte) sum;
        return packet;
    }

    /** Whether an IPv4 header sums up; of IPv6, which has no checksum, always. */
    public static boolean headerIsRight(byte[] packet) {
        return packet[0] >>> 4 != 4 || add(0, Arrays.copyOf(packet, 20)) == 0xffff;
    }

    /** Whether TCP, UDP or ICMPv6 sums up with its pseudo-header. */
    public static boolean upperIsRight(byte[] packet) {
        return upperSum(packet) == 0xffff;
    }

    /** The sum of all octets from there on; 0xffff if a checksum among them is right. */
    public static int sum(byte[] packet, int from) {
        return add(0, Arrays.copyOfRange(packet, from, packet.length));
    }

    private static int header(byte[] packet) {
        return packet[0] >>> 4 == 4 ? 20 : 40;
    }

    private static int upperSum(byte[] packet) {
        boolean ipv4 = packet[0] >>> 4 == 4;
        byte[] addresses = ipv4 ? Arrays.copyOfRange(packet, 12, 20) : Arrays.copyOfRange(packet, 8, 40);
        byte[] upper = Arrays.copyOfRange(packet, header(packet), packet.length);
        int sum = add(0, addresses);
        sum = add(sum, new byte[] {0, ipv4 ? packet[9] : packet[6]});
        sum = add(sum, ByteBuffer.allocate(4).putInt(upper.length).array());
        return add(sum, upper);
    }

    private static int add(int start, byte[] octets) {
        int sum = start;
        for (int i = 0; i < octets.length; i++) {
            sum += (octets[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return sum;
    }
}
