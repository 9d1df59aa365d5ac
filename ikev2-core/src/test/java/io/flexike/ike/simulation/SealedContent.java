package io.flexike.ike.simulation;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.ike.session.IkeKeyLogEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is inside an SK payload, taken out with the keys of the log and put back changed: a peer that knows the keys and
 * sends what it likes.
 */
final class SealedContent {
    private static final int HEADER_OCTETS = 28;
    private static final int ASSOCIATED_OCTETS = 32;
    private static final int FLAGS_OFFSET = 19;
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

    /** The inner payloads as octets, without padding. */
    byte[] content() {
        OpeningCipher cipher = CryptoProvider.standard()
                .openingCipher(
                        spec, fromInitiator ? keys.skEi() : keys.skEr(), fromInitiator ? keys.skAi() : keys.skAr());
        byte[] octets = datagram.clone();
        int plaintext = cipher.open(octets, 0, ASSOCIATED_OCTETS, octets.length, 0);
        if (plaintext < 1) {
            throw new AssertionError("cannot open a message that was recorded");
        }
        int begin = ASSOCIATED_OCTETS + cipher.ivOctets();
        int padding = octets[begin + plaintext - 1] & 0xff;
        return Arrays.copyOfRange(octets, begin, begin + plaintext - 1 - padding);
    }

    /** The message with another content and, as its last octet, another pad length. */
    byte[] with(byte[] content, int firstInner, int padLength) {
        SealingCipher cipher = CryptoProvider.standard()
                .sealingCipher(
                        spec,
                        fromInitiator ? keys.skEi() : keys.skEr(),
                        fromInitiator ? keys.skAi() : keys.skAr(),
                        new SeededRandom(1));
        int block = cipher.blockOctets();
        int padding = (block - (content.length + 1) % block) % block;
        int plaintext = content.length + padding + 1;
        int octets = ASSOCIATED_OCTETS + cipher.ivOctets() + plaintext + cipher.icvOctets();
        byte[] message = Arrays.copyOf(Arrays.copyOf(datagram, ASSOCIATED_OCTETS), octets);
        ByteBuffer.wrap(message)
                .putInt(24, octets)
                .put(HEADER_OCTETS, (byte) firstInner)
                .putShort(HEADER_OCTETS + 2, (short) (octets - HEADER_OCTETS));
        int begin = ASSOCIATED_OCTETS + cipher.ivOctets();
        System.arraycopy(content, 0, message, begin, content.length);
        message[begin + plaintext - 1] = (byte) (padLength < 0 ? padding : padLength);
        cipher.seal(message, 0, ASSOCIATED_OCTETS, plaintext, 1_000_000);
        return message;
    }

    /** The message with another content, properly padded. */
    byte[] with(byte[] content) {
        return with(content, datagram[HEADER_OCTETS] & 0xff, -1);
    }
}
