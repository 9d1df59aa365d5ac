package io.flexike.ike.payload;

import io.flexike.ike.error.IkeProtocolException;
import java.nio.ByteBuffer;

/**
 * One payload of an IKE message without its generic header (RFC 7296 3.2). All of them are immutable values; what the
 * RFC leaves to the context (role, negotiated algorithms, exchange) is not checked here.
 *
 * <pre>
 * | Next Payload  |C|  RESERVED   |         Payload Length        |
 * ~                             body                              ~
 * </pre>
 */
public sealed interface Payload
        permits AuthPayload,
                CertPayload,
                CertReqPayload,
                CpPayload,
                DeletePayload,
                EapPayload,
                IdiPayload,
                IdrPayload,
                KePayload,
                NoncePayload,
                NotifyPayload,
                SaPayload,
                SkPayload,
                SkfPayload,
                TsiPayload,
                TsrPayload,
                UnknownPayload,
                VendorIdPayload {
    /** Octets of the generic payload header. */
    int HEADER_OCTETS = 4;

    /** Most octets of a body, because the payload length has two octets. */
    int MAX_BODY_OCTETS = 65535 - HEADER_OCTETS;

    /** The number by which the payload in front announces this one. */
    PayloadType type();

    /** Octets of the encoded body. */
    int bodyOctets();

    /**
     * Writes {@link #bodyOctets()} octets.
     *
     * @param out a big-endian buffer
     */
    void encodeBody(ByteBuffer out);

    /**
     * Reads a payload whose generic header has been read. The whole buffer is its body and is consumed.
     *
     * @param next what the header says comes next; SK and SKF payloads keep it as the type of their first inner payload
     * @param critical the critical bit, which counts only for types that are not understood
     * @throws IkeProtocolException if the body is malformed, or the type is not understood and critical
     */
    static Payload decode(PayloadType type, PayloadType next, boolean critical, ByteBuffer body)
            throws IkeProtocolException {
        return PayloadDecoders.decode(type, next, critical, body);
    }
}
