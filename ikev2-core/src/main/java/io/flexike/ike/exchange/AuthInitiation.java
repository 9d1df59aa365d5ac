package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.AuthLifetimeTask;
import io.flexike.ike.task.ConfigurationTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.InitialContactTask;
import io.flexike.ike.task.InitiatorAuthentication;
import io.flexike.ike.task.InitiatorProof;
import io.flexike.ike.task.MobikeTask;
import io.flexike.ike.task.Progress;
import io.flexike.ike.task.QuickCrashDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectNotify;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.ResumedAuthentication;
import io.flexike.ike.task.SynchronizationTask;
import io.flexike.ike.task.Task;
import io.flexike.ike.task.TicketTask;
import io.flexike.ike.task.WindowTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All exchanges of IKE_AUTH as initiator (RFC 7296 1.2, 2.16, 2.21.2). */
public final class AuthInitiation {
    private final IkeSa sa;
    private final ConfigurationTask configuration;
    private final FirstChild child;
    private final InitiatorProof proof;
    private final boolean redirectsAccepted;
    private final TicketTask ticket;
    private final List<Task> tasks;
    private boolean isFirst = true;

    public AuthInitiation(IkeSa sa, Handshake handshake, ProtocolOptions options) {
        this.sa = sa;
        this.configuration = new ConfigurationTask(sa.requiredProfile().configurationRequest());
        this.child = new FirstChild(sa, handshake);
        this.redirectsAccepted = options.redirects().accepted();
        this.proof = sa.continuity()
                .resumption()
                .<InitiatorProof>map(resumption -> new ResumedAuthentication(sa, handshake, resumption, List.of()))
                .orElseGet(() -> new InitiatorAuthentication(sa, handshake));
        this.ticket = new TicketTask(sa);
        this.tasks = List.of(
                new InitialContactTask(sa),
                new QuickCrashDetectionTask(sa),
                new WindowTask(sa, options.windowSize()),
                new AuthLifetimeTask(sa),
                new SynchronizationTask(sa),
                configuration,
                new MobikeTask(sa, options.mobike()));
    }

    /** The first request, which asks for everything. */
    public ExchangeResult begin() throws IkeProtocolException {
        return ExchangeResult.of(proof.first().then(payloads -> Progress.done(follows(firstRequest(payloads)))));
    }

    private List<Payload> firstRequest(List<Payload> proofs) throws IkeProtocolException {
        List<Payload> request = new ArrayList<>(proofs);
        for (Task task : tasks) {
            task.buildRequest(request);
        }
        // RFC 6023 5: no SA, no traffic selectors, nothing else that has to do with a Child SA.
        if (sa.requiredProfile().ikePolicy().childless() != IkeSaPolicy.Childless.ALWAYS) {
            child.buildRequest(request);
        }
        ticket.buildRequest(request);
        return request;
    }

    private ExchangeResult follows(List<Payload> request) {
        return new ExchangeResult.GoesOn(Optional.of(new Round(request)));
    }

    /** One request of IKE_AUTH. */
    private final class Round implements OwnExchange {
        private final List<Payload> request;

        Round(List<Payload> request) {
            this.request = request;
        }

        @Override
        public ExchangeType type() {
            return ExchangeType.IKE_AUTH;
        }

        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public List<Payload> request() {
            return request;
        }

        @Override
        public ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
            return AuthInitiation.this.response(response);
        }

        @Override
        public void abandoned() {
            abandon();
        }
    }

    private ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent() && (!isLast(response) || endsIkeSa(error.get()))) {
            abandon();
            CloseReason reason = Refusals.reason(
                    error.get(),
                    Asked.entry(
                            sa.profileName(),
                            sa.requiredProfile().localIdentity().toWire()));
            return endsIkeSa(error.get()) ? new ExchangeResult.Closed(reason) : new ExchangeResult.Hopeless(reason);
        }
        return ExchangeResult.of(proof.response(response).then(next -> Progress.done(conclude(next, response))));
    }

    /**
     * RFC 7296 2.21.2: an error beside the responder's proof concerns the Child SA or the configuration only. RFC 4739
     * 2.4: so does one in a response that needs no AUTH payload.
     */
    private boolean isLast(ReceivedPayloads response) {
        return !response.all(AuthPayload.class).isEmpty() || proof.isComplete();
    }

    private ExchangeResult conclude(Optional<List<Payload>> next, ReceivedPayloads response)
            throws IkeProtocolException {
        // RFC 5685 6: only a gateway that has proved who it is may send us elsewhere.
        boolean mayRedirect = redirectsAccepted && (isFirst || next.isEmpty());
        isFirst = false;
        Optional<NotifyPayload> redirect = response.notify(NotifyType.REDIRECT)
                .filter(notify ->
                        mayRedirect && !response.all(AuthPayload.class).isEmpty());
        if (redirect.isPresent()) {
            abandon();
            return new ExchangeResult.Redirected(
                    RedirectNotify.decode(redirect.get()).target());
        }
        return next.isPresent() ? follows(next.get()) : established(response);
    }

    private ExchangeResult established(ReceivedPayloads response) throws IkeProtocolException {
        for (Task task : tasks) {
            task.processResponse(response);
        }
        child.processResponse(response);
        proof.abandon();
        sa.peer().assigned(configuration.received().orElse(List.of()));
        sa.effects()
                .event(new IkeEvent.IkeSaEstablished(
                        sa.snapshot(IkeSaSnapshot.Phase.ESTABLISHED),
                        configuration.received().orElse(List.of())));
        List<Intention> next = new ArrayList<>(child.conclude());
        sa.requiredProfile().furtherFlows().forEach(flow -> next.add(ChildCreation.creation(flow)));
        // RFC 5723 4.2: a ticket counts when the exchange was successful.
        ticket.processResponse(response);
        return new ExchangeResult.Established(next);
    }

    /** Nothing will come of it. */
    public void abandon() {
        proof.abandon();
        child.abandon();
    }

    /** RFC 7296 2.21.2, RFC 4555 3.9: both ends know that there is no IKE SA; after any other we have to say so. */
    private static boolean endsIkeSa(NotifyPayload error) {
        NotifyType type = error.notifyType();
        return type.equals(NotifyType.AUTHENTICATION_FAILED)
                || type.equals(NotifyType.INVALID_SYNTAX)
                || type.equals(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD)
                || type.equals(NotifyType.UNEXPECTED_NAT_DETECTED);
    }
}
