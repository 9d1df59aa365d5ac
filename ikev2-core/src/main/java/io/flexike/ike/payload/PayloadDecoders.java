package io.flexike.ike.payload;

import static java.util.Map.entry;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.UnsupportedCriticalPayloadException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which type of payload is read by which record. */
final class PayloadDecoders {
    private static final Map<PayloadType, BodyDecoder> BY_TYPE = Map.ofEntries(
            entry(PayloadType.SA, SaPayload::decode),
            entry(PayloadType.KE, KePayload::decode),
            entry(PayloadType.IDI, IdiPayload::decode),
            entry(PayloadType.IDR, IdrPayload::decode),
            entry(PayloadType.CERT, CertPayload::decode),
            entry(PayloadType.CERTREQ, CertReqPayload::decode),
            entry(PayloadType.AUTH, AuthPayload::decode),
            entry(PayloadType.NONCE, NoncePayload::decode),
            entry(PayloadType.NOTIFY, NotifyPayload::decode),
            entry(PayloadType.DELETE, DeletePayload::decode),
            entry(PayloadType.VENDOR_ID, VendorIdPayload::decode),
            entry(PayloadType.TSI, TsiPayload::decode),
            entry(PayloadType.TSR, TsrPayload::decode),
            entry(PayloadType.CP, CpPayload::decode),
            entry(PayloadType.EAP, EapPayload::decode));

    /** The same by number, null for none: every payload that comes is looked up here. */
    private static final @Nullable BodyDecoder[] BY_VALUE = new BodyDecoder[256];

    static {
        BY_TYPE.forEach((type, decoder) -> BY_VALUE[type.value()] = decoder);
    }

    private PayloadDecoders() {}

    /** Reads a body as a whole. */
    @FunctionalInterface
    private interface BodyDecoder {
        Payload decode(ByteBuffer body) throws IkeProtocolException;
    }

    static Payload decode(PayloadType type, PayloadType next, boolean critical, ByteBuffer body)
            throws IkeProtocolException {
        if (type.equals(PayloadType.SK)) {
            return SkPayload.decode(next, body);
        }
        if (type.equals(PayloadType.SKF)) {
            return SkfPayload.decode(next, body);
        }
        BodyDecoder decoder = BY_VALUE[type.value()];
        if (decoder != null) {
            return decoder.decode(body);
        }
        if (type.equals(PayloadType.NONE)) {
            throw new InvalidSyntaxException("A payload has the type 0, which means that there is none.");
        }
        // RFC 7296 2.5: an unknown payload is skipped, unless it is critical, which rejects the whole message.
        if (critical) {
            throw new UnsupportedCriticalPayloadException(type.value());
        }
        return UnknownPayload.decode(type, body);
    }

    static boolean understands(PayloadType type) {
        return type.equals(PayloadType.SK) || type.equals(PayloadType.SKF) || BY_TYPE.containsKey(type);
    }
}
