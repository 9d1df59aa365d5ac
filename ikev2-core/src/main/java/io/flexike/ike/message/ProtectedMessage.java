package io.flexike.ike.message;

import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SkfPayload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Messages whose payloads are inside an SK payload (RFC 7296 3.14, RFC 5282), or parts of them inside an SKF payload
 * (RFC 7383 2.5).
 *
 * <pre>
 * | IKE header | other payloads | generic header [numbers] | IV | payloads, padding, pad length | ICV |
 * |-------------- associated data ------------------------|    |--------- encrypted ----------|
 * </pre>
 */
public final class ProtectedMessage {
    private ProtectedMessage() {}

    /**
     * The octets of a message with these payloads inside an SK payload. The padding is the shortest that the cipher
     * allows.
     *
     * @param header a template; next payload and length are filled in
     * @param packetNumber never the same twice for one cipher
     * @throws IllegalArgumentException if the message would be too long
     */
    public static byte[] seal(
            IkeHeader header, List<? extends Payload> inner, SealingCipher cipher, long packetNumber) {
        ByteBuffer content = ByteBuffer.allocate(PayloadChain.octets(inner));
        PayloadChain.encode(inner, content);
        return seal(
                header,
                PayloadType.SK,
                PayloadChain.firstType(inner),
                new byte[0],
                content.array(),
                cipher,
                packetNumber);
    }

    /** Octets of the message that {@link #seal} makes. */
    public static int sealedOctets(List<? extends Payload> inner, SealingCipher cipher) {
        int content = PayloadChain.octets(inner);
        int plaintext = content + paddingOctets(content, cipher.blockOctets()) + 1;
        return IkeHeader.OCTETS + Payload.HEADER_OCTETS + cipher.ivOctets() + plaintext + cipher.icvOctets();
    }

    /** Most octets of content with which {@link #sealFragment} stays within so many octets; below 1 if nothing fits. */
    public static int fragmentContentOctets(int messageOctets, SealingCipher cipher) {
        int fixed = IkeHeader.OCTETS + Payload.HEADER_OCTETS + SkfPayload.FIXED_OCTETS;
        int room = messageOctets - fixed - cipher.ivOctets() - cipher.icvOctets();
        return room - room % cipher.blockOctets() - 1;
    }

    /**
     * The octets of a message with this fragment inside an SKF payload.
     *
     * @param header that of the whole message; next payload and length are filled in
     * @param packetNumber never the same twice for one cipher
     */
    public static byte[] sealFragment(
            IkeHeader header, MessageFragment fragment, SealingCipher cipher, long packetNumber) {
        byte[] numbers = ByteBuffer.allocate(SkfPayload.FIXED_OCTETS)
                .putShort((short) fragment.number())
                .putShort((short) fragment.total())
                .array();
        return seal(header, PayloadType.SKF, fragment.firstInner(), numbers, fragment.content(), cipher, packetNumber);
    }

    private static byte[] seal(
            IkeHeader header,
            PayloadType type,
            PayloadType firstInner,
            byte[] numbers,
            byte[] content,
            SealingCipher cipher,
            long packetNumber) {
        int padding = paddingOctets(content.length, cipher.blockOctets());
        int plaintext = content.length + padding + 1;
        int body = numbers.length + cipher.ivOctets() + plaintext + cipher.icvOctets();
        int octets = IkeMessage.checkedOctets(IkeHeader.OCTETS + Payload.HEADER_OCTETS + body);
        ByteBuffer out = ByteBuffer.allocate(octets);
        header.completed(type, octets).encode(out);
        new GenericHeader(firstInner, false, body).encode(out);
        out.put(numbers);
        int associated = out.position();
        out.position(associated + cipher.ivOctets());
        out.put(content).put(new byte[padding]).put((byte) padding);
        int sealed = cipher.seal(out.array(), 0, associated, plaintext, packetNumber);
        if (sealed != octets) {
            throw new AssertionError("the cipher made " + sealed + " octets of " + octets);
        }
        return out.array();
    }

    /** RFC 7296 3.14: content, padding and pad length together fill blocks. */
    private static int paddingOctets(int content, int block) {
        return (block - (content + 1) % block) % block;
    }

    /**
     * Verifies and decrypts a message with an SK payload.
     *
     * @param datagram the message without the non-ESP marker; it is not changed
     * @return the payloads inside; those in front of the SK payload are checked and left out, as none are defined
     * @throws NotAuthenticException if it does not verify, has no SK payload at its end or is otherwise not a message
     *     that could verify: to be dropped
     * @throws IkeProtocolException any other: the peer really sent it, and it is malformed
     */
    public static List<Payload> open(byte[] datagram, OpeningCipher cipher) throws IkeProtocolException {
        return MessageFragment.join(List.of(openWhole(datagram, cipher)));
    }

    /**
     * Verifies and decrypts a message with an SK payload, and leaves its content, the only part, as it is.
     *
     * @param datagram the message without the non-ESP marker; it is not changed
     * @throws NotAuthenticException as in {@link #open}
     * @throws IkeProtocolException as in {@link #open}, the content excepted
     */
    public static MessageFragment openWhole(byte[] datagram, OpeningCipher cipher) throws IkeProtocolException {
        Envelope envelope = find(datagram, PayloadType.SK, 0);
        ByteBuffer content = decrypt(datagram, envelope, cipher);
        decodeClear(datagram, envelope);
        return new MessageFragment(envelope.firstInner, 1, 1, remaining(content));
    }

