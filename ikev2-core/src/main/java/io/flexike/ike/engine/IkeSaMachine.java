package io.flexike.ike.engine;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.exchange.AuthInitiation;
import io.flexike.ike.exchange.AuthResponse;
import io.flexike.ike.exchange.CreateChildSaResponse;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.InformationalResponse;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.exchange.PeerExchange;
import io.flexike.ike.exchange.SaInitInitiation;
import io.flexike.ike.exchange.SaInitResponse;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One IKE SA: its state, its two windows of message IDs, its timers. What exchanges contain is not known here. */
final class IkeSaMachine {
    /** Our choice: how long an unauthenticated error may be outlived by a better answer (RFC 7296 2.21.1). */
    private static final Duration ERROR_PATIENCE = Duration.ofSeconds(2);

    /** Our choice: how long a closed IKE SA repeats its last response for a peer that did not get it. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final EngineContext context;
    private final IkeSa sa;
    private final Messenger messenger;
    private final RequestWindow requests;
    private final ResponseCache responses = new ResponseCache();
    private State state;
    private Instant lastHeard;
    private Instant expiresAt = Instant.MAX;
    private @Nullable Suspended suspended;
    private @Nullable CloseReason deleteWhenEstablished;
    private boolean quietSinceAuthentication;

    private record Suspended(PeerExchange exchange, IkeHeader request, Path path) {}

    private IkeSaMachine(EngineContext context, IkeSa sa, State state, Instant now) {
        this.context = context;
        this.sa = sa;
        this.state = state;
        this.messenger = new Messenger(context, sa);
        this.requests = new RequestWindow(context.settings().retransmission());
        this.lastHeard = now;
    }

    /** An IKE SA that we initiate, once it is told to {@link #begin}. */
    static IkeSaMachine initiate(EngineContext context, IkeSa sa, Path natTraversalPath, Instant now) {
        Handshake handshake = new Handshake();
        SaInitInitiation exchange =
                new SaInitInitiation(sa, handshake, context.settings().options());
        State.Initiating initiating = new State.Initiating(exchange, handshake, natTraversalPath, Optional.empty());
        return new IkeSaMachine(context, sa, initiating, now);
    }

    /** Sends the first request. */
    void begin(Instant now) {
        if (state instanceof State.Initiating initiating) {
            sendInit(initiating, now);
        }
    }

    /**
     * An IKE SA that a peer initiates.
     *
     * @throws IkeProtocolException if the request is refused; there is no IKE SA then
     */
    static IkeSaMachine respond(
            EngineContext context,
            IkeSa sa,
            SaInitResponse exchange,
            Handshake handshake,
            IkeMessage request,
            byte[] datagram,
            Instant now)
            throws IkeProtocolException {
        List<Payload> payloads = exchange.response(request);
        IkeSaMachine machine = new IkeSaMachine(context, sa, new State.Authenticating(handshake), now);
        machine.messenger.received(sa.path(), request.header(), request.payloads());
        byte[] response = machine.messenger.sendInit(true, payloads);
        handshake.messages(datagram, response);
        machine.messenger.protect();
        machine.expiresAt = now.plus(context.settings().limits().halfOpenTimeout());
        machine.responses.taken(ResponseCache.digest(datagram));
        machine.responses.answered(response);
        return machine;
    }

    IkeSa sa() {
        return sa;
    }

    IkeSaSnapshot snapshot() {
        return sa.snapshot(state.phase());
    }

    /** A responder's IKE SA that is not authenticated, or was refused a short while ago. */
    boolean isHalfOpen() {
        return !sa.initiator()
                && (state instanceof State.Authenticating
                        || state instanceof State.Closed closed && closed.wasHalfOpen());
    }

    /** Whether nothing is left to be done. */
    boolean isFinished(Instant now) {
        return state instanceof State.Closed && !now.isBefore(expiresAt);
    }

    boolean isEstablished() {
        return state instanceof State.Established;
    }

    boolean isClosed() {
        return state instanceof State.Closed;
    }

    Instant deadline() {
        Instant earliest = min(expiresAt, requests.retransmitAt());
        return livenessDue().map(due -> min(earliest, due)).orElse(earliest);
    }

    // Datagrams

    /** The initiator's IKE_SA_INIT request has come once more, octet for octet. */
    void repeatInitResponse(Path path) {
        if (state instanceof State.Authenticating && responses.expectedMessageId() == 1) {
            responses.response().ifPresent(octets -> context.transmit(path, octets));
        }
    }

