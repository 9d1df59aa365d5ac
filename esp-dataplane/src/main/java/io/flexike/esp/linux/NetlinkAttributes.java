package io.flexike.esp.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the attributes of a netlink message: length, type and value, padded to four octets. */
final class NetlinkAttributes {
    private NetlinkAttributes() {}

    /** The value of the first attribute of that type; empty if there is none. */
    static Optional<byte[]> find(ByteBuffer message, int from, int type) {
        int at = from;
        while (at + 4 <= message.limit()) {
            int length = message.getShort(at) & 0xffff;
            if (length < 4 || at + length > message.limit()) {
                return Optional.empty();
            }
            if ((message.getShort(at + 2) & 0xffff) == type) {
                byte[] value = new byte[length - 4];
                message.get(at + 4, value);
                return Optional.of(value);
            }
            at += (length + 3) & ~3;
        }
        return Optional.empty();
    }

    /** A string up to its zero. */
    static String text(byte[] octets) {
        int length = IntStream.range(0, octets.length)
                .filter(i -> octets[i] == 0)
                .findFirst()
                .orElse(octets.length);
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }
}
