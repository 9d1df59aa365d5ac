package io.flexike.ike.engine;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.ProtectedMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.IkeSa;
import java.util.List;

/** Seals what we send and opens what the peer sends in one IKE SA (RFC 7296 3.14). */
final class MessageCipher {
    private final SealingCipher sealing;
    private final OpeningCipher opening;
    private long packetNumber;

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

    byte[] seal(IkeHeader header, List<Payload> payloads) {
        packetNumber++;
        return ProtectedMessage.seal(header, payloads, sealing, packetNumber);
    }

    List<Payload> open(byte[] datagram) throws IkeProtocolException {
        return ProtectedMessage.open(datagram, opening);
    }

    void destroy() {
        sealing.destroy();
        opening.destroy();
    }
}