    void receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        boolean init = header.exchange().equals(ExchangeType.IKE_SA_INIT);
        if (state instanceof State.Initiating initiating) {
            if (init && header.response() && header.messageId() == 0) {
                receiveInitResponse(initiating, path, header, datagram, now);
            } else {
                refuse(path, "only the IKE_SA_INIT response is due");
            }
        } else if (init) {
            refuse(path, "IKE_SA_INIT has ended already");
        } else if (header.response()) {
            receiveResponse(path, header, datagram, now);
        } else {
            receiveRequest(path, header, datagram, now);
        }
    }

    private void receiveInitResponse(
            State.Initiating initiating, Path path, IkeHeader header, byte[] datagram, Instant now) {
        IkeMessage message;
        try {
            message = IkeMessage.decode(java.nio.ByteBuffer.wrap(datagram));
        } catch (IkeProtocolException e) {
            refuse(path, "malformed IKE_SA_INIT response: " + e.getMessage());
            return;
        }
        messenger.received(path, header, message.payloads());
        byte[] request = requests.outstanding()
                .orElseThrow(() -> new AssertionError("no request"))
                .octets();
        SaInitInitiation.Result result = initiating.exchange().response(message);
        switch (result.outcome()) {
            case COMPLETE -> {
                initiating.handshake().messages(request, datagram);
                lastHeard = now;
                completeInit(initiating, now);
            }
            case RETRY -> sendInit(initiating, now);
            case REFUSED -> suspect(initiating, result.reason(), now);
            case IGNORED -> refuse(path, result.reason().explanation());
        }
    }

    private void suspect(State.Initiating initiating, CloseReason reason, Instant now) {
        if (initiating.suspicion().isEmpty()) {
            state = initiating.suspecting(reason);
            expiresAt = min(expiresAt, now.plus(ERROR_PATIENCE));
        }
    }

    private void completeInit(State.Initiating initiating, Instant now) {
        requests.answered();
        expiresAt = Instant.MAX;
        messenger.protect();
        // RFC 7296 2.23: with a NAT in between everything after IKE_SA_INIT goes through port 4500.
        if (sa.natDetected()) {
            sa.path(initiating.natTraversalPath());
        }
        state = new State.Authenticating(initiating.handshake());
        start(new AuthInitiation(sa, initiating.handshake()), now);
    }

    private void receiveResponse(Path path, IkeHeader header, byte[] datagram, Instant now) {
        Optional<RequestWindow.Outstanding> outstanding = requests.outstanding()
                .filter(request -> request.messageId() == header.messageId()
                        && request.type().equals(header.exchange()));
        if (outstanding.isEmpty()) {
            refuse(path, "a response to message ID " + header.messageId() + ", which is not outstanding");
            return;
        }
        OwnExchange exchange =
                outstanding.get().exchange().orElseThrow(() -> new AssertionError("protected, yet without exchange"));
        try {
            List<Payload> payloads = messenger.open(datagram);
            requests.answered();
            lastHeard = now;
            messenger.received(path, header, payloads);
            conclude(exchange.response(ReceivedPayloads.of(payloads, header.exchange(), true, true)), now);
        } catch (NotAuthenticException e) {
            refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            requests.answered();
            endAfterBadResponse(e, now);
        }
        requests.next().ifPresent(next -> start(next, now));
    }

    /** RFC 7296 2.21, 2.21.2: no error goes back, but both ends have to know that the IKE SA is over. */
    private void endAfterBadResponse(IkeProtocolException error, Instant now) {
        CloseReason reason = Refusals.reason(error);
        if (state instanceof State.Deleting deleting) {
            close(deleting.reason(), now);
            return;
        }
        depart(
                error instanceof AuthenticationFailedException
                        ? InformationalInitiation.authenticationFailed(reason)
                        : InformationalInitiation.deleteIkeSa(reason),
                reason,
                now);
    }

    private void receiveRequest(Path path, IkeHeader header, byte[] datagram, Instant now) {
        if (responses.isRetransmission(header.messageId(), datagram)) {
            responses.response().ifPresent(octets -> context.transmit(path, octets));
            return;
        }
        if (isClosed() || suspended != null || header.messageId() != responses.expectedMessageId()) {
            refuse(
                    path,
                    "request with message ID " + header.messageId() + ", expected is " + responses.expectedMessageId());
            return;
        }
        if (state instanceof State.Authenticating
                && (sa.initiator() || !header.exchange().equals(ExchangeType.IKE_AUTH))) {
            refuse(path, header.exchange() + " before IKE_AUTH has ended");
            return;
        }
        byte[] digest = ResponseCache.digest(datagram);
        List<Payload> response = new ArrayList<>();
        try {
            List<Payload> payloads = messenger.open(datagram);
            taken(path, digest, now);
            messenger.received(path, header, payloads);
            PeerExchange exchange = peerExchange(header.exchange());
            finish(
                    exchange,
                    exchange.request(ReceivedPayloads.of(payloads, header.exchange(), false, true), response),
                    response,
                    header,
                    path,
                    now);
        } catch (NotAuthenticException e) {
            refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            if (responses.expectedMessageId() == header.messageId()) {
                taken(path, digest, now);
            }
            refuseRequest(e, header, path, now);
        }
    }

    private void taken(Path path, byte[] digest, Instant now) {
        responses.taken(digest);
        lastHeard = now;
        // RFC 7296 2.23: the one that is not behind a NAT follows the other when its mapping changes; behind a NAT
        // itself it
        // follows to another port only. An initiator may move to port 4500 without a NAT too, but not to another
        // address:
        // that would be a copy sent by somebody else.
        boolean sameAddress =
                path.remote().getAddress().equals(sa.path().remote().getAddress());
        boolean established = state instanceof State.Established;
        if (sa.followsPeer() || (established ? sa.natDetected() && sameAddress : sa.natDetected() || sameAddress)) {
            sa.path(path);
        }
    }

    private PeerExchange peerExchange(ExchangeType type) throws InvalidSyntaxException {
        if (state instanceof State.Authenticating authenticating && type.equals(ExchangeType.IKE_AUTH)) {
            return new AuthResponse(
                    sa, authenticating.handshake(), context.settings().responderProfiles());
        }
        if (type.equals(ExchangeType.INFORMATIONAL)) {
            boolean first = quietSinceAuthentication;
            quietSinceAuthentication = false;
            return new InformationalResponse(sa, first);
        }
        if (type.equals(ExchangeType.CREATE_CHILD_SA)) {
            return new CreateChildSaResponse();
        }
        throw new InvalidSyntaxException("exchange " + type + " in an established IKE SA");
    }

    private void finish(
            PeerExchange exchange,
            ExchangeResult result,
            List<Payload> response,
            IkeHeader request,
            Path path,
            Instant now) {
        if (result instanceof ExchangeResult.Asks asks) {
            suspended = new Suspended(exchange, request, path);
            context.ask(asks.request());
            return;
        }
        answer(request, response, path);
        conclude(result, now);
    }

    /** RFC 7296 2.21.2, 2.21.3: the notify is the whole response; what concerns the whole message ends the IKE SA. */
    private void refuseRequest(IkeProtocolException error, IkeHeader request, Path path, Instant now) {
        answer(request, List.of(NotifyPayload.of(error)), path);
        if (state instanceof State.Authenticating || error instanceof InvalidSyntaxException) {
            close(Refusals.reason(error), now);
        } else {
            refuse(path, "refused with " + error.notifyType() + ": " + error.getMessage());
        }
    }

    private void answer(IkeHeader request, List<Payload> payloads, Path path) {
        responses.answered(messenger.send(path, request.exchange(), true, request.messageId(), payloads));
    }

    // Commands, answers and time

    void authorized(Authorization authorization, Instant now) {
        Suspended waiting = suspended;
        if (waiting == null || isClosed()) {
            return;
        }
        suspended = null;
        List<Payload> response = new ArrayList<>();
        try {
            ExchangeResult result = waiting.exchange.resume(authorization, response);
            finish(waiting.exchange, result, response, waiting.request, waiting.path, now);
        } catch (IkeProtocolException e) {
            refuseRequest(e, waiting.request, waiting.path, now);
        }
    }

    void delete(CloseReason reason, Instant now) {
        if (state instanceof State.Established) {
            depart(InformationalInitiation.deleteIkeSa(reason), reason, now);
        } else if (state instanceof State.Authenticating && sa.initiator()) {
            // The responder may be established already: it has to be told, which the response makes possible.
            deleteWhenEstablished = reason;
        } else if (!(state instanceof State.Deleting)) {
            // Nothing is agreed upon yet: the peer's half-open IKE SA runs out by itself.
            close(reason, now);
        }
    }

    void deleteChild(int inboundSpi, CloseReason reason, Instant now) {
        if (state instanceof State.Established) {
            sa.removeByInboundSpi(inboundSpi)
                    .ifPresent(child -> start(InformationalInitiation.deleteChildSa(sa, child, reason), now));
        }
    }

    void checkLiveness(Instant now) {
        if (state instanceof State.Established && requests.outstanding().isEmpty()) {
            start(InformationalInitiation.liveness(), now);
        }
    }

    /** RFC 7296 1.5: the peer sends ESP packets with an SPI that is not known here. */
    void reportUnknownSpi(int spi, Instant now) {
        if (state instanceof State.Established) {
            start(InformationalInitiation.unknownSpi(spi), now);
        }
    }

    /** Closes at that moment at the latest, whether the peer answers or not. */
    void closeBy(Instant limit) {
        if (!isClosed()) {
            expiresAt = min(expiresAt, limit);
        }
    }

    void deadlineReached(Instant now) {
        if (!now.isBefore(expiresAt)) {
            expire(now);
        } else if (!now.isBefore(requests.retransmitAt())) {
            requests.retransmit(now).ifPresentOrElse(messenger::repeat, () -> expire(now));
        } else if (livenessDue().filter(due -> !now.isBefore(due)).isPresent()) {
            checkLiveness(now);
        }
    }

    private void expire(Instant now) {
        if (state instanceof State.Initiating initiating
                && initiating.suspicion().isPresent()) {
            close(initiating.suspicion().get(), now);
        } else if (state instanceof State.Deleting deleting) {
            close(deleting.reason(), now);
        } else if (state instanceof State.Authenticating && !sa.initiator()) {
            close(new CloseReason(CloseReason.Kind.HALF_OPEN_TIMEOUT, "IKE_AUTH did not end in time"), now);
        } else if (!isClosed()) {
            close(
                    new CloseReason(
                            CloseReason.Kind.NO_RESPONSE,
                            "no response from " + sa.path().remote() + " to " + requests.transmissions()
                                    + " transmissions of a request"),
                    now);
        }
        // The peer is not there: nobody will ask for the last response again.
        expiresAt = now;
    }

    private Optional<Instant> livenessDue() {
        if (!(state instanceof State.Established) || requests.outstanding().isPresent()) {
            return Optional.empty();
        }
        return sa.profile()
                .map(profile ->
                        SaLifetime.reached(lastHeard, profile.ikePolicy().liveness()))
                .filter(due -> due.isBefore(Instant.MAX));
    }

    // Sending and ending

    private void sendInit(State.Initiating initiating, Instant now) {
        try {
            List<Payload> payloads = initiating.exchange().request();
            byte[] octets = messenger.sendInit(false, payloads);
            requests.sent(
                    new RequestWindow.Outstanding(
                            0, ExchangeType.IKE_SA_INIT, octets, messenger.kept(payloads), Optional.empty()),
                    now);
        } catch (IkeProtocolException e) {
            close(Refusals.reason(e), now);
        }
    }

    private void start(OwnExchange exchange, Instant now) {
        if (requests.outstanding().isPresent()) {
            requests.enqueue(exchange);
            return;
        }
        try {
            List<Payload> payloads = exchange.request();
            int messageId = requests.nextMessageId();
            byte[] octets = messenger.send(sa.path(), exchange.type(), false, messageId, payloads);
            requests.sent(
                    new RequestWindow.Outstanding(
                            messageId, exchange.type(), octets, messenger.kept(payloads), Optional.of(exchange)),
                    now);
        } catch (IkeProtocolException e) {
            close(Refusals.reason(e), now);
        }
    }

    private void depart(OwnExchange farewell, CloseReason reason, Instant now) {
        state = new State.Deleting(reason);
        start(farewell, now);
    }

    private void conclude(ExchangeResult result, Instant now) {
        if (result instanceof ExchangeResult.Established) {
            state = new State.Established();
            quietSinceAuthentication = true;
            sa.established(now);
            sa.requiredKeys().forgetAuthenticationKeys();
            if (deleteWhenEstablished != null) {
                depart(InformationalInitiation.deleteIkeSa(deleteWhenEstablished), deleteWhenEstablished, now);
            } else {
                expiresAt = Instant.MAX;
            }
        } else if (result instanceof ExchangeResult.Closed closed) {
            close(state instanceof State.Deleting deleting ? deleting.reason() : closed.reason(), now);
        }
    }

    void close(CloseReason reason, Instant now) {
        if (isClosed()) {
            return;
        }
        state = new State.Closed(isHalfOpen());
        suspended = null;
        requests.clear();
        context.forgetQuestionsOf(sa.localSpi());
        IkeSaSnapshot last = snapshot();
        for (ChildSa child : sa.children()) {
            sa.removeByInboundSpi(child.inboundSpi());
            context.remove(sa.localSpi(), child);
        }
        sa.destroyKeys();
        messenger.destroy();
        expiresAt = responses.response().isPresent() ? now.plus(LINGER) : now;
        context.event(new IkeEvent.IkeSaClosed(last, reason));
    }

    private void refuse(Path path, String reason) {
        context.refused(sa.localSpi(), path, reason);
    }

    private static Instant min(Instant first, Instant second) {
        return first.isBefore(second) ? first : second;
    }
}
