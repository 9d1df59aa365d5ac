package io.flexike.ike.payload;

import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attribute of a configuration payload (RFC 7296 3.15.1). An empty value asks for the attribute, or acknowledges
 * it.
 *
 * <pre>
 * |R|         Attribute Type      |            Length             |
 * ~                             Value                             ~
 * </pre>
 *
 * @param value as on the wire; empty, or with the length that RFC 7296 3.15.1 gives the type
 */
public record ConfigurationAttribute(ConfigurationAttributeType type, byte[] value) {
    static final int HEADER_OCTETS = 4;

    /** Checks the length of the types of RFC 7296 and copies the value. */
    public ConfigurationAttribute {
        if (!fits(type, value.length)) {
            throw new IllegalArgumentException(type + " cannot have " + value.length + " octets");
        }
        value = value.clone();
    }

    /** The attribute without a value. */
    public static ConfigurationAttribute empty(ConfigurationAttributeType type) {
        return new ConfigurationAttribute(type, new byte[0]);
    }

    /** An attribute that is one address, such as INTERNAL_IP4_ADDRESS or INTERNAL_IP6_DNS. */
    public static ConfigurationAttribute ofAddress(ConfigurationAttributeType type, InetAddress address) {
        return new ConfigurationAttribute(type, address.getAddress());
    }

    /** INTERNAL_IP6_ADDRESS: an address with the prefix length of its link, 0 to 128. */
    public static ConfigurationAttribute ofIp6Address(InetAddress address, int prefixLength) {
        return new ConfigurationAttribute(
                ConfigurationAttributeType.INTERNAL_IP6_ADDRESS, withPrefixLength(address, prefixLength));
    }

    /** INTERNAL_IP4_SUBNET or INTERNAL_IP6_SUBNET. */
    public static ConfigurationAttribute ofSubnet(IpPrefix prefix) {
        byte[] first = prefix.address().getAddress();
        if (first.length == 16) {
            return new ConfigurationAttribute(
                    ConfigurationAttributeType.INTERNAL_IP6_SUBNET,
                    withPrefixLength(prefix.address(), prefix.length()));
        }
        byte[] value = ByteBuffer.allocate(8)
                .put(first)
                .put(prefix.mask().getAddress())
                .array();
        return new ConfigurationAttribute(ConfigurationAttributeType.INTERNAL_IP4_SUBNET, value);
    }

    /** An attribute that is text, such as APPLICATION_VERSION; sent as UTF-8. */
    public static ConfigurationAttribute ofText(ConfigurationAttributeType type, String text) {
        return new ConfigurationAttribute(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] withPrefixLength(InetAddress address, int prefixLength) {
        if (prefixLength < 0 || prefixLength > 128) {
            throw new IllegalArgumentException("Prefix length out of range: " + prefixLength);
        }
        byte[] octets = Arrays.copyOf(address.getAddress(), address.getAddress().length + 1);
        octets[octets.length - 1] = (byte) prefixLength;
        return octets;
    }

    /** Whether a value of that many octets is allowed for the type (RFC 7296 3.15.1). */
    static boolean fits(ConfigurationAttributeType type, int octets) {
        return octets == 0
                || switch (type.value()) {
                    case 1, 2, 3, 4, 6 -> octets == 4;
                    case 8, 15 -> octets == 17;
                    case 10, 12 -> octets == 16;
                    case 13 -> octets == 8;
                    case 14 -> octets % 2 == 0;
                    default -> octets <= 65535;
                };
    }

    /** Whether there is no value. */
    public boolean isEmpty() {
        return value.length == 0;
    }

    /** The address of a value of 4, 16 or 17 octets, whatever the type; otherwise nothing. */
    public Optional<InetAddress> address() {
        return switch (value.length) {
            case 4, 16 -> Optional.of(addressOf(value));
            case 17 -> Optional.of(addressOf(Arrays.copyOf(value, 16)));
            default -> Optional.empty();
        };
    }

    /** The prefix length of a value of 17 octets, if it is 0 to 128. */
    public OptionalInt prefixLength() {
        return value.length == 17 && (value[16] & 0xff) <= 128 ? OptionalInt.of(value[16] & 0xff) : OptionalInt.empty();
    }

    /** The prefix of a value of 8 octets with a contiguous mask, or of 17 octets; otherwise nothing. */
    public Optional<IpPrefix> subnet() {
        if (value.length == 17) {
            return prefixLength().isPresent()
                    ? Optional.of(new IpPrefix(
                            addressOf(Arrays.copyOf(value, 16)), prefixLength().getAsInt()))
                    : Optional.empty();
        }
        if (value.length != 8) {
            return Optional.empty();
        }
        int mask = ByteBuffer.wrap(value).getInt(4);
        int length = Integer.numberOfLeadingZeros(~mask);
        boolean contiguous = length == 32 || mask << length == 0;
        return contiguous ? Optional.of(new IpPrefix(addressOf(Arrays.copyOf(value, 4)), length)) : Optional.empty();
    }

    private static InetAddress addressOf(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 octets are an address", e);
        }
    }

    /** A copy of the value. */
    @Override
    public byte[] value() {
        return value.clone();
    }

    int octets() {
        return HEADER_OCTETS + value.length;
    }

    void encode(ByteBuffer out) {
        out.putShort((short) type.value()).putShort((short) value.length).put(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigurationAttribute that
                && type.equals(that.type)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return type + (isEmpty() ? "()" : "(" + value.length + " octets)");
    }
}
