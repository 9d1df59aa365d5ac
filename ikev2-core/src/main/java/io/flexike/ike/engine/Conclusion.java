package io.flexike.ike.engine;

import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.task.IkeSa;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What follows for an IKE SA from the end of an exchange. */
final class Conclusion {
    private final IkeSaMachine machine;
    private final EngineContext context;

    Conclusion(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
    }

    void draw(ExchangeResult result, Instant now) {
        if (result instanceof ExchangeResult.Established established) {
            established(established.next(), now);
        } else if (result instanceof ExchangeResult.Intermediate intermediate) {
            intermediate(intermediate, now);
        } else if (result instanceof ExchangeResult.GoesOn goesOn) {
            goesOn.next().ifPresent(next -> machine.ownRequests().start(next, now));
        } else if (result instanceof ExchangeResult.Closed closed) {
            closed(closed, now);
        } else if (result instanceof ExchangeResult.Hopeless hopeless) {
            machine.ending().leave(hopeless.reason(), now);
        } else if (result instanceof ExchangeResult.Continues continues) {
            machine.requests().enqueueFirst(continues.next());
        } else if (result instanceof ExchangeResult.Postponed postponed) {
            machine.timers().postpone(postponed.again(), now);
        } else if (result instanceof ExchangeResult.Redirected redirected) {
            new Redirection(machine, context).redirected(redirected.target(), now);
        } else if (result instanceof ExchangeResult.Confirmed confirmed) {
            context.siblings()
                    .with(
                            confirmed.redundantIkeSpi(),
                            lost -> lost.succession().last().delete(Uniqueness.LOST, now));
        } else if (result instanceof ExchangeResult.SentAway sentAway) {
            new Redirection(machine, context).sentAway(sentAway.target(), now);
        } else if (result instanceof ExchangeResult.Rekeyed rekeyed) {
            machine.succession().rekeyed(rekeyed.successor(), rekeyed.redundant(), now);
        } else if (result instanceof ExchangeResult.RekeyedByPeer rekeyed) {
            machine.succession().rekeyedByPeer(rekeyed.successor(), now);
        } else if (result instanceof ExchangeResult.OfPath ofPath) {
            machine.paths().current().answers().conclude(ofPath);
        } else if (result instanceof ExchangeResult.Synchronized agreed) {
            machine.synchronization().agreed(agreed);
        } else if (result instanceof ExchangeResult.NeedsNewIkeSa) {
            machine.duties().reauthenticate();
        } else {
            throw new AssertionError("a result without a handler: " + result);
        }
    }

    private void intermediate(ExchangeResult.Intermediate intermediate, Instant now) {
        if (!(machine.state() instanceof State.Authenticating authenticating)) {
            throw new AssertionError("IKE_INTERMEDIATE in " + machine.state());
        }
        intermediate.keys().ifPresent(machine.messenger()::renew);
        authenticating.handshake().steps().next();
        if (machine.sa().initiator()) {
            machine.ownRequests().authenticate(authenticating.handshake(), now);
        }
    }

    private void established(List<Intention> next, Instant now) {
        IkeSa sa = machine.sa();
        Optional<CloseReason> farewell = machine.deletedWhenEstablished();
        machine.established();
        sa.established(now);
        sa.forgetAuthenticationKeys();
        sa.continuity().authenticated(now);
        if (farewell.isPresent()) {
            machine.ending().depart(InformationalInitiation.deleteIkeSa(farewell.get()), farewell.get(), now);
            return;
        }
        machine.expiresAt(Instant.MAX);
        machine.requests().enqueueFirst(next);
        sa.live(now);
        machine.duties().recheckLater();
        machine.succession().established(now);
        machine.paths().established();
        Uniqueness.established(machine, context);
    }

    private void closed(ExchangeResult.Closed closed, Instant now) {
        CloseReason reason = machine.state() instanceof State.AwaitingDelete awaiting
                ? awaiting.reason()
                : machine.farewell().orElse(closed.reason());
        machine.succession().beforeClose();
        machine.close(reason, now);
    }
}
