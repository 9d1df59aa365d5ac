package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Configuration: addresses, name servers, subnets (RFC 7296 3.15).
 *
 * <pre>
 * |   CFG Type    |                    RESERVED                   |
 * ~                   Configuration Attributes                    ~
 * </pre>
 *
 * @param cfgType request, reply, set or acknowledgement
 * @param attributes in the order of the payload, at most {@value #MAX_ATTRIBUTES}; unknown ones are kept
 */
public record CpPayload(ConfigurationType cfgType, List<ConfigurationAttribute> attributes) implements Payload {
    /** Most attributes that are sent or accepted; a bound of ours. */
    public static final int MAX_ATTRIBUTES = 1024;

    private static final int FIXED_OCTETS = 4;

    /** Checks number and length and copies the list. */
    public CpPayload {
        attributes = List.copyOf(attributes);
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw new IllegalArgumentException("A configuration with " + attributes.size() + " attributes");
        }
        OctetLimits.requireBody(octets(attributes), "Configuration");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if a length does not fit, or is not that of its type
     */
    public static CpPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "CP payload");
        ConfigurationType cfgType = new ConfigurationType(in.octet("type"));
        in.skipReserved(3);
        List<ConfigurationAttribute> attributes = new ArrayList<>();
        while (in.remaining() > 0) {
            if (attributes.size() == MAX_ATTRIBUTES) {
                throw in.fault("has more than " + MAX_ATTRIBUTES + " attributes");
            }
            // The bit in front of the type is reserved.
            ConfigurationAttributeType type = new ConfigurationAttributeType(in.uint16("attribute type") & 0x7fff);
            int length = in.uint16("attribute length");
            if (!ConfigurationAttribute.fits(type, length)) {
                throw in.fault("has " + length + " octets for " + type);
            }
            attributes.add(new ConfigurationAttribute(type, in.octets(length, type.toString())));
        }
        return new CpPayload(cfgType, attributes);
    }

    private static int octets(List<ConfigurationAttribute> attributes) {
        return FIXED_OCTETS
                + attributes.stream().mapToInt(ConfigurationAttribute::octets).sum();
    }

    /** The first attribute of a type. */
    public Optional<ConfigurationAttribute> first(ConfigurationAttributeType type) {
        return attributes.stream().filter(each -> each.type().equals(type)).findFirst();
    }

    /** All attributes of a type. */
    public List<ConfigurationAttribute> all(ConfigurationAttributeType type) {
        return attributes.stream().filter(each -> each.type().equals(type)).toList();
    }

    @Override
    public PayloadType type() {
        return PayloadType.CP;
    }

    @Override
    public int bodyOctets() {
        return octets(attributes);
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put((byte) cfgType.value()).put(new byte[3]);
        attributes.forEach(each -> each.encode(out));
    }

    @Override
    public String toString() {
        return "CP(" + cfgType + ")" + attributes;
    }
}
