package io.flexike.ike.engine;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.error.TemporaryFailureException;
import io.flexike.ike.exchange.AuthBreakOff;
import io.flexike.ike.exchange.AuthResponse;
import io.flexike.ike.exchange.CreateChildSaResponse;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.FollowUpResponse;
import io.flexike.ike.exchange.InformationalResponse;
import io.flexike.ike.exchange.IntermediateResponse;
import io.flexike.ike.exchange.PeerExchange;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes and answers the protected requests of the peer, each once, whatever gets lost (RFC 7296 2.1, 2.3). */
final class PeerRequests {
    /** Our choice: EAP may ask a person something, but not for ever. */
    private static final Duration LONGEST_AUTHENTICATION = Duration.ofMinutes(2);

    private final IkeSaMachine machine;
    private final EngineContext context;
    private final ResponseCache responses;

    PeerRequests(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
        this.responses = machine.responses();
    }

    void receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        Optional<List<byte[]>> repeated = responseTo(header.messageId(), datagram);
        if (repeated.isPresent()) {
            machine.messenger().repeat(path, repeated.get());
            return;
        }
        if (machine.isUp()
                && Synchronization.mayConcern(header, sa())
                && machine.synchronization().receive(path, header, datagram, now)) {
            return;
        }
        if (responses.isTaken(header.messageId())) {
            // RFC 7296 2.1: sent again before it was answered; or a further fragment of what is answered by the first.
            return;
        }
        Optional<String> objection = objection(header);
        if (objection.isPresent()) {
            machine.refuse(path, objection.get());
            return;
        }
        take(path, header, datagram, now);
        machine.sendWaiting(now);
    }

    private Optional<List<byte[]>> responseTo(int messageId, byte[] datagram) {
        Optional<List<byte[]>> repeated = responses.responseTo(messageId, datagram);
        // RFC 7383 2.6.1: the peer may have cut its request anew; of the fragments only the first one asks for the
        // response once more.
        return repeated.isEmpty()
                        && responses.isTaken(messageId)
                        && machine.messenger().isFirstFragment(datagram)
                ? responses.responseTo(messageId)
                : repeated;
    }

    private Optional<String> objection(IkeHeader header) {
        boolean authenticating = machine.state() instanceof State.Authenticating;
        if (machine.isClosed() || isSuspended() || !responses.isExpected(header.messageId())) {
            return Optional.of(
                    "request with message ID " + header.messageId() + ", expected is " + responses.expectedMessageId());
        }
        boolean initial = header.exchange().equals(ExchangeType.IKE_AUTH)
                || header.exchange().equals(ExchangeType.IKE_INTERMEDIATE)
                || header.exchange().equals(ExchangeType.INFORMATIONAL) && isConversation();
        if (authenticating && (sa().initiator() || !initial)) {
            return Optional.of(header.exchange() + " before IKE_AUTH has ended");
        }
        // RFC 9242 3.2: they come one after the other, and each may have other keys.
        return authenticating && header.messageId() != responses.expectedMessageId()
                ? Optional.of("message ID " + header.messageId() + " before " + responses.expectedMessageId())
                : Optional.empty();
    }

    /** Whether IKE_AUTH takes more exchanges than the one that was there, which the initiator may break off. */
    private boolean isConversation() {
        return machine.state() instanceof State.Authenticating authenticating
                && authenticating.conversation().isPresent();
    }

    private boolean isSuspended() {
        return machine.state() instanceof State.Authenticating authenticating
                && authenticating.suspended().isPresent();
    }

    private void take(Path path, IkeHeader header, byte[] datagram, Instant now) {
        int messageId = header.messageId();
        List<Payload> response = new ArrayList<>();
        long fingerprint = ResponseCache.fingerprint(datagram);
        try {
            Optional<Opened> opened = machine.messenger().open(path, header, datagram);
            if (opened.isEmpty()) {
                return;
            }
            fingerprint = opened.get().fingerprint();
            List<Payload> content = opened.get().payloads();
            taken(path, messageId, fingerprint, now);
            machine.messenger().received(path, header, content, opened.get().datagrams());
            machine.transcript().received(header, opened.get());
            ReceivedPayloads payloads = ReceivedPayloads.of(content, header.exchange(), false, true);
            machine.succession().used(payloads);
            PeerExchange exchange = exchange(header, path);
            finish(exchange, exchange.request(payloads, response), response, header, path, now);
        } catch (NotAuthenticException e) {
            machine.refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            if (responses.isExpected(messageId)) {
                taken(path, messageId, fingerprint, now);
            }
            refuse(e, header, path, now);
        }
    }

    private void taken(Path path, int messageId, long fingerprint, Instant now) {
        responses.taken(messageId, fingerprint);
        machine.timers().heard(now);
        if (!(machine.state() instanceof State.Authenticating)) {
            machine.paths().current().requestFrom(path);
            return;
        }
        // RFC 7296 2.23: an initiator moves to port 4500, with or without a NAT; without one not to another address:
        // that would be a copy sent by somebody else.
        boolean udpRule = sa().natDetected()
                || path.remote().getAddress().equals(sa().path().remote().getAddress());
        if (CarrierChoice.follows(sa().path(), path, sa().authenticatedAsInitiator(), udpRule)) {
            sa().path(path);
        }
    }

    private PeerExchange exchange(IkeHeader header, Path path) throws IkeProtocolException {
        EngineSettings settings = context.settings();
        ExchangeType type = header.exchange();
        if (machine.state() instanceof State.Authenticating authenticating) {
            return initialExchange(type, authenticating);
        }
        if (type.equals(ExchangeType.INFORMATIONAL)) {
            return new InformationalResponse(sa(), machine.endsQuiet(), path, header.messageId(), settings.options());
        }
        boolean creates = type.equals(ExchangeType.CREATE_CHILD_SA);
        if (creates || type.equals(ExchangeType.IKE_FOLLOWUP_KE)) {
            // RFC 7296 2.25.2: nothing new in an IKE SA that is on its way out.
            if (!machine.isEstablished()) {
                throw new TemporaryFailureException("the IKE SA is being deleted");
            }
            return creates
                    ? new CreateChildSaResponse(
                            sa(), settings.options(), settings.limits().maxChildSas())
                    : new FollowUpResponse(sa());
        }
        throw new InvalidSyntaxException("exchange " + type + " in an established IKE SA");
    }

    private PeerExchange initialExchange(ExchangeType type, State.Authenticating authenticating)
            throws InvalidSyntaxException, AuthenticationFailedException {
        if (type.equals(ExchangeType.INFORMATIONAL)) {
            return new AuthBreakOff();
        }
        if (authenticating.conversation().isPresent() && type.equals(ExchangeType.IKE_AUTH)) {
            requireProfileOfNow();
            return authenticating.conversation().get();
        }
        Handshake handshake = authenticating.handshake();
        EngineSettings settings = context.settings();
        boolean authenticates = type.equals(ExchangeType.IKE_AUTH);
        // RFC 9242 5: what was agreed upon, no less and no more.
        if (authenticates != handshake.steps().areDone()) {
            throw new InvalidSyntaxException(
                    type + (authenticates ? " before all IKE_INTERMEDIATE exchanges" : " where IKE_AUTH is due"));
        }
        // Nobody comes in with what was withdrawn since IKE_SA_INIT.
        List<PeerProfile> candidates = handshake.candidates(sa().path().local().getAddress()).stream()
                .filter(context.responders()::has)
                .toList();
        return authenticates
                ? new AuthResponse(sa(), handshake, candidates, settings.options(), settings.redirector())
                : new IntermediateResponse(sa(), handshake, candidates);
    }

    /** Goes on with an answer that a request has waited for. */
    void resume(State.UnansweredRequest waiting, Step next, Instant now) {
        if (!(machine.state() instanceof State.Authenticating authenticating)) {
            throw new AssertionError("a question in " + machine.state());
        }
        machine.become(authenticating.resumed());
        try {
            requireProfileOfNow();
            finish(waiting.exchange(), next.take(), waiting.response(), waiting.request(), waiting.path(), now);
        } catch (IkeProtocolException e) {
            waiting.exchange().abandoned();
            refuse(e, waiting.request(), waiting.path(), now);
        }
        machine.sendWaiting(now);
    }

    /** What comes after an answer. */
    @FunctionalInterface
    interface Step {
        ExchangeResult take() throws IkeProtocolException;
    }

    private void requireProfileOfNow() throws AuthenticationFailedException {
        Optional<PeerProfile> profile = sa().peer().profile();
        if (profile.isPresent() && !context.responders().has(profile.get())) {
            throw new AuthenticationFailedException(new Rejection.NotAuthorized(
                    sa().profileName(), sa().requiredRemoteIdentity(), "the profile was withdrawn meanwhile"));
        }
    }

    private void finish(
            PeerExchange exchange,
            ExchangeResult result,
            List<Payload> response,
            IkeHeader request,
            Path path,
            Instant now) {
        boolean asks = result instanceof ExchangeResult.Asks || result instanceof ExchangeResult.AsksForAuthorization;
        if ((asks || result instanceof ExchangeResult.GoesOn) && !(machine.state() instanceof State.Authenticating)) {
            throw new AssertionError("a question after IKE_AUTH");
        }
        if (asks) {
            machine.become(((State.Authenticating) machine.state())
                    .suspendedBy(new State.UnansweredRequest(result, exchange, response, request, path)));
            context.ask(sa().localSpi(), result);
            return;
        }
        answer(request, response, path);
        if (result instanceof ExchangeResult.GoesOn) {
            machine.become(((State.Authenticating) machine.state()).continuedBy(exchange));
            prolong(now);
            return;
        }
        new Conclusion(machine, context).draw(result, now);
    }

    /** Each exchange has its time, and all of them have an end. */
    private void prolong(Instant now) {
        Instant next = now.plus(context.settings().limits().halfOpenTimeout());
        Instant last = sa().since().plus(LONGEST_AUTHENTICATION);
        machine.expiresAt(next.isBefore(last) ? next : last);
    }

    /** RFC 7296 2.21.2, 2.21.3: the notify is the whole response; what concerns the whole message ends the IKE SA. */
    private void refuse(IkeProtocolException error, IkeHeader request, Path path, Instant now) {
        answer(request, List.of(NotifyPayload.of(error)), path);
        if (machine.state() instanceof State.Authenticating || error instanceof InvalidSyntaxException) {
            machine.close(Refusals.reason(error), now);
        } else {
            context.event(new IkeEvent.ExchangeRefused(
                    sa().localSpi(), path, request.exchange(), error.notifyType(), Refusals.reason(error)));
        }
    }

    private void answer(IkeHeader request, List<Payload> payloads, Path path) {
        int messageId = request.messageId();
        Messenger messenger = machine.messenger();
        responses.answered(messageId, messenger.send(path, request.exchange(), true, messageId, payloads));
        machine.transcript().sent(messenger.header(request.exchange(), true, messageId), payloads);
    }

    private IkeSa sa() {
        return machine.sa();
    }
}
