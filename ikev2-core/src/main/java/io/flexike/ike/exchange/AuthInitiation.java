package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.AuthLifetimeTask;
import io.flexike.ike.task.AuthenticationTask;
import io.flexike.ike.task.ConfigurationTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.InitialContactTask;
import io.flexike.ike.task.MobikeTask;
import io.flexike.ike.task.QuickCrashDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectNotify;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.ResumedAuthenticationTask;
import io.flexike.ike.task.SynchronizationTask;
import io.flexike.ike.task.Task;
import io.flexike.ike.task.TicketTask;
import io.flexike.ike.task.WindowTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** IKE_AUTH as initiator (RFC 7296 1.2, 2.21.2). */
public final class AuthInitiation implements OwnExchange {
    private final IkeSa sa;
    private final ConfigurationTask configuration;
    private final FirstChild child;
    private final Task authentication;
    private final boolean redirectsAccepted;
    private final TicketTask ticket;
    private final List<Task> tasks;

    public AuthInitiation(IkeSa sa, Handshake handshake, ProtocolOptions options) {
        this.sa = sa;
        this.configuration = new ConfigurationTask(sa.requiredProfile().configurationRequest());
        this.child = new FirstChild(sa, handshake);
        this.redirectsAccepted = options.redirects().accepted();
        this.authentication = authentication(sa, handshake);
        this.ticket = new TicketTask(sa);
        this.tasks = List.of(
                authentication,
                new InitialContactTask(sa),
                new QuickCrashDetectionTask(sa),
                new WindowTask(sa, options.windowSize()),
                new AuthLifetimeTask(sa),
                new SynchronizationTask(sa),
                configuration,
                new MobikeTask(sa, options.mobike()));
    }

    private static Task authentication(IkeSa sa, Handshake handshake) {
        return sa.continuity()
                .resumption()
                .<Task>map(resumption -> new ResumedAuthenticationTask(sa, handshake, resumption, List.of()))
                .orElseGet(() -> new AuthenticationTask(sa, handshake, List.of()));
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
    public List<Payload> request() throws IkeProtocolException {
        List<Payload> request = new ArrayList<>();
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

    @Override
    public ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        Optional<NotifyPayload> error = response.error();
        // RFC 7296 2.21.2: an error beside the responder's AUTH concerns the Child SA or the configuration only.
        if (error.isPresent() && (response.all(AuthPayload.class).isEmpty() || endsIkeSa(error.get()))) {
            abandoned();
            return new ExchangeResult.Closed(Refusals.reason(
                    error.get(),
                    Asked.entry(
                            sa.profileName(),
                            sa.requiredProfile().localIdentity().toWire())));
        }
        Optional<NotifyPayload> redirect = response.notify(NotifyType.REDIRECT).filter(notify -> redirectsAccepted);
        if (redirect.isPresent()) {
            child.abandon();
            // RFC 5685 6: only a gateway that has proved who it is may send us elsewhere.
            authentication.processResponse(response);
            return new ExchangeResult.Redirected(
                    RedirectNotify.decode(redirect.get()).target());
        }
        try {
            for (Task task : tasks) {
                task.processResponse(response);
            }
            child.processResponse(response);
        } catch (IkeProtocolException e) {
            abandoned();
            throw e;
        }
        sa.peer().assigned(configuration.received().orElse(List.of()));
        sa.effects()
                .event(new IkeEvent.IkeSaEstablished(
                        sa.snapshot(IkeSaSnapshot.Phase.ESTABLISHED),
                        configuration.received().orElse(List.of())));
        child.conclude();
        // RFC 5723 4.2: a ticket counts when the exchange was successful.
        ticket.processResponse(response);
        return new ExchangeResult.Established();
    }

    @Override
    public void abandoned() {
        authentication.abandon();
        child.abandon();
    }

    private static boolean endsIkeSa(NotifyPayload error) {
        NotifyType type = error.notifyType();
        return type.equals(NotifyType.AUTHENTICATION_FAILED)
                || type.equals(NotifyType.INVALID_SYNTAX)
                || type.equals(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD);
    }
}