    /**
     * Verifies and decrypts a message with an SKF payload.
     *
     * @param datagram the message without the non-ESP marker; it is not changed
     * @throws NotAuthenticException if it does not verify, its numbers are impossible, or it has no SKF payload at its
     *     end
     * @throws IkeProtocolException any other: the peer really sent it, and it is malformed
     */
    public static MessageFragment openFragment(byte[] datagram, OpeningCipher cipher) throws IkeProtocolException {
        Envelope envelope = find(datagram, PayloadType.SKF, SkfPayload.FIXED_OCTETS);
        ByteBuffer numbers = ByteBuffer.wrap(datagram, envelope.bodyOffset(), SkfPayload.FIXED_OCTETS);
        int number = numbers.getShort() & 0xffff;
        int total = numbers.getShort() & 0xffff;
        // RFC 7383 2.6: such a message is silently discarded.
        if (number == 0 || number > total) {
            throw new NotAuthenticException("The message is fragment " + number + " of " + total + ".");
        }
        ByteBuffer content = decrypt(datagram, envelope, cipher);
        decodeClear(datagram, envelope);
        return new MessageFragment(envelope.firstInner, number, total, remaining(content));
    }

    private static byte[] remaining(ByteBuffer content) {
        byte[] octets = new byte[content.remaining()];
        content.get(octets);
        return octets;
    }

    /** Where the encrypted payload begins, and where its associated data ends. */
    private record Envelope(PayloadType firstOfMessage, int offset, PayloadType firstInner, int associatedOctets) {
        int bodyOffset() {
            return offset + Payload.HEADER_OCTETS;
        }
    }

    /** Where the body of an SKF payload begins, empty if the message has none at its end; not verified. */
    static OptionalInt fragmentOffset(byte[] datagram) throws IkeProtocolException {
        Envelope envelope = look(datagram, PayloadType.SKF, SkfPayload.FIXED_OCTETS);
        return envelope == null ? OptionalInt.empty() : OptionalInt.of(envelope.bodyOffset());
    }

    /**
     * What is in front of the encrypted content of a datagram that was opened, as {@link AuthenticatedMessage} takes
     * it.
     *
     * @throws NotAuthenticException if there is neither an SK nor an SKF payload at its end
     */
    public static byte[] head(byte[] datagram) throws NotAuthenticException {
        PayloadType type = FragmentNumbers.of(datagram).isPresent() ? PayloadType.SKF : PayloadType.SK;
        return AuthenticatedMessage.head(datagram, find(datagram, type, 0).offset);
    }

    // Before the ICV is verified nothing may be answered, so every fault on this way is "not authentic".
    private static Envelope find(byte[] datagram, PayloadType wanted, int fixedOctets) throws NotAuthenticException {
        Envelope envelope;
        try {
            envelope = look(datagram, wanted, fixedOctets);
        } catch (IkeProtocolException e) {
            throw new NotAuthenticException("The message cannot be verified. " + e.getMessage());
        }
        if (envelope == null) {
            throw new NotAuthenticException("The message has no " + wanted + " payload at its end.");
        }
        return envelope;
    }

    private static @Nullable Envelope look(byte[] datagram, PayloadType wanted, int fixedOctets)
            throws IkeProtocolException {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        IkeHeader header = IkeHeader.decode(in);
        PayloadType type = header.nextPayload();
        for (int i = 0; i < PayloadChain.MAX_PAYLOADS && !type.equals(PayloadType.NONE); i++) {
            int offset = in.position();
            GenericHeader generic = GenericHeader.read(in, type);
            in.position(in.position() + generic.bodyOctets());
            if (type.equals(wanted) && !in.hasRemaining() && generic.bodyOctets() >= fixedOctets) {
                int associated = offset + Payload.HEADER_OCTETS + fixedOctets;
                return new Envelope(header.nextPayload(), offset, generic.next(), associated);
            }
            type = PayloadChain.isEncrypted(type) ? PayloadType.NONE : generic.next();
        }
        return null;
    }

    private static ByteBuffer decrypt(byte[] datagram, Envelope envelope, OpeningCipher cipher)
            throws IkeProtocolException {
        int associated = envelope.associatedOctets;
        int plaintext = datagram.length - associated - cipher.ivOctets() - cipher.icvOctets();
        if (plaintext < 1 || plaintext % cipher.blockOctets() != 0) {
            throw new NotAuthenticException("The encrypted payload has an impossible length.");
        }
        byte[] octets = datagram.clone();
        if (cipher.open(octets, 0, associated, octets.length, 0) != plaintext) {
            throw new NotAuthenticException("The integrity check value is wrong.");
        }
        int begin = associated + cipher.ivOctets();
        int padding = octets[begin + plaintext - 1] & 0xff;
        // RFC 7296 3.14: any pad length that fits is accepted.
        if (padding >= plaintext) {
            throw new InvalidSyntaxException("The pad length " + padding + " exceeds the encrypted content.");
        }
        return ByteBuffer.wrap(octets, begin, plaintext - 1 - padding);
    }

    /** RFC 7296 2.5: an unknown critical payload rejects the message, wherever it stands. */
    private static void decodeClear(byte[] datagram, Envelope envelope) throws IkeProtocolException {
        if (envelope.offset > IkeHeader.OCTETS) {
            PayloadChain.decode(
                    envelope.firstOfMessage,
                    ByteBuffer.wrap(datagram, IkeHeader.OCTETS, datagram.length - IkeHeader.OCTETS));
        }
    }
}
