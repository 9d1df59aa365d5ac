package io.flexike.ike.engine;

import io.flexike.ike.exchange.SaInitInitiation;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeSaSnapshot.Phase;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.Handshake;
import java.util.Optional;

/** How far an IKE SA has come, with what that state alone owns. */
sealed interface State {
    Phase phase();

    /**
     * Initiator: IKE_SA_INIT is on its way. An unauthenticated error is remembered as the likely reason of a failure.
     */
    record Initiating(
            SaInitInitiation exchange, Handshake handshake, Path natTraversalPath, Optional<CloseReason> suspicion)
            implements State {
        @Override
        public Phase phase() {
            return Phase.CONNECTING;
        }

        Initiating suspecting(CloseReason reason) {
            return new Initiating(exchange, handshake, natTraversalPath, Optional.of(reason));
        }
    }

    /** The keys are there, the peer is not authenticated. */
    record Authenticating(Handshake handshake) implements State {
        @Override
        public Phase phase() {
            return Phase.AUTHENTICATING;
        }
    }

    /** Both ends are authenticated. */
    record Established() implements State {
        @Override
        public Phase phase() {
            return Phase.ESTABLISHED;
        }
    }

    /** Our farewell is on its way. */
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
