package io.flexike.ike.engine;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.message.ProtectedMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.IkeSa;
import java.util.ArrayList;
import java.util.List;

/**
 * Seals what we send and opens what the peer sends in one IKE SA (RFC 7296 3.14). Ciphers are made for each message:
 * kept ones would be more than half of the memory of an IKE SA, which has few messages.
 */
final class MessageCipher {
    private final IkeSa sa;

    /** Only grows, so that no nonce comes twice under one key, whichever cipher object makes it. */
    private long packetNumber;

    MessageCipher(IkeSa sa) {
        this.sa = sa;
    }

    /** As fragments if the message would have more than so many octets (RFC 7383 2.5). */
    List<byte[]> seal(IkeHeader header, List<Payload> payloads, int mostOctets) {
        SealingCipher sealing = sealing();
        try {
            if (ProtectedMessage.sealedOctets(payloads, sealing) <= mostOctets) {
                packetNumber++;
                return List.of(ProtectedMessage.seal(header, payloads, sealing, packetNumber));
            }
            return sealFragments(header, payloads, mostOctets, 1, sealing);
        } finally {
            sealing.destroy();
        }
    }

    /** As so many fragments at least, none of more than so many octets. */
    List<byte[]> sealFragments(IkeHeader header, List<Payload> payloads, int mostOctets, int fewest) {
        SealingCipher sealing = sealing();
        try {
            return sealFragments(header, payloads, mostOctets, fewest, sealing);
        } finally {
            sealing.destroy();
        }
    }

    private List<byte[]> sealFragments(
            IkeHeader header, List<Payload> payloads, int mostOctets, int fewest, SealingCipher sealing) {
        List<byte[]> datagrams = new ArrayList<>();
        int octets = ProtectedMessage.fragmentContentOctets(mostOctets, sealing);
        for (MessageFragment fragment : MessageFragment.split(payloads, octets, fewest)) {
            packetNumber++;
            datagrams.add(ProtectedMessage.sealFragment(header, fragment, sealing, packetNumber));
        }
        return List.copyOf(datagrams);
    }

    /** The content of an SK payload. */
    MessageFragment open(byte[] datagram) throws IkeProtocolException {
        OpeningCipher opening = opening();
        try {
            return ProtectedMessage.openWhole(datagram, opening);
        } finally {
            opening.destroy();
        }
    }

    /** The content of an SKF payload. */
    MessageFragment openFragment(byte[] datagram) throws IkeProtocolException {
        OpeningCipher opening = opening();
        try {
            return ProtectedMessage.openFragment(datagram, opening);
        } finally {
            opening.destroy();
        }
    }

    private SealingCipher sealing() {
        IkeKeys keys = sa.requiredKeys();
        return sa.initiator()
                ? sa.crypto().sealingCipher(spec(), keys.skEi(), keys.skAi(), sa.random())
                : sa.crypto().sealingCipher(spec(), keys.skEr(), keys.skAr(), sa.random());
    }

    private OpeningCipher opening() {
        IkeKeys keys = sa.requiredKeys();
        return sa.initiator()
                ? sa.crypto().openingCipher(spec(), keys.skEr(), keys.skAr())
                : sa.crypto().openingCipher(spec(), keys.skEi(), keys.skAi());
    }

    private CipherSpec spec() {
        return sa.requiredSuite().cipherSpec();
    }
}
