package io.flexike.esp.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** ICMP messages about packets, for tests; checksums are left out. */
public final class IcmpErrors {
    private IcmpErrors() {}

    /** A message of that type from that address to the source of a packet, of which it quotes so many octets. */
    public static byte[] about(byte[] packet, int octets, String from, int type) {
        byte[] source = packet[0] >> 4 == 4 ? Arrays.copyOfRange(packet, 12, 16) : Arrays.copyOfRange(packet, 8, 24);
        return message(from, Packets.text(source), type, Arrays.copyOf(packet, Math.min(octets, packet.length)));
    }

    /** The same with as much as has ports. */
    public static byte[] about(byte[] packet, String from, int type) {
        return about(packet, packet[0] >> 4 == 4 ? 28 : 48, from, type);
    }

    /** A message between two addresses that quotes these octets. */
    public static byte[] message(String from, String to, int type, byte[] quote) {
        byte[] message = ByteBuffer.allocate(8 + quote.length)
                .put((byte) type)
                .position(8)
                .put(quote)
                .array();
        return Packets.packet(from, to, from.contains(":") ? 58 : 1, message);
    }
}
