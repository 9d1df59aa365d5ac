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
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
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

    private final EngineContext context;
    private final IkeSa sa;
    private final Messenger messenger;
    private final RequestWindow requests;
    private final ResponseCache responses;
    private final SessionTimers timers;
    private final SessionDuties duties;
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
        this.timers = new SessionTimers(sa, now);
        this.duties = new SessionDuties(this, context);
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
        machine.messenger.received(sa.path(), request.header(), request.payloads());
        byte[] response = machine.messenger.sendInit(request.header().exchange(), true, payloads);
        handshake.messages(datagram, response);
        machine.messenger.protect();
        machine.expiresAt = now.plus(context.settings().limits().halfOpenTimeout());
        machine.responses.taken(0, datagram);
        machine.responses.answered(0, List.of(response));
        return machine;
    }

    IkeSa sa() {
        return sa;
    }

    RequestWindow requests() {
        return requests;
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
        Instant earliest = min(expiresAt, requests.retransmitAt());
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
        messenger.received(path, header, message.payloads());
        FirstExchange.Result result = negotiation.response(message, datagram);
        switch (result.outcome()) {
            case COMPLETE -> completeInit(negotiation, now);
            case RETRY -> sendInit(negotiation, now);
            case REFUSED -> {
                if (negotiation.fallBack(result.reason())) {
                    sendInit(negotiation, now);
                } else if (negotiation.suspect(result.reason())) {
                    expiresAt = min(expiresAt, now.plus(ERROR_PATIENCE));
                }
            }
            case IGNORED -> refuse(path, result.reason().explanation());
        }
    }

    private void completeInit(InitNegotiation negotiation, Instant now) {
        requests.answered(0);
        expiresAt = Instant.MAX;
        timers.heard(now);
        messenger.protect();
        // RFC 7296 2.23: with a NAT in between everything after IKE_SA_INIT goes through port 4500.
        if (sa.natDetected()) {
            sa.path(negotiation.natTraversalPath());
        }
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
            Optional<List<Payload>> payloads = messenger.open(datagram);
            if (payloads.isEmpty()) {
                return;
            }
            ReceivedPayloads response = ReceivedPayloads.of(payloads.get(), header.exchange(), true, true);
            if (!exchange.accepts(response)) {
                refuse(path, "a response that does not belong to the request");
                return;
            }
            requests.answered(header.messageId());
            timers.heard(now);
            messenger.received(path, header, payloads.get());
            conclude(exchange.response(response), now);
        } catch (NotAuthenticException e) {
            refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            requests.answered(header.messageId());
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
        try {
            Optional<List<Payload>> opened = messenger.open(datagram);
            if (opened.isEmpty()) {
                return;
            }
            taken(path, messageId, datagram, now);
            messenger.received(path, header, opened.get());
            ReceivedPayloads payloads = ReceivedPayloads.of(opened.get(), header.exchange(), false, true);
            succession.used(payloads);
            PeerExchange exchange = peerExchange(header.exchange());
            finish(exchange, exchange.request(payloads, response), response, header, path, now);
        } catch (NotAuthenticException e) {
            refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            if (responses.isExpected(messageId)) {
                taken(path, messageId, datagram, now);
            }
            refuseRequest(e, header, path, now);
        }
        sendWaiting(now);
    }

    private boolean isUp() {
        return state instanceof State.Established || state instanceof State.Deleting || state instanceof State.Rekeyed;
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
            requests.sentAside(0, exchange.type(), datagrams, messenger.kept(payloads), exchange, now);
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

    private void taken(Path path, int messageId, byte[] datagram, Instant now) {
        responses.taken(messageId, datagram);
        timers.heard(now);
        // RFC 7296 2.23: the one that is not behind a NAT follows the other when its mapping changes; behind a NAT
        // itself it follows to another port only. An initiator may move to port 4500 without a NAT too, but not to
        // another address: that would be a copy sent by somebody else.
        boolean sameAddress =
                path.remote().getAddress().equals(sa.path().remote().getAddress());
        boolean established = state instanceof State.Established;
        if (sa.followsPeer() || (established ? sa.natDetected() && sameAddress : sa.natDetected() || sameAddress)) {
            sa.path(path);
        }
    }

    private PeerExchange peerExchange(ExchangeType type) throws IkeProtocolException {
        if (state instanceof State.Authenticating authenticating && type.equals(ExchangeType.IKE_AUTH)) {
            return new AuthResponse(
                    sa,
                    authenticating.handshake(),
                    context.settings().responderProfiles(),
                    context.settings().options());
        }
        if (type.equals(ExchangeType.INFORMATIONAL)) {
            boolean first = quietSinceAuthentication;
            quietSinceAuthentication = false;
            return new InformationalResponse(sa, first);
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
            refuse(path, "refused with " + error.notifyType() + ": " + error.getMessage());
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
        if (state instanceof State.Established || state instanceof State.Rekeyed) {
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

    /** What may be asked of an established IKE SA. */
    SessionDuties duties() {
        return duties;
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
        for (RequestWindow.Outstanding request : requests.due(now)) {
            if (isHopeless(request)
                    || !requests.retransmit(request, context.settings().random().nextDouble(), now)) {
                noResponse(request, now);
                return;
            }
            messenger.repeat(request);
        }
        if (state instanceof State.Established) {
            timers.due(now, requests.isEmpty(), duties);
            sendWaiting(now);
        }
    }

    private boolean isHopeless(RequestWindow.Outstanding request) {
        return state instanceof State.Initiating initiating
                && initiating.negotiation().isHopeless(request.transmissions());
    }

    private void expire(Instant now) {
        if (state instanceof State.Rekeyed) {
            // The peer has not deleted what it has replaced.
            expiresAt = Instant.MAX;
            delete(Succession.REKEYED, now);
            return;
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
            requests.sent(0, negotiation.type(), List.of(octets), messenger.kept(payloads), null, now);
        } catch (IkeProtocolException e) {
            close(Refusals.reason(e), now);
        }
    }

    /** Sends what waits, as far as the peer's window reaches. */
    private void sendWaiting(Instant now) {
        boolean sends = state instanceof State.Established || state instanceof State.Deleting;
        while (sends && !isClosed() && requests.hasRoom(sa.peerWindow())) {
            Optional<Intention> next = requests.poll();
            if (next.isEmpty()) {
                return;
            }
            Optional<OwnExchange> exchange = next.get().begin(sa);
            if (exchange.isPresent() && exchange.get().isAlone() && !requests.isEmpty()) {
                requests.enqueueFirst(List.of(Intention.of(exchange.get())));
                return;
            }
            exchange.ifPresent(begun -> start(begun, now));
        }
    }

    private void start(OwnExchange exchange, Instant now) {
        try {
            List<Payload> payloads = exchange.request();
            int messageId = requests.nextMessageId();
            List<byte[]> datagrams = messenger.send(sa.path(), exchange.type(), false, messageId, payloads);
            requests.sent(messageId, exchange.type(), datagrams, messenger.kept(payloads), exchange, now);
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
            CloseReason reason = state instanceof State.Deleting deleting ? deleting.reason() : closed.reason();
            succession.beforeClose();
            close(reason, now);
        } else if (result instanceof ExchangeResult.Continues continues) {
            requests.enqueueFirst(continues.next());
        } else if (result instanceof ExchangeResult.Postponed postponed) {
            timers.postpone(postponed.again(), now);
        } else if (result instanceof ExchangeResult.Rekeyed rekeyed) {
            succession.rekeyed(rekeyed.successor(), rekeyed.redundant(), now);
        } else if (result instanceof ExchangeResult.RekeyedByPeer rekeyed) {
            succession.rekeyedByPeer(rekeyed.successor(), now);
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
    }

    /** Another IKE SA has taken the place of this one: it only waits for the peer's Delete, for so long. */
    void awaitDelete(Duration patience, Instant now) {
        if (state instanceof State.Established) {
            state = new State.Rekeyed();
            expiresAt = now.plus(patience);
        }
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
