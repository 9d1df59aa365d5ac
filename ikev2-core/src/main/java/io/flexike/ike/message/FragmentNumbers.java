package io.flexike.ike.message;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.SkfPayload;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an SKF payload says of itself before anybody has verified it (RFC 7383 2.5): enough to drop what nobody waits
 * for without the work of opening it.
 *
 * @param number 0 to 65535, possible ones are 1 to {@code total}
 * @param total 0 to 65535
 */
public record FragmentNumbers(int number, int total) {
    /** The numbers of a message with an SKF payload at its end, empty for every other message. */
    public static Optional<FragmentNumbers> of(byte[] datagram) {
        try {
            OptionalInt offset = ProtectedMessage.fragmentOffset(datagram);
            if (offset.isEmpty()) {
                return Optional.empty();
            }
            ByteBuffer numbers = ByteBuffer.wrap(datagram, offset.getAsInt(), SkfPayload.FIXED_OCTETS);
            return Optional.of(new FragmentNumbers(numbers.getShort() & 0xffff, numbers.getShort() & 0xffff));
        } catch (IkeProtocolException e) {
            return Optional.empty();
        }
    }

    /** RFC 7383 2.6: no number is zero, and none is above the total. */
    public boolean arePossible() {
        return number > 0 && number <= total;
    }
}
