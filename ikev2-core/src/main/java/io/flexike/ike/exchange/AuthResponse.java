package io.flexike.ike.exchange;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.session.Redirector;
import io.flexike.ike.session.Rejection;
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
import io.flexike.ike.task.ResumedAuthenticationTask;
import io.flexike.ike.task.SynchronizationTask;
import io.flexike.ike.task.Task;
import io.flexike.ike.task.TicketTask;
import io.flexike.ike.task.WindowTask;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** IKE_AUTH as responder: authenticate, ask what the peer may have, configure, make the Child SA (RFC 7296 1.2). */
public final class AuthResponse implements PeerExchange {
    private final IkeSa sa;
    private final Handshake handshake;
    private final Task authentication;
    private final ConfigurationTask configuration = new ConfigurationTask(List.of());
    private final WindowTask window;
    private final MobikeTask mobike;
    private final Redirector redirector;
    private final TicketTask ticket;
    private @Nullable ReceivedPayloads suspended;

    public AuthResponse(
            IkeSa sa, Handshake handshake, List<PeerProfile> profiles, ProtocolOptions options, Redirector redirector) {
        this.redirector = redirector;
        this.window = new WindowTask(sa, options.windowSize());
        this.sa = sa;
        this.handshake = handshake;
        this.mobike = new MobikeTask(sa, options.mobike());
        this.ticket = new TicketTask(sa);
        this.authentication = sa.continuity()
                .resumption()
                .<Task>map(resumption -> new ResumedAuthenticationTask(sa, handshake, resumption, profiles))
                .orElseGet(() -> new AuthenticationTask(sa, handshake, profiles));
    }

    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        authentication.processRequest(request);
        // RFC 5685 6: after the initiator's AUTH, and instead of a Child SA.
        Optional<RedirectTarget> elsewhere = sa.peer().takesRedirects()
                ? redirector.redirect(sa.path(), Optional.of(sa.requiredRemoteIdentity()))
                : Optional.empty();
        if (elsewhere.isPresent()) {
            authentication.buildResponse(response);
            response.add(RedirectNotify.redirect(elsewhere.get(), new byte[0]));
            return new ExchangeResult.SentAway(elsewhere.get());
        }
        if (request.all(SaPayload.class).isEmpty()
                && sa.requiredProfile().ikePolicy().childless() == IkeSaPolicy.Childless.NEVER) {
            throw new InvalidSyntaxException(
                    "IKE_AUTH without a Child SA, which profile \"" + sa.profileName() + "\" does not allow");
        }
        mobike.processRequest(request);
        new InitialContactTask(sa).processRequest(request);
        new QuickCrashDetectionTask(sa).processRequest(request);
        if (sa.requiredProfile().ikePolicy().uniqueness() == IkeSaPolicy.Uniqueness.REFUSE
                && sa.effects().probeOthersOfPeer(sa)) {
            throw new AuthenticationFailedException(
                    new Rejection.NotUnique(sa.profileName(), sa.requiredRemoteIdentity()));
        }
        window.processRequest(request);
        new SynchronizationTask(sa).processRequest(request);
        ticket.processRequest(request);
        configuration.processRequest(request);
        Optional<TsiPayload> tsi = request.optional(TsiPayload.class);
        Optional<TsrPayload> tsr = request.optional(TsrPayload.class);
        suspended = request;
        return new ExchangeResult.Asks(new PeerRequest(
                sa.localSpi(),
                sa.profileName(),
                sa.requiredRemoteIdentity(),
                sa.path(),
                configuration.received(),
                tsi.map(TsiPayload::selectors).orElse(List.of()),
                tsr.map(TsrPayload::selectors).orElse(List.of())));
    }

    @Override
    public ExchangeResult resume(Authorization answer, List<Payload> response) throws IkeProtocolException {
        if (suspended == null) {
            throw new AssertionError("an answer before its question");
        }
        if (answer instanceof Authorization.Refused refused) {
            throw new AuthenticationFailedException(
                    new Rejection.NotAuthorized(sa.profileName(), sa.requiredRemoteIdentity(), refused.reason()));
        }
        if (answer instanceof Authorization.Granted granted) {
            sa.peer().granted(granted);
        }
        FirstChild child = new FirstChild(sa, handshake);
        try {
            grant(answer, child, suspended, response);
        } catch (IkeProtocolException e) {
            child.abandon();
            throw e;
        }
        return new ExchangeResult.Established();
    }

    private void grant(Authorization answer, FirstChild child, ReceivedPayloads request, List<Payload> response)
            throws IkeProtocolException {
        child.processRequest(request, answer);
        authentication.buildResponse(response);
        new QuickCrashDetectionTask(sa).buildResponse(response);
        window.buildResponse(response);
        mobike.buildResponse(response);
        new AuthLifetimeTask(sa).buildResponse(response);
        new SynchronizationTask(sa).buildResponse(response);
        List<ConfigurationAttribute> reply = List.of();
        if (answer instanceof Authorization.Granted granted) {
            reply = granted.reply();
            configuration.reply(reply);
            configuration.buildResponse(response);
        }
        child.buildResponse(response);
        ticket.buildResponse(response);
        sa.effects()
                .event(new IkeEvent.IkeSaEstablished(
                        sa.snapshot(IkeSaSnapshot.Phase.ESTABLISHED),
                        configuration.received().isPresent() ? reply : List.of()));
        child.conclude();
    }
}
