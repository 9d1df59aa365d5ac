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
import java.util.function.LongSupplier;

/**
 * Seals what we send and opens what the peer sends in one IKE SA (RFC 7296 3.14). Packet numbers come from outside: no
 * number may come twice under one key, and another object may have sealed with the same key before.
 */
final class MessageCipher {
    private final SealingCipher sealing;
    private final OpeningCipher opening;

    MessageCipher(IkeSa sa) {
        CipherSpec spec = sa.requiredSuite().cipherSpec();
        IkeKeys keys = sa.requiredKeys();
        boolean initiator = sa.initiator();
        sealing = sa.crypto()
                .sealingCipher(
                        spec,
                        initiator ? keys.skEi() : keys.skEr(),
                        initiator ? keys.skAi() : keys.skAr(),
                        sa.random());
        opening = sa.crypto()
                .openingCipher(spec, initiator ? keys.skEr() : keys.skEi(), initiator ? keys.skAr() : keys.skAi());
    }

    /** As fragments if the message would have more than so many octets (RFC 7383 2.5). */
    List<byte[]> seal(IkeHeader header, List<Payload> payloads, int mostOctets, LongSupplier packetNumbers) {
        if (ProtectedMessage.sealedOctets(payloads, sealing) <= mostOctets) {
            return List.of(ProtectedMessage.seal(header, payloads, sealing, packetNumbers.getAsLong()));
        }
        return sealFragments(header, payloads, mostOctets, 1, packetNumbers);
    }

    /** As so many fragments at least, none of more than so many octets. */
    List<byte[]> sealFragments(
            IkeHeader header, List<Payload> payloads, int mostOctets, int fewest, LongSupplier packetNumbers) {
        List<byte[]> datagrams = new ArrayList<>();
        int octets = ProtectedMessage.fragmentContentOctets(mostOctets, sealing);
        for (MessageFragment fragment : MessageFragment.split(payloads, octets, fewest)) {
            datagrams.add(ProtectedMessage.sealFragment(header, fragment, sealing, packetNumbers.getAsLong()));
        }
        return List.copyOf(datagrams);
    }

    /** The content of an SK payload. */
    MessageFragment open(byte[] datagram) throws IkeProtocolException {
        return ProtectedMessage.openWhole(datagram, opening);
    }

    /** The content of an SKF payload. */
    MessageFragment openFragment(byte[] datagram) throws IkeProtocolException {
        return ProtectedMessage.openFragment(datagram, opening);
    }

    /** Forgets its copies of the keys. */
    void destroy() {
        sealing.destroy();
        opening.destroy();
    }
}
