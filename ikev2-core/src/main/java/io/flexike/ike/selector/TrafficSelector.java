package io.flexike.ike.selector;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;

/**
 * One traffic selector of a TSi or TSr payload (RFC 7296 3.13.1).
 *
 * <pre>
 * |   TS Type     |IP Protocol ID |       Selector Length         |
 * |           Start Port          |           End Port            |
 * ~                         Starting Address                      ~
 * ~                         Ending Address                        ~
 * </pre>
 */
public sealed interface TrafficSelector permits AddressSelector, UnknownSelector {
    /** TS_IPV4_ADDR_RANGE. */
    int IPV4_ADDR_RANGE = 7;

    /** TS_IPV6_ADDR_RANGE. */
    int IPV6_ADDR_RANGE = 8;

    /** Octets in front of what depends on the type. */
    int HEADER_OCTETS = 4;

    /** The TS type, 0 to 255. */
    int tsType();

    /** Octets of the encoded form. */
    int octets();

    /** Writes {@link #octets()} octets. */
    void encode(ByteBuffer out);

    /**
     * Reads one selector from the front of the buffer and moves its position behind it.
     *
     * @throws InvalidSyntaxException if a length does not fit, or a range ends before it starts
     */
    static TrafficSelector decode(ByteBuffer in) throws InvalidSyntaxException {
        if (in.remaining() < HEADER_OCTETS) {
            throw new InvalidSyntaxException("A traffic selector is cut off in its header.");
        }
        int start = in.position();
        int type = in.get(start) & 0xff;
        int length = (in.get(start + 2) & 0xff) << 8 | in.get(start + 3) & 0xff;
        if (length < HEADER_OCTETS || length > in.remaining()) {
            throw new InvalidSyntaxException("A traffic selector of type " + type + " says " + length + " octets where "
                    + in.remaining() + " are left.");
        }
        ByteBuffer selector = in.slice(start, length);
        in.position(start + length);
        return type == IPV4_ADDR_RANGE || type == IPV6_ADDR_RANGE
                ? AddressSelector.decodeWhole(selector)
                : UnknownSelector.decodeWhole(selector);
    }
}
