package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.ProtectedMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeKeyLogEntry;
import java.nio.ByteBuffer;
import java.util.List;

/** The message that an end is about to send, or another one in its place, under the keys that it has now. */
record ProtectedForgery(IkeOutput.Transmit original, IkeKeyLogEntry keys, List<Payload> payloads) {
    private static final long PACKET_NUMBER = 1_000_000;

    /** In place of the message that waits; it is taken out. */
    static ProtectedForgery of(Peers.End end) {
        return of(end, end.sent.remove());
    }

    static ProtectedForgery of(Peers.End end, IkeOutput.Transmit original) {
        IkeKeyLogEntry keys = end.keys.get(end.keys.size() - 1);
        CipherSpec spec = keys.suite().cipherSpec();
        try {
            boolean fromInitiator = header(original).fromInitiator();
            List<Payload> payloads = ProtectedMessage.open(
                    original.octets(),
                    CryptoProvider.standard()
                            .openingCipher(
                                    spec,
                                    fromInitiator ? keys.skEi() : keys.skEr(),
                                    fromInitiator ? keys.skAi() : keys.skAr()));
            return new ProtectedForgery(original, keys, payloads);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    IkeOutput.Transmit exchange(ExchangeType exchange) {
        return sealed(exchange, header(original).messageId(), payloads);
    }

    IkeOutput.Transmit messageId(int messageId) {
        return sealed(header(original).exchange(), messageId, payloads);
    }

    IkeOutput.Transmit payloads(List<Payload> others) {
        return sealed(header(original).exchange(), header(original).messageId(), others);
    }

    private IkeOutput.Transmit sealed(ExchangeType exchange, int messageId, List<Payload> inner) {
        IkeHeader was = header(original);
        IkeHeader header = IkeHeader.of(
                was.initiatorSpi(), was.responderSpi(), exchange, was.fromInitiator(), was.response(), messageId);
        byte[] octets = ProtectedMessage.seal(
                header,
                inner,
                CryptoProvider.standard()
                        .sealingCipher(
                                keys.suite().cipherSpec(),
                                was.fromInitiator() ? keys.skEi() : keys.skEr(),
                                was.fromInitiator() ? keys.skAi() : keys.skAr(),
                                Peers.random(9)),
                PACKET_NUMBER);
        return new IkeOutput.Transmit(original.path(), octets);
    }

    private static IkeHeader header(IkeOutput.Transmit datagram) {
        try {
            return IkeHeader.peek(ByteBuffer.wrap(datagram.octets()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
