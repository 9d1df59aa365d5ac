package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.RedirectTarget;
import java.util.List;
import java.util.Optional;

/** The unprotected exchange with which an initiator begins: IKE_SA_INIT or IKE_SESSION_RESUME. */
public interface FirstExchange {
    ExchangeType type();

    /** The payloads of the request, each time it has to be made anew. */
    List<Payload> request() throws IkeProtocolException;

    Result response(IkeMessage message);

    /** Nothing will come of it. */
    default void abandoned() {}

    /** What a response is good for. */
    enum Outcome {
        /** The keys are there. */
        COMPLETE,
        /** Send {@link #request()} anew. */
        RETRY,
        /** The peer knows a better gateway. */
        REDIRECTED,
        /** An error that is not authenticated: go on trying for some time (RFC 7296 2.21.1). */
        REFUSED,
        /** Not to be believed. */
        IGNORED
    }

    /** Outcome and, for REFUSED and IGNORED, why; for REDIRECTED, where to. */
    record Result(Outcome outcome, CloseReason reason, Optional<RedirectTarget> target) {
        Result(Outcome outcome, CloseReason reason) {
            this(outcome, reason, Optional.empty());
        }

        static Result of(Outcome outcome, String explanation) {
            return new Result(outcome, new CloseReason(CloseReason.Kind.PROTOCOL_ERROR, explanation));
        }
    }
}
