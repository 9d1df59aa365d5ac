package io.flexike.esp.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** IP packets for tests; checksums are left out, because the data plane does not look at them. */
public final class Packets {
    private Packets() {}

    public static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** An address of 4 or 16 octets, as {@link #address} reads it. */
    public static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** An IPv4 or IPv6 packet with that payload. */
    public static byte[] packet(String source, String destination, int protocol, byte... payload) {
        byte[] from = address(source).getAddress();
        byte[] to = address(destination).getAddress();
        if (from.length == 4) {
            ByteBuffer packet = ByteBuffer.allocate(20 + payload.length);
            packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
            packet.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
            return packet.put(from).put(to).put(payload).array();
        }
        ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
        packet.putInt(0x60000000).putShort((short) payload.length).put((byte) protocol);
        return packet.put((byte) 64).put(from).put(to).put(payload).array();
    }

    /** UDP or TCP: only the ports matter. */
    public static byte[] withPorts(String source, String destination, int protocol, int from, int to) {
        byte[] payload = ByteBuffer.allocate(20)
                .putShort((short) from)
                .putShort((short) to)
                .array();
        return packet(source, destination, protocol, payload);
    }

    /** The same packet with that TOS or traffic class, and with a header checksum if it is one of IPv4. */
    public static byte[] withTrafficClass(byte[] packet, int trafficClass) {
        byte[] changed = packet.clone();
        ByteBuffer octets = ByteBuffer.wrap(changed);
        if (packet[0] >>> 4 == 4) {
            changed[1] = (byte) trafficClass;
            return withHeaderChecksum(changed);
        }
        octets.putShort(0, (short) (0x6000 | trafficClass << 4 | octets.getShort(0) & 0x0f));
        return changed;
    }

    /** The same packet of IPv4 with DF. */
    public static byte[] withDf(byte[] packet) {
        byte[] changed = packet.clone();
        changed[6] |= 0x40;
        return withHeaderChecksum(changed);
    }

    private static byte[] withHeaderChecksum(byte[] packet) {
        ByteBuffer octets = ByteBuffer.wrap(packet).putShort(10, (short) 0);
        int sum = 0;
        for (int at = 0; at < (packet[0] & 0x0f) * 4; at += 2) {
            sum += octets.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        octets.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return packet;
    }

    public static PacketView view(byte[] packet) {
        PacketView view = new PacketView();
        if (!view.parse(packet, 0, packet.length)) {
            throw new AssertionError("not a well-formed packet");
        }
        return view;
    }
}
