package io.flexike.ike.eap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * An EAP packet (RFC 3748 4).
 *
 * <pre>
 * |     Code      |  Identifier   |            Length             |
 * |     Type      |  Type-Data ...                                  requests and responses
 * |   Type=254    |               Vendor-Id                       |
 * |                          Vendor-Type                          |
 * |              Vendor data...                                     the same in expanded form
 * </pre>
 *
 * @param code what it is
 * @param identifier 0 to 255
 * @param type what is asked or answered; empty for success and failure
 * @param expanded whether the type is in expanded form (RFC 3748 5.7)
 * @param data what follows the type, up to 65530 octets, or 65523 in expanded form
 */
public record EapPacket(Code code, int identifier, Optional<EapMethodType> type, boolean expanded, byte[] data) {
    private static final int HEADER = 4;
    private static final int EXPANDED_HEADER = 12;
    private static final int MAX_LENGTH = 0xffff;
    private static final int EXPANDED = 254;

    /** The code of a packet. */
    public enum Code {
        REQUEST(1),
        RESPONSE(2),
        SUCCESS(3),
        FAILURE(4);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        private static Optional<Code> numbered(int number) {
            return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
        }

        private boolean hasType() {
            return this == REQUEST || this == RESPONSE;
        }
    }

    /** Checks ranges and form, and copies the data. */
    public EapPacket {
        Objects.requireNonNull(code, "code");
        if (identifier < 0 || identifier > 0xff) {
            throw new IllegalArgumentException("An EAP identifier is 0 to 255, not " + identifier);
        }
        if (code.hasType() != type.isPresent()) {
            throw new IllegalArgumentException("An EAP type belongs into requests and responses only");
        }
        if (type.isEmpty() && (expanded || data.length != 0)) {
            throw new IllegalArgumentException("EAP success and failure carry nothing");
        }
        if (type.isPresent() && !expanded && !type.orElseThrow().isLegacy()) {
            throw new IllegalArgumentException("The EAP type " + type.orElseThrow() + " needs the expanded form");
        }
        if (data.length > MAX_LENGTH - (expanded ? EXPANDED_HEADER : HEADER + 1)) {
            throw new IllegalArgumentException(data.length + " octets do not fit into an EAP packet");
        }
        data = data.clone();
    }

    /** A request or response of a type of one octet. */
    static EapPacket typed(Code code, int identifier, EapMethodType type, byte[] data) {
        return new EapPacket(code, identifier, Optional.of(type), false, data);
    }

    /** Success or failure. */
    static EapPacket verdict(Code code, int identifier) {
        return new EapPacket(code, identifier, Optional.empty(), false, new byte[0]);
    }

    /**
     * Reads a packet. Octets behind its length are padding and ignored. Empty if it is one that RFC 3748 4 wants
     * silently discarded: too short, longer than what is there, of an unknown code, or a verdict that carries data.
     */
    public static Optional<EapPacket> read(byte[] octets) {
        if (octets.length < HEADER) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(octets);
        Optional<Code> code = Code.numbered(in.get() & 0xff);
        int identifier = in.get() & 0xff;
        int length = in.getShort() & 0xffff;
        if (code.isEmpty() || length < HEADER || length > octets.length) {
            return Optional.empty();
        }
        in.limit(length);
        Code known = code.orElseThrow();
        if (known.hasType()) {
            return readTyped(known, identifier, in);
        }
        return in.hasRemaining() ? Optional.empty() : Optional.of(verdict(known, identifier));
    }

    private static Optional<EapPacket> readTyped(Code code, int identifier, ByteBuffer in) {
        if (!in.hasRemaining()) {
            return Optional.empty();
        }
        int octet = in.get() & 0xff;
        if (octet != EXPANDED) {
            return Optional.of(typed(code, identifier, EapMethodType.of(octet), rest(in)));
        }
        if (in.remaining() < EXPANDED_HEADER - HEADER - 1) {
            return Optional.empty();
        }
        EapMethodType type = readExpandedType(in);
        return Optional.of(new EapPacket(code, identifier, Optional.of(type), true, rest(in)));
    }

    /** Vendor-Id and Vendor-Type, seven octets. */
    private static EapMethodType readExpandedType(ByteBuffer in) {
        int vendor = (in.get() & 0xff) << 16 | in.getShort() & 0xffff;
        return new EapMethodType(vendor, in.getInt() & 0xffffffffL);
    }

    /** The eight octets of a type in expanded form. */
    static void putExpandedType(ByteBuffer out, EapMethodType type) {
        out.putInt(EXPANDED << 24 | type.vendor()).putInt((int) type.number());
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    /** The octets, 4 to 65535. */
    public byte[] encode() {
        int header = type.isEmpty() ? HEADER : expanded ? EXPANDED_HEADER : HEADER + 1;
        ByteBuffer out = ByteBuffer.allocate(header + data.length);
        out.put((byte) code.number).put((byte) identifier).putShort((short) (header + data.length));
        type.ifPresent(present -> {
            if (expanded) {
                putExpandedType(out, present);
            } else {
                out.put((byte) present.number());
            }
        });
        return out.put(data).array();
    }

    /** A copy of the octets. */
    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EapPacket that
                && code == that.code
                && identifier == that.identifier
                && type.equals(that.type)
                && expanded == that.expanded
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, identifier, type, expanded, Arrays.hashCode(data));
    }

    /** Without the data, which may be a password. */
    @Override
    public String toString() {
        return "EAP " + code + " " + identifier
                + type.map(present -> " " + present).orElse("") + ", " + data.length + " octets of data";
    }
}
