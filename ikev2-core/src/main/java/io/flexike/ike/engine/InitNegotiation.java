package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.exchange.SaInitInitiation;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** IKE_SA_INIT as initiator, until one response is good enough (RFC 7296 1.2, 2.21.1). */
final class InitNegotiation {
    private final SaInitInitiation exchange;
    private final Handshake handshake = new Handshake();
    private final Path natTraversalPath;
    private byte[] lastRequest = new byte[0];
    private @Nullable CloseReason suspicion;

    InitNegotiation(EngineContext context, IkeSa sa, Path natTraversalPath) {
        this.exchange = new SaInitInitiation(sa, handshake, context.settings().options());
        this.natTraversalPath = natTraversalPath;
    }

    Handshake handshake() {
        return handshake;
    }

    /** Where everything goes when a NAT is in between. */
    Path natTraversalPath() {
        return natTraversalPath;
    }

    List<Payload> request() throws IkeProtocolException {
        return exchange.request();
    }

    void sent(byte[] octets) {
        lastRequest = octets;
    }

    SaInitInitiation.Result response(IkeMessage message, byte[] datagram) {
        SaInitInitiation.Result result = exchange.response(message);
        if (result.outcome() == SaInitInitiation.Outcome.COMPLETE) {
            handshake.messages(lastRequest, datagram);
        }
        return result;
    }

    /** Remembers an unauthenticated error as the likely reason of a failure; false if there was one before. */
    boolean suspect(CloseReason reason) {
        boolean first = suspicion == null;
        if (first) {
            suspicion = reason;
        }
        return first;
    }

    Optional<CloseReason> suspicion() {
        return Optional.ofNullable(suspicion);
    }
}
