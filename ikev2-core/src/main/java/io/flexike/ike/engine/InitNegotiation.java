package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.exchange.FirstExchange;
import io.flexike.ike.exchange.SaInitInitiation;
import io.flexike.ike.exchange.SessionResumeInitiation;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** IKE_SA_INIT or IKE_SESSION_RESUME as initiator, until one response is good enough (RFC 7296 1.2, 2.21.1). */
final class InitNegotiation {
    /** Our choice: a gateway that does not answer a ticket so often has no use for it, but may still be there. */
    private static final int RESUMPTION_TRIES = 3;

    private final EngineContext context;
    private final IkeSa sa;
    private @Nullable FirstExchange chosen;
    private Handshake handshake = new Handshake();
    private final Path natTraversalPath;
    private byte[] lastRequest = new byte[0];
    private @Nullable CloseReason suspicion;

    InitNegotiation(EngineContext context, IkeSa sa, Path natTraversalPath) {
        this.context = context;
        this.sa = sa;
        this.natTraversalPath = natTraversalPath;
    }

    private FirstExchange exchange() {
        if (chosen == null) {
            chosen = sa.continuity()
                    .resumption()
                    .<FirstExchange>map(resumption -> new SessionResumeInitiation(
                            sa, handshake, resumption, context.settings().options()))
                    .orElseGet(() -> new SaInitInitiation(
                            sa, handshake, context.settings().options()));
        }
        return chosen;
    }

    /** IKE_SA_INIT or IKE_SESSION_RESUME. */
    ExchangeType type() {
        return exchange().type();
    }

    /** Whether a request that was sent so often is to be given up for {@link #fallBack}. */
    boolean isHopeless(int transmissions) {
        return exchange().type().equals(ExchangeType.IKE_SESSION_RESUME) && transmissions >= RESUMPTION_TRIES;
    }

    /** RFC 5723 4.3.2: goes on with IKE_SA_INIT where a ticket is not taken; false if that is what was going on. */
    boolean fallBack(CloseReason reason) {
        if (!exchange().type().equals(ExchangeType.IKE_SESSION_RESUME)) {
            return false;
        }
        context.event(new IkeEvent.ResumptionRefused(sa.localSpi(), reason));
        sa.continuity().resumption(null);
        handshake = new Handshake();
        chosen = null;
        return true;
    }

    Handshake handshake() {
        return handshake;
    }

    /** Where everything goes when a NAT is in between. */
    Path natTraversalPath() {
        return natTraversalPath;
    }

    List<Payload> request() throws IkeProtocolException {
        return exchange().request();
    }

    void sent(byte[] octets) {
        lastRequest = octets;
    }

    FirstExchange.Result response(IkeMessage message, byte[] datagram) {
        FirstExchange.Result result = exchange().response(message);
        if (result.outcome() == FirstExchange.Outcome.COMPLETE) {
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
