package io.flexike.ike.message;

import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A protected message as IKE_AUTH authenticates it afterwards (RFC 9242 3.3.2): as if it had neither been encrypted nor
 * cut into fragments.
 *
 * <pre>
 * | IKE header, adjusted length | other payloads | generic header of SK, adjusted length | inner payloads |
 * |--------------------------------- A ------------------------------------------------|------ P -------|
 * </pre>
 */
public final class AuthenticatedMessage {
    private static final int NEXT_PAYLOAD = 16;
    private static final int LENGTH = 24;
    private static final int PAYLOAD_LENGTH = 2;

    private AuthenticatedMessage() {}

    /** A and P of a message that we send; next payload and length of the header are filled in. */
    public static byte[] sent(IkeHeader header, List<? extends Payload> inner) {
        int content = PayloadChain.octets(inner);
        int octets = IkeMessage.checkedOctets(IkeHeader.OCTETS + Payload.HEADER_OCTETS + content);
        ByteBuffer out = ByteBuffer.allocate(octets);
        header.completed(PayloadType.SK, octets).encode(out);
        new GenericHeader(PayloadChain.firstType(inner), false, content).encode(out);
        PayloadChain.encode(inner, out);
        return out.array();
    }

    /**
     * A and P of a message that was received.
     *
     * @param head of the only datagram or of the one with fragment 1, from {@link #head}
     * @param parts the decrypted content, in order
     */
    public static byte[] received(byte[] head, List<MessageFragment> parts) {
        int content = parts.stream().mapToInt(MessageFragment::octets).sum();
        ByteBuffer out = ByteBuffer.allocate(head.length + content);
        out.put(head);
        parts.forEach(part -> out.put(part.content()));
        out.putInt(LENGTH, out.capacity());
        int generic = head.length - Payload.HEADER_OCTETS;
        out.putShort(generic + PAYLOAD_LENGTH, (short) (Payload.HEADER_OCTETS + content));
        return out.array();
    }

    /**
     * The octets of a protected datagram up to the generic header of its SK payload; an SKF payload becomes an SK
     * payload, with the reserved bits that it has (RFC 9242 3.3.2). Lengths are still those of the datagram.
     */
    static byte[] head(byte[] datagram, int offset) {
        byte[] head = new byte[offset + Payload.HEADER_OCTETS];
        System.arraycopy(datagram, 0, head, 0, head.length);
        int announced = NEXT_PAYLOAD;
        for (int at = IkeHeader.OCTETS; at < offset; ) {
            announced = at;
            at += ByteBuffer.wrap(head).getShort(at + PAYLOAD_LENGTH) & 0xffff;
        }
        head[announced] = (byte) PayloadType.SK.value();
        return head;
    }
}
