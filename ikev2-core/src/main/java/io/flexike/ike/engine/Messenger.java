package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes, seals, traces and sends the messages of one IKE SA, and opens those that it receives. */
final class Messenger {
    private final EngineContext context;
    private final IkeSa sa;
    private @Nullable MessageCipher cipher;

    Messenger(EngineContext context, IkeSa sa) {
        this.context = context;
        this.sa = sa;
    }

    /** The IKE SA has its keys: what follows is protected. */
    void protect() {
        cipher = new MessageCipher(sa);
    }

    /** Sends a message of the unprotected first exchange; tells its octets. */
    byte[] sendInit(ExchangeType exchange, boolean response, List<Payload> payloads) {
        IkeHeader header = header(exchange, response, 0);
        byte[] octets = IkeMessage.encode(header, payloads);
        send(sa.path(), header, payloads, List.of(octets), false);
        return octets;
    }

    /** Sends a protected message; tells its datagrams. */
    List<byte[]> send(Path path, ExchangeType exchange, boolean response, int messageId, List<Payload> payloads) {
        IkeHeader header = header(exchange, response, messageId);
        List<byte[]> datagrams = List.of(requiredCipher().seal(header, payloads));
        send(path, header, payloads, datagrams, false);
        return datagrams;
    }

    /** Sends a request once more, octet for octet (RFC 7296 2.1). */
    void repeat(RequestWindow.Outstanding request) {
        IkeHeader header = header(request.type(), false, request.messageId());
        send(sa.path(), header, request.payloads(), request.datagrams(), true);
    }

    /** Sends a response once more, octet for octet, to where the request came from. */
    void repeat(Path path, List<byte[]> datagrams) {
        datagrams.forEach(octets -> context.transmit(path, octets));
    }

    /** Opens a protected message; empty if it is a part of one that is not complete yet. */
    Optional<List<Payload>> open(byte[] datagram) throws IkeProtocolException {
        return Optional.of(requiredCipher().open(datagram));
    }

    /** A message has come and is what it claims to be. */
    void received(Path path, IkeHeader header, List<Payload> payloads) {
        trace(false, path, header, payloads, false);
    }

    /** What a retransmission is to be traced with; nothing is kept that nobody looks at. */
    List<Payload> kept(List<Payload> payloads) {
        return context.settings().traceMessages() ? List.copyOf(payloads) : List.of();
    }

    /** Forgets the keys. */
    void destroy() {
        if (cipher != null) {
            cipher.destroy();
            cipher = null;
        }
    }

    private void send(Path path, IkeHeader header, List<Payload> payloads, List<byte[]> datagrams, boolean again) {
        trace(true, path, header, payloads, again);
        datagrams.forEach(octets -> context.transmit(path, octets));
    }

    private IkeHeader header(ExchangeType exchange, boolean response, int messageId) {
        return IkeHeader.of(sa.initiatorSpi(), sa.responderSpi(), exchange, sa.initiator(), response, messageId);
    }

    private MessageCipher requiredCipher() {
        if (cipher == null) {
            throw new AssertionError("no keys before the end of IKE_SA_INIT");
        }
        return cipher;
    }

    private void trace(boolean sent, Path path, IkeHeader header, List<Payload> payloads, boolean again) {
        if (context.settings().traceMessages()) {
            context.event(new IkeEvent.MessageTraced(sa.localSpi(), sent, path, header, List.copyOf(payloads), again));
        }
    }
}
