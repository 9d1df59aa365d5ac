package io.flexike.ike.message;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SkPayload;
import io.flexike.ike.payload.SkfPayload;
import io.flexike.ike.payload.UnknownPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Payloads one behind the other, each announced by the one in front (RFC 7296 3.2). */
public final class PayloadChain {
    /** Most payloads of one chain that are sent or accepted; a bound of ours. */
    public static final int MAX_PAYLOADS = 64;

    private PayloadChain() {}

    /**
     * Reads a chain that fills the buffer; an SK or SKF payload may stand at its end. The buffer is consumed.
     *
     * @param first type of the first payload, {@link PayloadType#NONE} for an empty chain
     * @throws IkeProtocolException if a payload is malformed, or one of unknown type is critical
     */
    public static List<Payload> decode(PayloadType first, ByteBuffer in) throws IkeProtocolException {
        return decode(first, in, true);
    }

    /**
     * Reads a chain from inside an SK payload, in which there must be no other one (RFC 7296 3.1). The buffer is
     * consumed.
     *
     * @param first type of the first payload, {@link PayloadType#NONE} for an empty chain
     * @throws IkeProtocolException if a payload is malformed, or one of unknown type is critical
     */
    public static List<Payload> decodeInner(PayloadType first, ByteBuffer in) throws IkeProtocolException {
        return decode(first, in, false);
    }

    private static List<Payload> decode(PayloadType first, ByteBuffer in, boolean encryptedAllowed)
            throws IkeProtocolException {
        ByteBuffer chain = in.slice();
        in.position(in.limit());
        List<Payload> payloads = new ArrayList<>();
        PayloadType type = first;
        while (!type.equals(PayloadType.NONE)) {
            if (payloads.size() == MAX_PAYLOADS) {
                throw new InvalidSyntaxException("There are more than " + MAX_PAYLOADS + " payloads.");
            }
            GenericHeader header = GenericHeader.read(chain, type);
            ByteBuffer body = chain.slice(chain.position(), header.bodyOctets());
            chain.position(chain.position() + header.bodyOctets());
            boolean encrypted = isEncrypted(type);
            if (encrypted && (!encryptedAllowed || chain.hasRemaining())) {
                throw new InvalidSyntaxException("The " + type + " payload is not the last of the message.");
            }
            payloads.add(Payload.decode(type, header.next(), header.critical(), body));
            type = encrypted ? PayloadType.NONE : header.next();
        }
        if (chain.hasRemaining()) {
            throw new InvalidSyntaxException(chain.remaining() + " octets follow the last payload.");
        }
        return List.copyOf(payloads);
    }

    /** Whether a payload of that type holds others, so that its header announces them instead of a successor. */
    static boolean isEncrypted(PayloadType type) {
        return type.equals(PayloadType.SK) || type.equals(PayloadType.SKF);
    }

    /** The type that announces the chain; {@link PayloadType#NONE} if it is empty. */
    public static PayloadType firstType(List<? extends Payload> payloads) {
        return payloads.isEmpty() ? PayloadType.NONE : payloads.get(0).type();
    }

    /** Octets of the encoded chain. */
    public static int octets(List<? extends Payload> payloads) {
        int octets = 0;
        for (Payload payload : payloads) {
            octets += Payload.HEADER_OCTETS + payload.bodyOctets();
        }
        return octets;
    }

    /**
     * Writes {@link #octets} octets.
     *
     * @throws IllegalArgumentException if there are too many payloads, or an SK or SKF payload is not the last one
     */
    public static void encode(List<? extends Payload> payloads, ByteBuffer out) {
        if (payloads.size() > MAX_PAYLOADS) {
            throw new IllegalArgumentException("More than " + MAX_PAYLOADS + " payloads: " + payloads.size());
        }
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            boolean last = i == payloads.size() - 1;
            if (isEncrypted(payload.type()) && !last) {
                throw new IllegalArgumentException(payload.type() + " is not the last payload");
            }
            PayloadType next =
                    last ? announcedByLast(payload) : payloads.get(i + 1).type();
            boolean critical = payload instanceof UnknownPayload unknown && unknown.critical();
            new GenericHeader(next, critical, payload.bodyOctets()).encode(out);
            payload.encodeBody(out);
        }
    }

    private static PayloadType announcedByLast(Payload payload) {
        if (payload instanceof SkPayload sk) {
            return sk.firstInner();
        }
        return payload instanceof SkfPayload skf ? skf.firstInner() : PayloadType.NONE;
    }
}
