package io.flexike.ike.engine;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.TemporaryFailureException;
import io.flexike.ike.exchange.AuthInitiation;
import io.flexike.ike.exchange.AuthResponse;
import io.flexike.ike.exchange.CreateChildSaResponse;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.FirstExchange;
import io.flexike.ike.exchange.FirstResponse;
import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.InformationalResponse;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.MessageIdSynchronization;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.exchange.PeerExchange;
import io.flexike.ike.exchange.ReplayCounterRequest;
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
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
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

    /**
     * Our choice: how long a closed IKE SA repeats its last response for a peer that did not get it, and tells who asks
     * for it which one has taken its place.
     */
    private static final Duration LINGER = Duration.ofSeconds(30);

    /** Our choice: so many transmissions without a response, and a request goes on in smaller fragments. */
    private static final int TRANSMISSIONS_OF_A_SIZE = 3;

    private final EngineContext context;
    private final IkeSa sa;
    private final Messenger messenger;
    private final RequestWindow requests;
    private final ResponseCache responses;
    private final SessionTimers timers;
    private final SessionDuties duties;
    private final Paths paths;
    private final Succession succession;
    private final Synchronization synchronization;
    private State state;
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
        this.responses = new ResponseCache(context.settings().options().windowSize());
        this.timers = new SessionTimers(sa, context.settings().options().natKeepalive(), now);
        this.duties = new SessionDuties(this, context);
        this.paths = new Paths(this, context, sa);
        this.succession = new Succession(this, context);
        this.synchronization = new Synchronization(context, sa, requests, responses, messenger);
    }

    /** An IKE SA that we initiate, once it is told to {@link #begin}. */
    static IkeSaMachine initiate(EngineContext context, IkeSa sa, Path natTraversalPath, Instant now) {
        InitNegotiation negotiation = new InitNegotiation(context, sa, natTraversalPath);
        return new IkeSaMachine(context, sa, new State.Initiating(negotiation), now);
    }

    /** An IKE SA that was made by rekeying another one; its keys are there. */
    static IkeSaMachine successor(EngineContext context, IkeSa sa, Instant now) {
        IkeSaMachine machine = new IkeSaMachine(context, sa, new State.Established(), now);
        machine.messenger.protect();
        return machine;
    }

    /** Waits for the address of the gateway of that name before the first request goes out. */
    void awaitAddress(String name, Instant limit) {
        state = new State.Resolving(name);
        expiresAt = limit;
        context.output(new IkeOutput.ResolveGateway(
                sa.localSpi(), name, sa.path().local().getAddress()));
    }

    /** The gateway of that name has an address, or none. */
    void resolved(Optional<InetAddress> address, Instant now) {
        if (state instanceof State.Resolving resolving) {
            Optional<String> refusal = redirection().towards(address);
            if (refusal.isPresent()) {
                close(new CloseReason(CloseReason.Kind.NO_RESPONSE, resolving.name() + ": " + refusal.get()), now);
                return;
            }
            state = new State.Initiating(new InitNegotiation(context, sa, sa.natTraversalPath()));
            expiresAt = Instant.MAX;
            begin(now);
        }
    }

    /** Sends the first request. */
    void begin(Instant now) {
        if (state instanceof State.Initiating initiating) {
            sendInit(initiating.negotiation(), now);
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
            FirstResponse exchange,
            Handshake handshake,
            IkeMessage request,
            byte[] datagram,
            Instant now)
            throws IkeProtocolException {
        List<Payload> payloads = exchange.response(request);
        IkeSaMachine machine = new IkeSaMachine(context, sa, new State.Authenticating(handshake), now);
        machine.messenger.received(sa.path(), request.header(), request.payloads(), 1);
        byte[] response = machine.messenger.sendInit(request.header().exchange(), true, payloads);
        handshake.messages(datagram, response);
        machine.messenger.protect();
        machine.expiresAt = now.plus(context.settings().limits().halfOpenTimeout());
        machine.responses.taken(0, ResponseCache.fingerprint(datagram));
        machine.responses.answered(0, List.of(response));
        return machine;
    }

    IkeSa sa() {
        return sa;
    }

    RequestWindow requests() {
        return requests;
    }

    Messenger messenger() {
        return messenger;
    }

    Paths paths() {
        return paths;
    }

    SessionTimers timers() {
        return timers;
    }

    Succession succession() {
        return succession;
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

    /** Whether it counts for the application: it is there, and no other one has taken its place. */
    boolean isSession() {
        return !isClosed() && !succession.isSilent();
    }

    Instant deadline() {
        Instant earliest = min(min(expiresAt, requests.retransmitAt()), messenger.deadline());
        return state instanceof State.Established ? min(earliest, timers.deadline(requests.isEmpty())) : earliest;
    }

    // Datagrams

    /** The initiator's IKE_SA_INIT request has come once more, octet for octet. */
    void repeatInitResponse(Path path, byte[] datagram) {
        if (state instanceof State.Authenticating && responses.expectedMessageId() == 1) {
            responses.responseTo(0, datagram).ifPresent(response -> messenger.repeat(path, response));
        }
    }

    void receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        boolean init = header.exchange().isFirst();
        if (state instanceof State.Initiating initiating) {
            boolean due = header.exchange().equals(initiating.negotiation().type());
            if (due && header.response() && header.messageId() == 0) {
                receiveInitResponse(initiating.negotiation(), path, header, datagram, now);
            } else {
                refuse(path, "only the " + initiating.negotiation().type() + " response is due");
            }
        } else if (state instanceof State.Resolving) {
            refuse(path, "IKE_SA_INIT has not begun");
        } else if (init) {
            refuse(path, header.exchange() + " has ended already");
        } else if (header.response()) {
            receiveResponse(path, header, datagram, now);
        } else {
            receiveRequest(path, header, datagram, now);
        }
    }

    private void receiveInitResponse(
            InitNegotiation negotiation, Path path, IkeHeader header, byte[] datagram, Instant now) {
        IkeMessage message;
        try {
            message = IkeMessage.decode(ByteBuffer.wrap(datagram));
        } catch (IkeProtocolException e) {
            refuse(path, "malformed " + header.exchange() + " response: " + e.getMessage());
            return;
        }
        messenger.received(path, header, message.payloads(), 1);
        FirstExchange.Result result = negotiation.response(message, datagram);
        switch (result.outcome()) {
            case COMPLETE -> completeInit(negotiation, now);
            case RETRY -> sendInit(negotiation, now);
            case REDIRECTED -> {
                Optional<CloseReason> refusal =
                        redirection().follow(result.target().orElseThrow());
                refusal.ifPresentOrElse(
                        reason -> suspect(negotiation, path, reason, now), () -> close(result.reason(), now));
            }
            case REFUSED -> {
                if (negotiation.fallBack(result.reason())) {
                    sendInit(negotiation, now);
                } else {
                    suspect(negotiation, path, result.reason(), now);
                }
            }
            case IGNORED -> refuse(path, result.reason().explanation());
        }
    }

    private void suspect(InitNegotiation negotiation, Path path, CloseReason reason, Instant now) {
        if (negotiation.suspect(reason)) {
            expiresAt = min(expiresAt, CarrierChoice.believesErrors(path) ? now : now.plus(ERROR_PATIENCE));
        }
    }

    private void completeInit(InitNegotiation negotiation, Instant now) {
        requests.answered(0);
        expiresAt = Instant.MAX;
        timers.heard(now);
        messenger.protect();
        // RFC 7296 2.23: with a NAT in between everything after IKE_SA_INIT goes through port 4500. RFC 4555 3.3: with
        // MOBIKE it does so without a NAT, too, as one may stand in the way later.
        boolean moves = sa.natDetected()
                || context.settings().options().mobike() && sa.mobility().isNatTraversalSpoken();
        sa.path(CarrierChoice.afterInit(sa.path(), negotiation.natTraversalPath(), moves));
        state = new State.Authenticating(negotiation.handshake());
        start(new AuthInitiation(sa, negotiation.handshake(), context.settings().options()), now);
    }

    private void receiveResponse(Path path, IkeHeader header, byte[] datagram, Instant now) {
        Optional<RequestWindow.Outstanding> outstanding = requests.find(header.messageId(), header.exchange());
        if (outstanding.isEmpty()) {
            refuse(path, "a response to message ID " + header.messageId() + ", which is not outstanding");
            return;
        }
        OwnExchange exchange =
                outstanding.get().exchange().orElseThrow(() -> new AssertionError("protected, yet without exchange"));
        try {
            Optional<Opened> opened = messenger.open(path, header, datagram);
            if (opened.isEmpty()) {
                return;
            }
            List<Payload> payloads = opened.get().payloads();
            ReceivedPayloads response = ReceivedPayloads.of(payloads, header.exchange(), true, true);
            if (!exchange.accepts(response)) {
                refuse(path, "a response that does not belong to the request");
                return;
            }
            requests.answered(header.messageId());
            timers.heard(now);
            messenger.received(path, header, payloads, opened.get().datagrams());
            paths.current().answered(outstanding.get(), path);
            conclude(exchange.response(response), now);
        } catch (NotAuthenticException e) {
            refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            requests.answered(header.messageId());
            exchange.abandoned();
            endAfterBadResponse(e, now);
        }
        sendWaiting(now);
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
        int messageId = header.messageId();
        Optional<List<byte[]>> repeated = responses.responseTo(messageId, datagram);
        // RFC 7383 2.6.1: the peer may have cut its request anew; of the fragments only the first one asks for the
        // response once more.
        if (repeated.isEmpty() && responses.isTaken(messageId) && messenger.isFirstFragment(datagram)) {
            repeated = responses.responseTo(messageId);
        }
        if (repeated.isPresent()) {
            messenger.repeat(path, repeated.get());
            return;
        }
        if (isUp() && synchronization.mayConcern(header)) {
            Synchronization.Finding finding = synchronization.receive(path, header, datagram);
            if (finding != Synchronization.Finding.ORDINARY) {
                synchronizedByPeer(finding, path, now);
                return;
            }
        }
        if (isClosed() || suspended != null || !responses.isExpected(messageId)) {
            refuse(path, "request with message ID " + messageId + ", expected is " + responses.expectedMessageId());
            return;
        }
        if (state instanceof State.Authenticating
                && (sa.initiator() || !header.exchange().equals(ExchangeType.IKE_AUTH))) {
            refuse(path, header.exchange() + " before IKE_AUTH has ended");
            return;
        }
        List<Payload> response = new ArrayList<>();
        long fingerprint = ResponseCache.fingerprint(datagram);
        try {
            Optional<Opened> opened = messenger.open(path, header, datagram);
            if (opened.isEmpty()) {
                return;
            }
            fingerprint = opened.get().fingerprint();
            List<Payload> content = opened.get().payloads();
            taken(path, messageId, fingerprint, now);
            messenger.received(path, header, content, opened.get().datagrams());
            ReceivedPayloads payloads = ReceivedPayloads.of(content, header.exchange(), false, true);
            succession.used(payloads);
            PeerExchange exchange = peerExchange(header, path);
            finish(exchange, exchange.request(payloads, response), response, header, path, now);
        } catch (NotAuthenticException e) {
            refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            if (responses.isExpected(messageId)) {
                taken(path, messageId, fingerprint, now);
            }
            refuseRequest(e, header, path, now);
        }
        sendWaiting(now);
    }

    private boolean isUp() {
        return state instanceof State.Established
                || state instanceof State.Deleting
                || state instanceof State.AwaitingDelete;
    }

    private void synchronizedByPeer(Synchronization.Finding finding, Path path, Instant now) {
        if (finding == Synchronization.Finding.DROPPED) {
            refuse(path, "a synchronization of message IDs that goes back");
        } else if (finding == Synchronization.Finding.DONE) {
            timers.heard(now);
            sa.continuity().nowSynchronized();
            beginAgain(requests.abandon(), now);
            sendWaiting(now);
        }
    }

    /** RFC 6311: this end may have lost count of messages, and of so many packets that the peer has sent. */
    void synchronizeCounters(long skipped, Instant now) {
        if (state instanceof State.Established && sa.continuity().synchronizesMessageIds()) {
            if (requests.find(0, ExchangeType.INFORMATIONAL)
                    .flatMap(RequestWindow.Outstanding::exchange)
                    .filter(MessageIdSynchronization.class::isInstance)
                    .isPresent()) {
                return;
            }
            List<OwnExchange> lost = requests.abandon();
            MessageIdSynchronization exchange = synchronization.propose(skipped);
            List<Payload> payloads = exchange.request();
            List<byte[]> datagrams = messenger.send(sa.path(), exchange.type(), false, 0, payloads);
            List<Payload> kept = messenger.kept(payloads, datagrams);
            requests.sentAside(0, exchange.type(), datagrams, kept, exchange, sa.path(), now);
            beginAgain(lost, now);
        } else if (skipped != 0 && sa.continuity().synchronizesReplayCounters()) {
            want(Intention.of(new ReplayCounterRequest(sa, skipped)), now);
        }
    }

    /**
     * RFC 6311 8.3, 9: whether the peer has seen these requests, nobody knows. What makes or rekeys SAs is tried again
     * later as after TEMPORARY_FAILURE; everything else may happen twice without harm.
     */
    private void beginAgain(List<OwnExchange> lost, Instant now) {
        List<Intention> again = new ArrayList<>(lost.size());
        for (OwnExchange exchange : lost) {
            exchange.lost();
            if (exchange.type().equals(ExchangeType.CREATE_CHILD_SA)) {
                NotifyPayload later = NotifyPayload.of(NotifyType.TEMPORARY_FAILURE);
                try {
                    conclude(exchange.response(ReceivedPayloads.of(List.of(later), exchange.type(), true, true)), now);
                } catch (IkeProtocolException e) {
                    endAfterBadResponse(e, now);
                }
            } else if (!(exchange instanceof MessageIdSynchronization)) {
                again.add(Intention.of(exchange));
            }
        }
        requests.enqueueFirst(again);
    }

    private void taken(Path path, int messageId, long fingerprint, Instant now) {
        responses.taken(messageId, fingerprint);
        timers.heard(now);
        if (!(state instanceof State.Authenticating)) {
            paths.current().requestFrom(path);
            return;
        }
        // RFC 7296 2.23: an initiator moves to port 4500, with or without a NAT; without one not to another address:
        // that would be a copy sent by somebody else.
        boolean udpRule = sa.natDetected()
                || path.remote().getAddress().equals(sa.path().remote().getAddress());
        if (CarrierChoice.follows(sa.path(), path, sa.authenticatedAsInitiator(), udpRule)) {
            sa.path(path);
        }
    }

    private PeerExchange peerExchange(IkeHeader header, Path path) throws IkeProtocolException {
        ExchangeType type = header.exchange();
        if (state instanceof State.Authenticating authenticating && type.equals(ExchangeType.IKE_AUTH)) {
            return new AuthResponse(
                    sa,
                    authenticating.handshake(),
                    context.settings().responderProfiles(),
                    context.settings().options(),
                    context.settings().redirector());
        }
        if (type.equals(ExchangeType.INFORMATIONAL)) {
            boolean first = quietSinceAuthentication;
            quietSinceAuthentication = false;
            return new InformationalResponse(
                    sa, first, path, header.messageId(), context.settings().options());
        }
        if (type.equals(ExchangeType.CREATE_CHILD_SA)) {
            // RFC 7296 2.25.2: nothing new in an IKE SA that is on its way out.
            if (!(state instanceof State.Established)) {
                throw new TemporaryFailureException("the IKE SA is being deleted");
            }
            return new CreateChildSaResponse(sa, context.settings().options());
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
            context.event(new IkeEvent.ExchangeRefused(
                    sa.localSpi(), path, request.exchange(), error.notifyType(), Refusals.reason(error)));
        }
    }

    private void answer(IkeHeader request, List<Payload> payloads, Path path) {
        responses.answered(
                request.messageId(), messenger.send(path, request.exchange(), true, request.messageId(), payloads));
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
        sendWaiting(now);
    }

    void delete(CloseReason reason, Instant now) {
        if (state instanceof State.Established || state instanceof State.AwaitingDelete) {
            depart(InformationalInitiation.deleteIkeSa(reason), reason, now);
        } else if (state instanceof State.Authenticating && sa.initiator()) {
            // The responder may be established already: it has to be told, which the response makes possible.
            deleteWhenEstablished = reason;
        } else if (!(state instanceof State.Deleting)) {
            // Nothing is agreed upon yet: the peer's half-open IKE SA runs out by itself.
            close(reason, now);
        }
    }

    /** Has an exchange begin as soon as the window lets it; only in an established IKE SA. */
    void want(Intention intention, Instant now) {
        if (state instanceof State.Established) {
            requests.enqueue(intention);
            sendWaiting(now);
        }
    }

    /** What follows when the gateway sends us to another one; rare, so that nothing is kept for it. */
    private Redirection redirection() {
        return new Redirection(this, context);
    }

    /** What may be asked of an established IKE SA. */
    SessionDuties duties() {
        return duties;
    }

    /** An authentic packet of a Child SA has come from elsewhere. */
    void packetFrom(int inboundSpi, InetSocketAddress observed) {
        if (isEstablished()) {
            paths.packetFrom(inboundSpi, observed);
        }
    }

    void addressesChanged() {
        if (isEstablished() && isSession()) {
            paths.addressesChanged();
        }
    }

    /** RFC 7296 1.5: the peer sends ESP packets with an SPI that is not known here. */
    void reportUnknownSpi(int spi, Instant now) {
        want(Intention.of(InformationalInitiation.unknownSpi(spi)), now);
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
            return;
        }
        messenger.deadlineReached(now);
        for (RequestWindow.Outstanding request : requests.due(now)) {
            if (isHopeless(request)) {
                noResponse(request, now);
                return;
            }
            Optional<Path> fallback = fallback(request);
            if (fallback.isPresent()) {
                context.siblings().fallBack(this, fallback.get());
                return;
            }
            if (request.transmissions() == TRANSMISSIONS_OF_A_SIZE) {
                Optional<List<byte[]>> smaller = messenger.sendSmaller(request);
                if (smaller.isPresent()) {
                    requests.refragmented(request, smaller.get(), now);
                    continue;
                }
            }
            if (!requests.retransmit(request, context.settings().random().nextDouble(), now)) {
                noResponse(request, now);
                return;
            }
            if (CarrierChoice.repeatsRequests(request.path())) {
                paths.repeat(request);
            }
        }
        if (state instanceof State.Established) {
            timers.due(now, requests.isEmpty(), duties);
            sendWaiting(now);
        }
    }

    private Optional<Path> fallback(RequestWindow.Outstanding request) {
        return state instanceof State.Initiating
                ? CarrierChoice.fallback(
                        context.settings().options().tcp(), sa.path(), sa.tcpPath(), request.transmissions())
                : Optional.empty();
    }

    /** RFC 9329 6.2: over a new connection goes once more what has no response. */
    void reconnected() {
        requests.all().forEach(paths::repeat);
    }

    private boolean isHopeless(RequestWindow.Outstanding request) {
        return state instanceof State.Initiating initiating
                && initiating.negotiation().isHopeless(request.transmissions());
    }

    private void expire(Instant now) {
        if (state instanceof State.AwaitingDelete awaiting) {
            // The peer has not deleted what it does not need any more.
            expiresAt = Instant.MAX;
            delete(awaiting.reason(), now);
            return;
        }
        if (state instanceof State.Resolving resolving) {
            String late = "no address for " + resolving.name() + " in time";
            close(new CloseReason(CloseReason.Kind.NO_RESPONSE, late), now);
        }
        if (state instanceof State.Initiating initiating
                && initiating.negotiation().suspicion().isPresent()) {
            close(initiating.negotiation().suspicion().get(), now);
        } else if (state instanceof State.Deleting deleting) {
            close(deleting.reason(), now);
        } else if (state instanceof State.Authenticating && !sa.initiator()) {
            close(new CloseReason(CloseReason.Kind.HALF_OPEN_TIMEOUT, "IKE_AUTH did not end in time"), now);
        } else if (!isClosed()) {
            close(succession.isSilent() ? Succession.REKEYED : unanswered(), now);
        }
        // The peer is not there: nobody will ask for the last response again.
        expiresAt = now;
    }

    private CloseReason unanswered() {
        return deleteWhenEstablished != null
                ? deleteWhenEstablished
                : new CloseReason(
                        CloseReason.Kind.NO_RESPONSE,
                        "no response from " + sa.path().remote());
    }

    private void noResponse(RequestWindow.Outstanding request, Instant now) {
        CloseReason silence = new CloseReason(
                CloseReason.Kind.NO_RESPONSE,
                "no response from " + sa.path().remote() + " to " + request.transmissions()
                        + " transmissions of a request");
        if (state instanceof State.Initiating initiating
                && initiating.negotiation().fallBack(silence)) {
            sendInit(initiating.negotiation(), now);
            return;
        }
        if (state instanceof State.Initiating initiating
                && initiating.negotiation().suspicion().isPresent()) {
            close(initiating.negotiation().suspicion().get(), now);
        } else {
            close(state instanceof State.Deleting deleting ? deleting.reason() : silence, now);
        }
        expiresAt = now;
    }

    // Sending and ending

    private void sendInit(InitNegotiation negotiation, Instant now) {
        try {
            List<Payload> payloads = negotiation.request();
            byte[] octets = messenger.sendInit(negotiation.type(), false, payloads);
            negotiation.sent(octets);
            requests.answered(0);
            List<byte[]> datagrams = List.of(octets);
            List<Payload> kept = messenger.kept(payloads, datagrams);
            requests.sent(0, negotiation.type(), datagrams, kept, null, sa.path(), now);
        } catch (IkeProtocolException e) {
            close(Refusals.reason(e), now);
        }
    }

    /** Sends what waits, as far as the peer's window reaches. */
    void sendWaiting(Instant now) {
        boolean sends = state instanceof State.Established || state instanceof State.Deleting;
        while (sends && !isClosed() && requests.hasRoom(sa.peerWindow())) {
            Optional<Intention> next = requests.poll();
            if (next.isEmpty()) {
                return;
            }
            Optional<OwnExchange> exchange = next.get().begin(sa);
            if (exchange.isPresent() && exchange.get().isAlone() && !requests.isEmpty()) {
                requests.enqueueFirst(List.of(next.get()));
                return;
            }
            exchange.ifPresent(begun -> start(begun, now));
        }
    }

    private void start(OwnExchange exchange, Instant now) {
        try {
            List<Payload> payloads = exchange.request();
            int messageId = requests.nextMessageId();
            Path path = exchange.via().orElse(sa.path());
            List<byte[]> datagrams = messenger.send(path, exchange.type(), false, messageId, payloads);
            List<Payload> kept = messenger.kept(payloads, datagrams);
            requests.sent(messageId, exchange.type(), datagrams, kept, exchange, path, now);
        } catch (IkeProtocolException e) {
            close(Refusals.reason(e), now);
        }
    }

    private void depart(OwnExchange farewell, CloseReason reason, Instant now) {
        state = new State.Deleting(reason);
        requests.enqueueFirst(List.of(Intention.of(farewell)));
        sendWaiting(now);
    }

    private void conclude(ExchangeResult result, Instant now) {
        if (result instanceof ExchangeResult.Established) {
            established(now);
        } else if (result instanceof ExchangeResult.Closed closed) {
            CloseReason reason = state instanceof State.AwaitingDelete awaiting
                    ? awaiting.reason()
                    : farewell().orElse(closed.reason());
            succession.beforeClose();
            close(reason, now);
        } else if (result instanceof ExchangeResult.Continues continues) {
            requests.enqueueFirst(continues.next());
        } else if (result instanceof ExchangeResult.Postponed postponed) {
            timers.postpone(postponed.again(), now);
        } else if (result instanceof ExchangeResult.Redirected redirected) {
            redirected(redirected.target(), now);
        } else if (result instanceof ExchangeResult.Confirmed confirmed) {
            context.siblings()
                    .with(
                            confirmed.redundantIkeSpi(),
                            lost -> lost.succession().last().delete(Uniqueness.LOST, now));
        } else if (result instanceof ExchangeResult.SentAway sentAway) {
            sentAway(sentAway.target(), now);
        } else if (result instanceof ExchangeResult.Rekeyed rekeyed) {
            succession.rekeyed(rekeyed.successor(), rekeyed.redundant(), now);
        } else if (result instanceof ExchangeResult.RekeyedByPeer rekeyed) {
            succession.rekeyedByPeer(rekeyed.successor(), now);
        } else if (result instanceof ExchangeResult.OfPath ofPath) {
            paths.current().conclude(ofPath);
        } else if (result instanceof ExchangeResult.Synchronized agreed) {
            sa.continuity().nowSynchronized();
            requests.synchronize(agreed.nextRequest());
            responses.synchronize(agreed.expectedRequest());
        } else if (result instanceof ExchangeResult.NeedsNewIkeSa) {
            duties.reauthenticate();
        } else {
            throw new AssertionError("a result without a handler: " + result);
        }
    }

    private void established(Instant now) {
        state = new State.Established();
        quietSinceAuthentication = true;
        sa.established(now);
        sa.requiredKeys().forgetAuthenticationKeys();
        sa.continuity().authenticated(now);
        if (deleteWhenEstablished != null) {
            depart(InformationalInitiation.deleteIkeSa(deleteWhenEstablished), deleteWhenEstablished, now);
            return;
        }
        expiresAt = Instant.MAX;
        sa.live(now);
        succession.established(now);
        paths.established();
        Uniqueness.established(this, context);
    }

    /** Another IKE SA has taken the place of this one: it only waits for the peer's Delete, for so long. */
    void awaitDelete(CloseReason reason, Duration patience, Instant now) {
        if (state instanceof State.Established) {
            state = new State.AwaitingDelete(reason);
            expiresAt = now.plus(patience);
        }
    }

    private void redirected(RedirectTarget target, Instant now) {
        if (state instanceof State.Established) {
            redirection().follow(target).ifPresent(refusal -> refuse(sa.path(), refusal.explanation()));
        } else if (state instanceof State.Authenticating) {
            // RFC 5685 6: the IKE SA is valid, and nobody needs it.
            CloseReason reason = deleteWhenEstablished != null
                    ? deleteWhenEstablished
                    : redirection().follow(target).orElse(Redirection.reason(target));
            depart(InformationalInitiation.deleteIkeSa(reason), reason, now);
        }
    }

    /** RFC 5685 6: both ends are authenticated, and the initiator deletes the IKE SA at once. */
    private void sentAway(RedirectTarget target, Instant now) {
        sa.requiredKeys().forgetAuthenticationKeys();
        context.event(new IkeEvent.Redirected(sa.localSpi(), sa.path(), target));
        state = new State.AwaitingDelete(Redirection.reason(target));
        expiresAt = now.plus(context.settings().options().redirects().patience());
    }

    /** The reason of our own Delete, if one is waiting or on its way. */
    Optional<CloseReason> farewell() {
        return state instanceof State.Deleting deleting ? Optional.of(deleting.reason()) : Optional.empty();
    }

    void close(CloseReason reason, Instant now) {
        if (isClosed()) {
            return;
        }
        state = new State.Closed(isHalfOpen());
        suspended = null;
        requests.clear();
        context.forgetQuestionsOf(sa.localSpi());
        context.goes(sa);
        IkeSaSnapshot last = snapshot();
        context.voidTickets(sa, reason);
        sa.continuity().forgetResumption();
        sa.children().dropAll();
        sa.destroyKeys();
        messenger.destroy();
        boolean asked = responses.hasResponse() || succession.heir().isPresent();
        expiresAt = asked ? now.plus(LINGER) : now;
        if (!succession.isSilent()) {
            context.event(new IkeEvent.IkeSaClosed(last, reason));
        }
        succession.closed(now);
    }

    private void refuse(Path path, String reason) {
        context.refused(sa.localSpi(), path, reason);
    }

    private static Instant min(Instant first, Instant second) {
        return first.isBefore(second) ? first : second;
    }
}
