package io.flexike.ike.exchange;

import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
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
import io.flexike.ike.task.ConfigurationTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.InitialContactTask;
import io.flexike.ike.task.MobikeTask;
import io.flexike.ike.task.Progress;
import io.flexike.ike.task.QuickCrashDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectNotify;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.ResponderAuthentication;
import io.flexike.ike.task.ResponderProof;
import io.flexike.ike.task.ResumedAuthentication;
import io.flexike.ike.task.SynchronizationTask;
import io.flexike.ike.task.TicketTask;
import io.flexike.ike.task.WindowTask;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All exchanges of IKE_AUTH as responder: authenticate, ask what the peer may have, configure, make the Child SA (RFC
 * 7296 1.2, 2.16). What the first request asks for, the last response gives.
 */
public final class AuthResponse implements PeerExchange {
    private final IkeSa sa;
    private final Handshake handshake;
    private final ResponderProof proof;
    private final ConfigurationTask configuration = new ConfigurationTask(List.of());
    private final WindowTask window;
    private final MobikeTask mobike;
    private final Redirector redirector;
    private final TicketTask ticket;
    private @Nullable KeptRequest first;

    public AuthResponse(
            IkeSa sa, Handshake handshake, List<PeerProfile> profiles, ProtocolOptions options, Redirector redirector) {
        this.redirector = redirector;
        this.window = new WindowTask(sa, options.windowSize());
        this.sa = sa;
        this.handshake = handshake;
        this.mobike = new MobikeTask(sa, options.mobike());
        this.ticket = new TicketTask(sa);
        this.proof = sa.continuity()
                .resumption()
                .<ResponderProof>map(resumption -> new ResumedAuthentication(sa, handshake, resumption, profiles))
                .orElseGet(() -> new ResponderAuthentication(sa, handshake, profiles));
    }

    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        try {
            Progress<ResponderProof.Outcome> outcome = proof.request(request);
            if (first == null && isOver(outcome)) {
                return ExchangeResult.of(outcome.then(over -> proceed(over, () -> request, response)));
            }
            KeptRequest asked = first == null ? KeptRequest.of(request) : first;
            first = asked;
            return ExchangeResult.of(outcome.then(known -> proceed(known, asked::payloads, response)));
        } catch (IkeProtocolException e) {
            proof.abandon();
            throw e;
        }
    }

    private static boolean isOver(Progress<ResponderProof.Outcome> outcome) {
        return outcome instanceof Progress.Done<ResponderProof.Outcome> done
                && !(done.value() instanceof ResponderProof.Outcome.GoesOn);
    }

    /** @param asked what the first request asks for */
    private Progress<ExchangeResult> proceed(
            ResponderProof.Outcome outcome, Supplier<ReceivedPayloads> asked, List<Payload> response)
            throws IkeProtocolException {
        if (outcome instanceof ResponderProof.Outcome.GoesOn goesOn) {
            response.addAll(goesOn.response());
            return Progress.done(new ExchangeResult.GoesOn(Optional.empty()));
        }
        if (outcome instanceof ResponderProof.Outcome.Failed failed) {
            response.addAll(failed.response());
            proof.abandon();
            return Progress.done(new ExchangeResult.Closed(Refusals.reason(failed.reason())));
        }
        // RFC 5685 6: after the initiator's AUTH, and instead of a Child SA.
        Optional<RedirectTarget> elsewhere = sa.peer().takesRedirects()
                ? redirector.redirect(sa.path(), Optional.of(sa.requiredRemoteIdentity()))
                : Optional.empty();
        if (elsewhere.isPresent()) {
            return proof.conclusion().then(payloads -> {
                response.addAll(payloads);
                response.add(RedirectNotify.redirect(elsewhere.get(), new byte[0]));
                return Progress.done(new ExchangeResult.SentAway(elsewhere.get()));
            });
        }
        return Progress.done(ask(asked.get(), response));
    }

    private ExchangeResult ask(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        if (request.all(SaPayload.class).isEmpty()
                && sa.requiredProfile().ikePolicy().childless() == IkeSaPolicy.Childless.NEVER) {
            throw new InvalidSyntaxException(
                    "IKE_AUTH without a Child SA, which profile \"" + sa.profileName() + "\" does not allow");
        }
        mobike.processRequest(request);
        new QuickCrashDetectionTask(sa).processRequest(request);
        if (sa.requiredProfile().ikePolicy().uniqueness() == IkeSaPolicy.Uniqueness.REFUSE
                && sa.effects().probeOthersOfPeer(sa, InitialContactTask.isSaidIn(request))) {
            throw new AuthenticationFailedException(
                    new Rejection.NotUnique(sa.profileName(), sa.requiredRemoteIdentity()));
        }
        window.processRequest(request);
        new SynchronizationTask(sa).processRequest(request);
        ticket.processRequest(request);
        configuration.processRequest(request);
        Optional<TsiPayload> tsi = request.optional(TsiPayload.class);
        Optional<TsrPayload> tsr = request.optional(TsrPayload.class);
        PeerRequest question = new PeerRequest(
                sa.localSpi(),
                sa.profileName(),
                provedIdentity(),
                sa.path(),
                configuration.received(),
                tsi.map(TsiPayload::selectors).orElse(List.of()),
                tsr.map(TsrPayload::selectors).orElse(List.of()),
                request.notify(NotifyType.USE_TRANSPORT_MODE).isPresent(),
                sa.peer().vendorIds(),
                sa.peer().eapIdentity(),
                sa.peer().certificate().map(CertificateVerdict.Trusted::leaf),
                InitialContactTask.isSaidIn(request),
                new InitialContactTask(sa).replaced(request));
        return new ExchangeResult.AsksForAuthorization(question, answer -> decided(answer, request, response));
    }

    /** RFC 7619 2.2: nothing may be decided by what a peer calls itself that proves nothing. */
    private Identification provedIdentity() {
        return sa.peer().isAnonymous()
                ? new Identification(IdentificationType.NULL, new byte[0])
                : sa.requiredRemoteIdentity();
    }

    private ExchangeResult decided(Authorization answer, ReceivedPayloads request, List<Payload> response)
            throws IkeProtocolException {
        if (answer instanceof Authorization.Refused refused) {
            throw new AuthenticationFailedException(
                    new Rejection.NotAuthorized(sa.profileName(), sa.requiredRemoteIdentity(), refused.reason()));
        }
        if (answer instanceof Authorization.Granted granted) {
            sa.peer().granted(granted);
        }
        return ExchangeResult.of(
                proof.conclusion().then(proofs -> Progress.done(grant(answer, proofs, request, response))));
    }

    private ExchangeResult grant(
            Authorization answer, List<Payload> proofs, ReceivedPayloads request, List<Payload> response)
            throws IkeProtocolException {
        FirstChild child = new FirstChild(sa, handshake);
        try {
            return grant(answer, child, proofs, request, response);
        } catch (IkeProtocolException e) {
            child.abandon();
            throw e;
        }
    }

    private ExchangeResult grant(
            Authorization answer,
            FirstChild child,
            List<Payload> proofs,
            ReceivedPayloads request,
            List<Payload> response)
            throws IkeProtocolException {
        // RFC 7296 2.4: only who is let in takes the place of others.
        new InitialContactTask(sa).processRequest(request);
        child.processRequest(request, answer);
        response.addAll(proofs);
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
        proof.abandon();
        sa.effects()
                .event(new IkeEvent.IkeSaEstablished(
                        sa.snapshot(IkeSaSnapshot.Phase.ESTABLISHED),
                        configuration.received().isPresent() ? reply : List.of()));
        return new ExchangeResult.Established(child.conclude());
    }

    @Override
    public void abandoned() {
        proof.abandon();
    }
}
