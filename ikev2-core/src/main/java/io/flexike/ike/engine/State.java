package io.flexike.ike.engine;

import io.flexike.ike.exchange.PeerExchange;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeSaSnapshot.Phase;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.Handshake;
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
     * @param suspended responder: the request whose answer waits for a decision
     */
    record Authenticating(Handshake handshake, Optional<CloseReason> farewell, Optional<Suspended> suspended)
            implements State {
        Authenticating(Handshake handshake) {
            this(handshake, Optional.empty(), Optional.empty());
        }

        Authenticating deletedWhenEstablished(CloseReason reason) {
            return new Authenticating(handshake, Optional.of(reason), suspended);
        }

        Authenticating suspendedBy(PeerExchange exchange, IkeHeader request, Path path) {
            return new Authenticating(handshake, farewell, Optional.of(new Suspended(exchange, request, path)));
        }

        Authenticating resumed() {
            return new Authenticating(handshake, farewell, Optional.empty());
        }

        @Override
        public Phase phase() {
            return Phase.AUTHENTICATING;
        }
    }

    /** A request of the peer that is not answered yet. */
    record Suspended(PeerExchange exchange, IkeHeader request, Path path) {}

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
