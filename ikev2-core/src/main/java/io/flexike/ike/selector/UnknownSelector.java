package io.flexike.ike.selector;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A traffic selector of a type that is not understood; narrowing ignores it (RFC 7296 2.9).
 *
 * @param tsType 0 to 255, neither 7 nor 8
 * @param protocol the octet in which known types hold the IP protocol, 0 to 255
 * @param content what follows the selector length, at most 65531 octets
 */
public record UnknownSelector(int tsType, int protocol, byte[] content) implements TrafficSelector {
    /** Checks ranges and copies the content. */
    public UnknownSelector {
        if (tsType < 0 || tsType > 255 || tsType == IPV4_ADDR_RANGE || tsType == IPV6_ADDR_RANGE) {
            throw new IllegalArgumentException("TS type out of range: " + tsType);
        }
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("Protocol out of range: " + protocol);
        }
        if (content.length > 65535 - HEADER_OCTETS) {
            throw new IllegalArgumentException("Content too long: " + content.length);
        }
        content = content.clone();
    }

    static UnknownSelector decodeWhole(ByteBuffer selector) {
        int type = selector.get() & 0xff;
        int protocol = selector.get() & 0xff;
        selector.getShort();
        byte[] content = new byte[selector.remaining()];
        selector.get(content);
        return new UnknownSelector(type, protocol, content);
    }

    /** A copy of the content. */
    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public int octets() {
        return HEADER_OCTETS + content.length;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.put((byte) tsType).put((byte) protocol).putShort((short) octets()).put(content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnknownSelector that
                && tsType == that.tsType
                && protocol == that.protocol
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * tsType + protocol) + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "TS-" + tsType + "[" + content.length + " octets]";
    }
}
