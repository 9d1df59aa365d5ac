package io.flexike.esp.tun;

import io.flexike.esp.packet.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Joins fragments (RFC 791 3.2, RFC 8200 4.5). Keeps at most {@value #MAX_PACKETS} unfinished packets and forgets the
 * oldest; pieces that overlap make a packet worthless. Thread-safe.
 */
final class IpReassembler {
    static final int MAX_PACKETS = 32;

    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_HEADER = 8;
    private static final int FRAGMENT = 44;
    private static final int MAX_PACKET_OCTETS = 65535;

    private final Map<ByteBuffer, Pieces> unfinished = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Pieces> eldest) {
            return size() > MAX_PACKETS;
        }
    };

    private static final class Pieces {
        final TreeMap<Integer, byte[]> byOffset = new TreeMap<>();
        byte[] header = {};
        int totalOctets = -1;

        boolean isComplete() {
            int next = 0;
            for (Map.Entry<Integer, byte[]> piece : byOffset.entrySet()) {
                if (piece.getKey() != next) {
                    return false;
                }
                next += piece.getValue().length;
            }
            return header.length > 0 && next == totalOctets;
        }
    }

    /** Whether a well-formed packet is a fragment. */
    static boolean isFragment(byte[] packet) {
        if ((packet[0] & 0xf0) == 0x40) {
            return (Octets.int16(packet, 6) & 0x3fff) != 0;
        }
        return packet[6] == FRAGMENT && packet.length >= IPV6_HEADER + FRAGMENT_HEADER;
    }

    /** Takes a fragment; returns the whole packet if it was the missing one. */
    synchronized Optional<byte[]> add(byte[] fragment) {
        return (fragment[0] & 0xf0) == 0x40 ? addIpv4(fragment) : addIpv6(fragment);
    }

    private Optional<byte[]> addIpv4(byte[] fragment) {
        int header = (fragment[0] & 0x0f) * 4;
        ByteBuffer key = ByteBuffer.allocate(12);
        key.put(fragment, 12, 8).put(fragment, 4, 2).put(fragment[9]);
        int field = Octets.int16(fragment, 6);
        boolean more = (field & 0x2000) != 0;
        byte[] head = Arrays.copyOf(fragment, header);
        Optional<byte[]> whole = add(key.flip(), head, header, (field & 0x1fff) * 8, more, fragment);
        whole.ifPresent(packet -> {
            Octets.putInt16(packet, 2, packet.length);
            Octets.putInt16(packet, 6, 0);
            IpFragmenter.writeIpv4Checksum(packet, header);
        });
        return whole;
    }

    private Optional<byte[]> addIpv6(byte[] fragment) {
        ByteBuffer key = ByteBuffer.allocate(36);
        key.put(fragment, 8, 32).put(fragment, IPV6_HEADER + 4, 4);
        int field = Octets.int16(fragment, IPV6_HEADER + 2);
        byte[] head = Arrays.copyOf(fragment, IPV6_HEADER);
        head[6] = fragment[IPV6_HEADER];
        Optional<byte[]> whole =
                add(key.flip(), head, IPV6_HEADER + FRAGMENT_HEADER, field & 0xfff8, (field & 1) != 0, fragment);
        whole.ifPresent(packet -> Octets.putInt16(packet, 4, packet.length - IPV6_HEADER));
        return whole;
    }

    private Optional<byte[]> add(
            ByteBuffer key, byte[] header, int payloadAt, int offset, boolean more, byte[] fragment) {
        byte[] payload = Arrays.copyOfRange(fragment, payloadAt, fragment.length);
        if (payload.length == 0 || header.length + offset + payload.length > MAX_PACKET_OCTETS) {
            unfinished.remove(key);
            return Optional.empty();
        }
        Pieces pieces = unfinished.computeIfAbsent(key, k -> new Pieces());
        if (overlaps(pieces, offset, payload.length)) {
            unfinished.remove(key);
            return Optional.empty();
        }
        pieces.byOffset.put(offset, payload);
        if (offset == 0) {
            pieces.header = header;
        }
        if (!more) {
            pieces.totalOctets = offset + payload.length;
        }
        if (!pieces.isComplete()) {
            return Optional.empty();
        }
        unfinished.remove(key);
        ByteBuffer whole =
                ByteBuffer.allocate(pieces.header.length + pieces.totalOctets).put(pieces.header);
        pieces.byOffset.values().forEach(whole::put);
        return Optional.of(whole.array());
    }

    private static boolean overlaps(Pieces pieces, int offset, int octets) {
        Map.Entry<Integer, byte[]> before = pieces.byOffset.floorEntry(offset);
        Map.Entry<Integer, byte[]> after = pieces.byOffset.ceilingEntry(offset);
        return before != null && before.getKey() + before.getValue().length > offset
                || after != null && after.getKey() < offset + octets;
    }
}
