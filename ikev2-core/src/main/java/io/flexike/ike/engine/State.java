package io.flexike.ike.engine;

import io.flexike.ike.exchange.AuthInitiation;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.PeerExchange;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeSaSnapshot.Phase;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.Handshake;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far an IKE SA has come, with what that state alone owns. */
sealed interface State {
    Phase phase();

    /** Initiator: IKE_SA_INIT is on its way. */
    record Initiating(InitNegotiation negotiation) implements State {
        @Override
        public Phase phase() {
            return Phase.CONNECTING;
        }
    }

    /**
     * The keys are there, the peer is not authenticated.
     *
     * @param farewell initiator: why it is to be deleted as soon as it is established
     * @param suspended what waits for an answer
     * @param initiation initiator: the exchanges of IKE_AUTH
     * @param conversation responder: the same, once the first one has ended and more have to come
     */
    record Authenticating(
            Handshake handshake,
            Optional<CloseReason> farewell,
            Optional<Suspended> suspended,
            Optional<AuthInitiation> initiation,
            Optional<PeerExchange> conversation)
            implements State {
        Authenticating(Handshake handshake) {
            this(handshake, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        Authenticating deletedWhenEstablished(CloseReason reason) {
            return new Authenticating(handshake, Optional.of(reason), suspended, initiation, conversation);
        }

        Authenticating initiatedBy(AuthInitiation exchanges) {
            return new Authenticating(handshake, farewell, suspended, Optional.of(exchanges), conversation);
        }

        Authenticating continuedBy(PeerExchange exchanges) {
            return new Authenticating(handshake, farewell, suspended, initiation, Optional.of(exchanges));
        }

        Authenticating suspendedBy(Suspended waiting) {
            return new Authenticating(handshake, farewell, Optional.of(waiting), initiation, conversation);
        }

        Authenticating resumed() {
            return new Authenticating(handshake, farewell, Optional.empty(), initiation, conversation);
        }

        /** Initiator: whether a request of IKE_AUTH has gone out. */
        boolean hasBegun() {
            boolean unsent =
                    suspended.isPresent() && suspended.get() instanceof UnmadeRequest waiting && waiting.first();
            return handshake.steps().areDone() && !unsent;
        }

        /** It ends at that moment at the latest, also if it goes on from a question. */
        Authenticating closedBy(Instant limit) {
            return suspended.isPresent() && suspended.get() instanceof UnmadeRequest waiting
                    ? suspendedBy(waiting.expiredBy(limit))
                    : this;
        }

        /** Nothing will come of it. */
        void abandon() {
            initiation.ifPresent(AuthInitiation::abandon);
            conversation.ifPresent(PeerExchange::abandoned);
            suspended.ifPresent(Suspended::abandon);
        }

        @Override
        public Phase phase() {
            return Phase.AUTHENTICATING;
        }
    }

    /** What goes on when a question is answered. */
    sealed interface Suspended {
        /** The result that the answer leads on from. */
        ExchangeResult result();

        /** Nothing will come of it. */
        default void abandon() {}
    }

    /**
     * A request of the peer that is not answered yet.
     *
     * @param response what is in the answer so far
     */
    record UnansweredRequest(
            ExchangeResult result, PeerExchange exchange, List<Payload> response, IkeHeader request, Path path)
            implements Suspended {
        @Override
        public void abandon() {
            exchange.abandoned();
        }
    }

    /**
     * A request of ours that is not made yet.
     *
     * @param first whether nothing of IKE_AUTH was sent yet
     * @param expiredAt when the IKE SA would have ended before there was the question
     * @param expiresAt when it ends if there is no answer
     */
    record UnmadeRequest(ExchangeResult result, boolean first, Instant expiredAt, Instant expiresAt)
            implements Suspended {
        UnmadeRequest expiredBy(Instant limit) {
            return limit.isBefore(expiredAt) ? new UnmadeRequest(result, first, limit, expiresAt) : this;
        }
    }

    /** Both ends are authenticated. */
    record Established() implements State {
        static final Established STATE = new Established();

        @Override
        public Phase phase() {
            return Phase.ESTABLISHED;
        }
    }

    /** Initiator: the address of a gateway that we were redirected to by name is being looked up. */
    record Resolving(String name) implements State {
        @Override
        public Phase phase() {
            return Phase.CONNECTING;
        }
    }

    /** The peer has another IKE SA and is going to delete this one (RFC 7296 2.8, RFC 5685 6). */
    record AwaitingDelete(CloseReason reason) implements State {
        @Override
        public Phase phase() {
            return Phase.DELETING;
        }
    }

    /** Our farewell is waiting or on its way. */
    record Deleting(CloseReason reason) implements State {
        @Override
        public Phase phase() {
            return Phase.DELETING;
        }
    }

    /**
     * Over; only the last response is kept for a while. A responder's that was not authenticated counts as half-open.
     */
    record Closed(boolean wasHalfOpen) implements State {
        @Override
        public Phase phase() {
            return Phase.CLOSED;
        }
    }
}
