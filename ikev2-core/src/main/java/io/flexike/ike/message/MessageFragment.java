package io.flexike.ike.message;

import io.flexike.ike.payload.PayloadType;
import java.util.Arrays;

/**
 * A part of the content of an SK payload, as one SKF payload carries it (RFC 7383 2.5).
 *
 * @param firstInner type of the first payload of the whole content in fragment 1, {@link PayloadType#NONE} in the
 *     others
 * @param number 1 to {@code total}
 * @param total 1 to 65535
 * @param content decrypted octets without padding
 */
public record MessageFragment(PayloadType firstInner, int number, int total, byte[] content) {
    /** Checks the numbers and copies the content. */
    public MessageFragment {
        if (number < 1 || number > total || total > 65535) {
            throw new IllegalArgumentException("Fragment " + number + " of " + total);
        }
        content = content.clone();
    }

    /** A copy of the content. */
    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageFragment that
                && firstInner.equals(that.firstInner)
                && number == that.number
                && total == that.total
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * firstInner.hashCode() + number) + total) + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "fragment " + number + " of " + total + ", " + content.length + " octets";
    }
}
