package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message of the Extensible Authentication Protocol (RFC 7296 3.16, RFC 3748 4).
 *
 * <pre>
 * |     Code      | Identifier    |           Length              |
 * |     Type      | Type_Data...
 * </pre>
 *
 * @param message code, identifier, length and the rest, 4 to 65531 octets; the length field is the number of octets
 */
public record EapPayload(byte[] message) implements Payload {
    private static final int HEADER = 4;
    private static final int REQUEST = 1;
    private static final int RESPONSE = 2;
    private static final int SUCCESS = 3;
    private static final int FAILURE = 4;

    /** Checks the length and copies the octets. */
    public EapPayload {
        String fault = faultOf(message);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("The EAP message " + fault);
        }
        message = OctetLimits.copyThatFits(message, 0, "EAP message");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if the message is not as long as it says, or not as long as its code demands
     */
    public static EapPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "EAP payload");
        byte[] message = in.rest();
        String fault = faultOf(message);
        if (!fault.isEmpty()) {
            throw in.fault(fault);
        }
        return new EapPayload(message);
    }

    /** Whether it is EAP-Failure, after which nothing more comes (RFC 3748 4.2). */
    public boolean isFailure() {
        return message[0] == FAILURE;
    }

    // RFC 7296 3.16: the EAP length is the payload length less four; only requests and responses have a type.
    private static String faultOf(byte[] message) {
        if (message.length < HEADER) {
            return "has " + message.length + " octets, fewer than an EAP header";
        }
        int length = (message[2] & 0xff) << 8 | message[3] & 0xff;
        if (length != message.length) {
            return "has " + message.length + " octets but says " + length;
        }
        int code = message[0] & 0xff;
        if ((code == REQUEST || code == RESPONSE) && length == HEADER) {
            return "has no EAP type";
        }
        return (code == SUCCESS || code == FAILURE) && length != HEADER
                ? "has " + length + " octets instead of 4 for EAP code " + code
                : "";
    }

    /** The EAP code: 1 request, 2 response, 3 success, 4 failure. */
    public int code() {
        return message[0] & 0xff;
    }

    /** A copy of the octets. */
    @Override
    public byte[] message() {
        return message.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.EAP;
    }

    @Override
    public int bodyOctets() {
        return message.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put(message);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EapPayload that && Arrays.equals(message, that.message);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(message);
    }

    @Override
    public String toString() {
        return "EAP[code " + code() + ", " + message.length + " octets]";
    }
}
