package io.flexike.ike.simulation;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.message.ProtectedMessage;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.session.IkeKeyLogEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is inside an SK payload, taken out with the keys of the log and put back changed: a peer that knows the keys and
 * sends what it likes.
 */
final class SealedContent {
    private static final int HEADER_OCTETS = 28;
    private static final int ASSOCIATED_OCTETS = 32;
    private static final int NEXT_PAYLOAD_OFFSET = 16;
    private static final int FLAGS_OFFSET = 19;
    private static final int SK = 46;
    private static final int INITIATOR_FLAG = 0x08;

    private final IkeKeyLogEntry keys;
    private final boolean fromInitiator;
    private final byte[] datagram;
    private final CipherSpec spec;

    SealedContent(byte[] datagram, IkeKeyLogEntry keys) {
        this.datagram = datagram.clone();
        this.keys = keys;
        this.fromInitiator = (datagram[FLAGS_OFFSET] & INITIATOR_FLAG) != 0;
        this.spec = keys.suite().cipherSpec();
    }

    /** A message under those keys of a log that open it, which IKE_INTERMEDIATE changes (RFC 9370 2.2.2). */
    static Optional<SealedContent> of(byte[] datagram, List<IkeKeyLogEntry> log) {
        long initiator = ByteBuffer.wrap(datagram).getLong(0);
        long responder = ByteBuffer.wrap(datagram).getLong(8);
        return log.stream()
                .filter(entry -> entry.initiatorSpi() == initiator && entry.responderSpi() == responder)
                .map(entry -> new SealedContent(datagram, entry))
                .filter(SealedContent::opens)
                .findFirst();
    }

    private boolean opens() {
        OpeningCipher cipher = openingCipher();
        byte[] octets = datagram.clone();
        return cipher.open(octets, 0, ASSOCIATED_OCTETS, octets.length, 0) > 0;
    }

    private OpeningCipher openingCipher() {
        return CryptoProvider.standard()
                .openingCipher(
                        spec, fromInitiator ? keys.skEi() : keys.skEr(), fromInitiator ? keys.skAi() : keys.skAr());
    }

    /** The inner payloads as octets, without padding. */
    byte[] content() {
        OpeningCipher cipher = openingCipher();
        byte[] octets = datagram.clone();
        int plaintext = cipher.open(octets, 0, ASSOCIATED_OCTETS, octets.length, 0);
        if (plaintext < 1) {
            throw new AssertionError("cannot open a message that was recorded");
        }
        int begin = ASSOCIATED_OCTETS + cipher.ivOctets();
        int padding = octets[begin + plaintext - 1] & 0xff;
        return Arrays.copyOfRange(octets, begin, begin + plaintext - 1 - padding);
    }

    /** The inner payloads. */
    RawPayloads payloads() {
        return RawPayloads.decode(datagram[HEADER_OCTETS] & 0xff, content());
    }

    /** The message with another content and, as its last octet, another pad length. */
    byte[] with(byte[] content, int firstInner, int padLength) {
        return sealed(Arrays.copyOf(datagram, HEADER_OCTETS), content, firstInner, padLength);
    }

    /** The message with an unprotected payload in front of the SK payload. */
    byte[] behind(RawPayloads.Raw raw) {
        byte[] prefix = Arrays.copyOf(datagram, ASSOCIATED_OCTETS + raw.body().length);
        ByteBuffer.wrap(prefix)
                .put(NEXT_PAYLOAD_OFFSET, (byte) raw.type())
                .position(HEADER_OCTETS)
                .put((byte) SK)
                .put((byte) raw.flags())
                .putShort((short) (4 + raw.body().length))
                .put(raw.body());
        return sealed(prefix, content(), datagram[HEADER_OCTETS] & 0xff, -1);
    }

    /**
     * A part of the content as a fragment of its own (RFC 7383).
     *
     * @param part which of so many equal parts, counted from 0
     * @param number what it says to be
     */
    byte[] fragment(int part, int parts, int number, int total) throws IkeProtocolException {
        byte[] content = content();
        byte[] piece = Arrays.copyOfRange(content, content.length * part / parts, content.length * (part + 1) / parts);
        PayloadType first = part == 0 ? new PayloadType(datagram[HEADER_OCTETS] & 0xff) : PayloadType.NONE;
        return ProtectedMessage.sealFragment(
                IkeHeader.decode(ByteBuffer.wrap(datagram)),
                new MessageFragment(first, number, total, piece),
                cipher(),
                1_000_000 + part);
    }

    private SealingCipher cipher() {
        return CryptoProvider.standard()
                .sealingCipher(
                        spec,
                        fromInitiator ? keys.skEi() : keys.skEr(),
                        fromInitiator ? keys.skAi() : keys.skAr(),
                        new SeededRandom(1));
    }

    private byte[] sealed(byte[] prefix, byte[] content, int firstInner, int padLength) {
        SealingCipher cipher = cipher();
        int block = cipher.blockOctets();
        int padding = (block - (content.length + 1) % block) % block;
        int plaintext = content.length + padding + 1;
        int associated = prefix.length + 4;
        int octets = associated + cipher.ivOctets() + plaintext + cipher.icvOctets();
        byte[] message = Arrays.copyOf(prefix, octets);
        ByteBuffer.wrap(message)
                .putInt(24, octets)
                .put(prefix.length, (byte) firstInner)
                .putShort(prefix.length + 2, (short) (octets - prefix.length));
        int begin = associated + cipher.ivOctets();
        System.arraycopy(content, 0, message, begin, content.length);
        message[begin + plaintext - 1] = (byte) (padLength < 0 ? padding : padLength);
        cipher.seal(message, 0, associated, plaintext, 1_000_000);
        return message;
    }

    /** The message with another content, properly padded. */
    byte[] with(byte[] content) {
        return with(content, datagram[HEADER_OCTETS] & 0xff, -1);
    }
}
