package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The content of IKEV2_MESSAGE_ID_SYNC (RFC 6311 6.3).
 *
 * @param nonce ties the response to its request
 * @param send message ID of the sender's next request, unsigned
 * @param receive message ID that the sender expects in the other end's next request, unsigned
 */
public record MessageIdSync(int nonce, int send, int receive) {
    private static final int OCTETS = 12;

    public NotifyPayload toNotify() {
        return NotifyPayload.of(
                NotifyType.IKEV2_MESSAGE_ID_SYNC,
                ByteBuffer.allocate(OCTETS)
                        .putInt(nonce)
                        .putInt(send)
                        .putInt(receive)
                        .array());
    }

    /** The only one in a message; empty if there is none, or it is malformed. */
    public static Optional<MessageIdSync> in(ReceivedPayloads message) {
        List<NotifyPayload> notifies = message.notifies(NotifyType.IKEV2_MESSAGE_ID_SYNC);
        if (notifies.size() != 1 || notifies.get(0).data().length != OCTETS) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(notifies.get(0).data());
        return Optional.of(new MessageIdSync(in.getInt(), in.getInt(), in.getInt()));
    }

    /** The higher one of two message IDs. */
    public static int higher(int one, int other) {
        return Integer.compareUnsigned(one, other) >= 0 ? one : other;
    }
}
