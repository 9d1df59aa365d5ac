package io.flexike.ike.message;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /**
     * Cuts the content of an SK payload into parts, without regard to where payloads begin (RFC 7383 2.5).
     *
     * @param mostOctets octets of the longest part, at least 1
     * @param fewest parts that there must be at least, at least 1 (RFC 7383 2.5.2: more than last time)
     * @throws IllegalArgumentException if the message is too long even for fragments
     */
    public static List<MessageFragment> split(List<? extends Payload> inner, int mostOctets, int fewest) {
        if (mostOctets < 1) {
            throw new IllegalArgumentException("Fragments of " + mostOctets + " octets");
        }
        int octets = PayloadChain.octets(inner);
        IkeMessage.checkedOctets(IkeHeader.OCTETS + Payload.HEADER_OCTETS + octets);
        ByteBuffer content = ByteBuffer.allocate(octets);
        PayloadChain.encode(inner, content);
        int needed = (octets + mostOctets - 1) / mostOctets;
        int total = Math.max(needed, fewest);
        List<MessageFragment> parts = new ArrayList<>(total);
        for (int number = 1; number <= total; number++) {
            int begin = needed == total ? (number - 1) * mostOctets : share(octets, number - 1, total);
            int end = needed == total ? Math.min(octets, begin + mostOctets) : share(octets, number, total);
            byte[] part = Arrays.copyOfRange(content.array(), begin, end);
            // RFC 7383 2.5: only the first fragment tells the type of the first payload inside.
            PayloadType first = number == 1 ? PayloadChain.firstType(inner) : PayloadType.NONE;
            parts.add(new MessageFragment(first, number, total, part));
        }
        return List.copyOf(parts);
    }

    private static int share(int octets, int number, int total) {
        return (int) ((long) octets * number / total);
    }

    /**
     * The payloads of which these are all parts, in order. What a single message may hold at most holds here, too.
     *
     * @throws IkeProtocolException if the content is malformed
     */
    public static List<Payload> join(List<MessageFragment> parts) throws IkeProtocolException {
        if (parts.size() == 1) {
            MessageFragment whole = parts.get(0);
            return PayloadChain.decodeInner(whole.firstInner, ByteBuffer.wrap(whole.content));
        }
        int octets = parts.stream().mapToInt(MessageFragment::octets).sum();
        ByteBuffer content = ByteBuffer.allocate(octets);
        parts.forEach(part -> content.put(part.content));
        return PayloadChain.decodeInner(parts.get(0).firstInner, content.flip());
    }

    /** Octets of the content. */
    public int octets() {
        return content.length;
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
