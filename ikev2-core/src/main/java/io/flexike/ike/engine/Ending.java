package io.flexike.ike.engine;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How an IKE SA ends: with a Delete, because a time is over, or at once. */
final class Ending {
    /**
     * Our choice: how long a closed IKE SA repeats its last response for a peer that did not get it, and tells who asks
     * for it which one has taken its place.
     */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final IkeSaMachine machine;
    private final EngineContext context;

    Ending(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
    }

    void delete(CloseReason reason, Instant now) {
        State state = machine.state();
        if (state instanceof State.Established || state instanceof State.AwaitingDelete) {
            depart(InformationalInitiation.deleteIkeSa(reason), reason, now);
        } else if (state instanceof State.Authenticating authenticating
                && sa().initiator()
                && authenticating.hasBegun()) {
            // The responder may be established already: it has to be told, which the response makes possible.
            machine.become(authenticating.deletedWhenEstablished(reason));
        } else if (!(state instanceof State.Deleting)) {
            // Nothing is agreed upon yet: the peer's half-open IKE SA runs out by itself.
            close(reason, now);
        }
    }

    /** Deletes it, since there is no use in it; the peer may believe that it is established while we do not. */
    void leave(CloseReason reason, Instant now) {
        if (machine.state() instanceof State.Authenticating) {
            depart(InformationalInitiation.deleteIkeSa(reason), reason, now);
        } else {
            delete(reason, now);
        }
    }

    /** Sends a last request, whatever waits. */
    void depart(OwnExchange farewell, CloseReason reason, Instant now) {
        machine.become(new State.Deleting(reason));
        machine.requests().enqueueFirst(List.of(Intention.of(farewell)));
        machine.sendWaiting(now);
    }

    /** RFC 7296 2.21, 2.21.2: no error goes back, but both ends have to know that the IKE SA is over. */
    void afterBadResponse(IkeProtocolException error, Instant now) {
        CloseReason reason = Refusals.reason(error);
        if (machine.state() instanceof State.Deleting deleting) {
            close(deleting.reason(), now);
            return;
        }
        // RFC 7296 2.16: the responder has said itself that it is over.
        if (reason.rejection().isPresent() && reason.rejection().get() instanceof Rejection.Eap eap && eap.byPeer()) {
            close(reason, now);
            return;
        }
        // RFC 9242 3.4: before IKE_AUTH there is no IKE SA that could be deleted; the peer's half-open one runs out.
        if (machine.state() instanceof State.Authenticating authenticating
                && !authenticating.handshake().steps().areDone()) {
            close(reason, now);
            return;
        }
        depart(
                error instanceof AuthenticationFailedException
                        ? InformationalInitiation.authenticationFailed(reason)
                        : InformationalInitiation.deleteIkeSa(reason),
                reason,
                now);
    }

    /** A request was sent as often as it may be. */
    void afterSilence(RequestWindow.Outstanding request, Instant now) {
        CloseReason silence = silence(" to " + request.transmissions() + " transmissions of a request");
        if (machine.state() instanceof State.Initiating initiating) {
            InitNegotiation negotiation = initiating.negotiation();
            if (negotiation.fallBack(silence, now)) {
                return;
            }
            close(negotiation.suspicion().orElse(silence), now);
        } else {
            close(machine.state() instanceof State.Deleting deleting ? deleting.reason() : silence, now);
        }
        machine.expiresAt(now);
    }

    /** The time that its state may last is over. */
    void expire(Instant now) {
        State state = machine.state();
        if (state instanceof State.AwaitingDelete awaiting) {
            // The peer has not deleted what it does not need any more.
            machine.expiresAt(Instant.MAX);
            delete(awaiting.reason(), now);
            return;
        }
        if (!machine.isClosed()) {
            close(lateness(state), now);
        }
        // The peer is not there: nobody will ask for the last response again.
        machine.expiresAt(now);
    }

    private CloseReason lateness(State state) {
        if (state instanceof State.Resolving resolving) {
            return new CloseReason(CloseReason.Kind.NO_RESPONSE, "no address for " + resolving.name() + " in time");
        }
        if (state instanceof State.Initiating initiating
                && initiating.negotiation().suspicion().isPresent()) {
            return initiating.negotiation().suspicion().get();
        }
        if (state instanceof State.Deleting deleting) {
            return deleting.reason();
        }
        if (state instanceof State.Authenticating && !sa().initiator()) {
            return new CloseReason(CloseReason.Kind.HALF_OPEN_TIMEOUT, "IKE_AUTH did not end in time");
        }
        if (state instanceof State.Authenticating authenticating
                && authenticating.suspended().isPresent()) {
            return new CloseReason(
                    CloseReason.Kind.INTERNAL_ERROR, "what IKE_AUTH had to know was not found out in time");
        }
        if (machine.succession().isSilent()) {
            return Succession.REKEYED;
        }
        return machine.deletedWhenEstablished().orElseGet(() -> silence(""));
    }

    /** Of whom, the snapshot in the event says, so that it is shown to nobody who may not see addresses. */
    private static CloseReason silence(String toWhat) {
        return new CloseReason(CloseReason.Kind.NO_RESPONSE, "no response" + toWhat);
    }

    /** At once, without a word to the peer. */
    void close(CloseReason reason, Instant now) {
        if (machine.isClosed()) {
            return;
        }
        boolean wasUp = machine.isUp();
        if (machine.state() instanceof State.Initiating initiating) {
            initiating.negotiation().abandoned();
        }
        if (machine.state() instanceof State.Authenticating authenticating) {
            authenticating.abandon();
        }
        machine.become(new State.Closed(machine.isHalfOpen()));
        List<Intention> unanswered = machine.requests().forSuccessor();
        machine.requests().clear();
        context.withdrawQuestionsOf(sa().localSpi());
        if (wasUp && machine.succession().heir().isEmpty()) {
            context.goes(sa());
        }
        IkeSaSnapshot last = machine.snapshot();
        context.voidTickets(sa(), reason);
        sa().continuity().forgetResumption();
        sa().children().dropAll();
        sa().destroyKeys();
        machine.messenger().destroy();
        boolean asked =
                machine.responses().hasResponse() || machine.succession().heir().isPresent();
        machine.expiresAt(asked ? now.plus(LINGER) : now);
        if (!machine.succession().isSilent()) {
            context.event(new IkeEvent.IkeSaClosed(last, reason));
        }
        machine.succession().closed(now);
        machine.succession().takeOver(unanswered, now);
    }

    private IkeSa sa() {
        return machine.sa();
    }
}
