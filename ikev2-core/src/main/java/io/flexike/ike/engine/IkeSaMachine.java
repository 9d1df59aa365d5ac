package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.FirstResponse;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One IKE SA: its state, its two windows of message IDs, its timers. What exchanges contain is not known here. */
final class IkeSaMachine {
    private final EngineContext context;
    private final IkeSa sa;
    private final Messenger messenger;
    private final RequestWindow requests;
    private final ResponseCache responses;
    private final SessionTimers timers;
    private final Paths paths;
    private final Succession succession;
    private State state;
    private Instant expiresAt = Instant.MAX;
    private boolean quietSinceAuthentication;
    private @Nullable Synchronization synchronization;

    private IkeSaMachine(EngineContext context, IkeSa sa, Function<IkeSaMachine, State> first, Instant now) {
        this.context = context;
        this.sa = sa;
        this.messenger = new Messenger(context, sa);
        this.requests = new RequestWindow(context.settings().retransmission());
        this.responses = new ResponseCache(context.settings().options().windowSize());
        this.timers = new SessionTimers(sa, context.settings().options().natKeepalive(), now);
        this.paths = new Paths(this, context);
        this.succession = new Succession(this, context);
        this.state = first.apply(this);
    }

    /** An IKE SA that we initiate, once it is told to {@link #begin}. */
    static IkeSaMachine initiate(EngineContext context, IkeSa sa, Path natTraversalPath, Instant now) {
        return new IkeSaMachine(
                context,
                sa,
                machine -> new State.Initiating(new InitNegotiation(machine, context, natTraversalPath)),
                now);
    }

    /** An IKE SA that was made by rekeying another one; its keys are there. */
    static IkeSaMachine successor(EngineContext context, IkeSa sa, Instant now) {
        IkeSaMachine machine = new IkeSaMachine(context, sa, unused -> State.Established.STATE, now);
        machine.messenger.protect();
        if (!sa.peer().recheckAt().equals(Instant.MAX)) {
            sa.peer().recheckAt(now);
        }
        return machine;
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
        IkeSaMachine machine = new IkeSaMachine(context, sa, unused -> new State.Authenticating(handshake), now);
        machine.messenger.received(sa.path(), request.header(), request.payloads(), 1);
        byte[] response = machine.messenger.sendInit(request.header().exchange(), true, payloads);
        handshake.messages(datagram, response);
        machine.messenger.protect();
        machine.expiresAt = now.plus(context.settings().limits().halfOpenTimeout());
        machine.responses.taken(0, ResponseCache.fingerprint(datagram));
        machine.responses.answered(0, List.of(response));
        return machine;
    }

    // What it consists of

    IkeSa sa() {
        return sa;
    }

    RequestWindow requests() {
        return requests;
    }

    ResponseCache responses() {
        return responses;
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

    /** Made for the first message that needs it, which most IKE SAs never see. */
    Synchronization synchronization() {
        if (synchronization == null) {
            synchronization = new Synchronization(this, context);
        }
        return synchronization;
    }

    // What it does; nothing of it is kept.

    OwnRequests ownRequests() {
        return new OwnRequests(this, context);
    }

    PeerRequests peerRequests() {
        return new PeerRequests(this, context);
    }

    Transcript transcript() {
        return new Transcript(this);
    }

    Ending ending() {
        return new Ending(this, context);
    }

    /** What may be asked of an established IKE SA. */
    SessionDuties duties() {
        return new SessionDuties(this, context);
    }

    // State

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /** IKE_AUTH has ended well. */
    void established() {
        state = State.Established.STATE;
        quietSinceAuthentication = true;
    }

    /** A request of the peer ends the quiet after IKE_AUTH; false if an earlier one did. */
    boolean endsQuiet() {
        boolean quiet = quietSinceAuthentication;
        quietSinceAuthentication = false;
        return quiet;
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

    /** Whether both ends are authenticated and it is not closed. */
    boolean isUp() {
        return state instanceof State.Established
                || state instanceof State.Deleting
                || state instanceof State.AwaitingDelete;
    }

    boolean isClosed() {
        return state instanceof State.Closed;
    }

    /** Whether it counts for the application: it is there, and no other one has taken its place. */
    boolean isSession() {
        return !isClosed() && !succession.isSilent();
    }

    /** The reason of our own Delete, if one is waiting or on its way. */
    Optional<CloseReason> farewell() {
        return state instanceof State.Deleting deleting ? Optional.of(deleting.reason()) : Optional.empty();
    }

    /** Initiator: why it is to be deleted as soon as it is established. */
    Optional<CloseReason> deletedWhenEstablished() {
        return state instanceof State.Authenticating authenticating ? authenticating.farewell() : Optional.empty();
    }

    // Datagrams

    /** The initiator's IKE_SA_INIT request has come once more, octet for octet. */
    void repeatInitResponse(Path path, byte[] datagram) {
        if (state instanceof State.Authenticating && responses.expectedMessageId() == 1) {
            responses.responseTo(0, datagram).ifPresent(response -> messenger.repeat(path, response));
        }
    }

    void receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        if (state instanceof State.Initiating initiating) {
            initiating.negotiation().receive(path, header, datagram, now);
        } else if (state instanceof State.Resolving) {
            refuse(path, "IKE_SA_INIT has not begun");
        } else if (header.exchange().isFirst()) {
            refuse(path, header.exchange() + " has ended already");
        } else if (header.response()) {
            ownRequests().receiveResponse(path, header, datagram, now);
        } else {
            peerRequests().receive(path, header, datagram, now);
        }
    }

    /** Drops what has come. */
    void refuse(Path path, String reason) {
        context.refused(sa.localSpi(), path, reason);
    }

    // Commands and answers

    /** Sends the first request, unless the gateway's address is not known yet. */
    void begin(Instant now) {
        if (state instanceof State.Initiating initiating) {
            initiating.negotiation().send(now);
        }
    }

    /** The gateway of a name has an address, or none. */
    void resolved(Optional<InetAddress> address, Instant now) {
        new Redirection(this, context).resolved(address, now);
    }

    /** The decision of the application; ignored if the question was another one. */
    void authorized(IkeInput.Authorize decision, Instant now) {
        if (suspended() instanceof State.UnansweredRequest waiting
                && waiting.result() instanceof ExchangeResult.AsksForAuthorization asks) {
            context.answered(decision.questionId());
            peerRequests().resume(waiting, () -> asks.next().decided(decision.authorization()), now);
        }
    }

    /** The answer to a question has come; ignored if it answers another one. */
    void answered(IkeInput.Answered input, Instant now) {
        Answer answer = input.answer();
        State.@Nullable Suspended suspended = suspended();
        if (isUp() || isClosed()) {
            if (!(answer instanceof Answer.Checked)) {
                answer.discard();
            }
            context.answered(input.questionId());
            context.siblings()
                    .with(
                            succession.last().sa().localSpi(),
                            last -> last.duties().rechecked(answer));
            return;
        }
        if (suspended == null
                || !(suspended.result() instanceof ExchangeResult.Asks asks)
                || !asks.question().isAnsweredBy(answer)) {
            answer.discard();
            return;
        }
        context.answered(input.questionId());
        if (suspended instanceof State.UnansweredRequest waiting) {
            peerRequests().resume(waiting, () -> asks.next().answered(answer), now);
        } else if (suspended instanceof State.UnmadeRequest waiting) {
            ownRequests().resume(waiting, () -> asks.next().answered(answer), now);
        }
    }

    private State.@Nullable Suspended suspended() {
        return state instanceof State.Authenticating authenticating
                ? authenticating.suspended().orElse(null)
                : null;
    }

    void delete(CloseReason reason, Instant now) {
        ending().delete(reason, now);
    }

    void close(CloseReason reason, Instant now) {
        ending().close(reason, now);
    }

    /** Closes at that moment at the latest, whether the peer answers or not. */
    void closeBy(Instant limit) {
        if (!isClosed()) {
            expiresAt = min(expiresAt, limit);
            if (state instanceof State.Authenticating authenticating) {
                state = authenticating.closedBy(limit);
            }
        }
    }

    /** Another IKE SA has taken the place of this one: it only waits for the peer's Delete, for so long. */
    void awaitDelete(CloseReason reason, Duration patience, Instant now) {
        if (state instanceof State.Established) {
            state = new State.AwaitingDelete(reason);
            expiresAt = now.plus(patience);
        }
    }

    /** Has an exchange begin as soon as the window lets it; only in an established IKE SA. */
    void want(Intention intention, Instant now) {
        if (state instanceof State.Established) {
            requests.enqueue(intention);
            sendWaiting(now);
        }
    }

    /** The same for what comes before all that waits. */
    void wantFirst(List<Intention> intentions, Instant now) {
        if (state instanceof State.Established) {
            requests.enqueueFirst(intentions);
            sendWaiting(now);
        }
    }

    /** Sends what waits, as far as the peer's window reaches. */
    void sendWaiting(Instant now) {
        ownRequests().sendWaiting(now);
    }

    /** RFC 9329 6.2: over a new connection goes once more what has no response. */
    void reconnected() {
        requests.all().forEach(paths::repeat);
    }

    // Time

    Instant expiresAt() {
        return expiresAt;
    }

    /** When its state ends, whatever comes. */
    void expiresAt(Instant at) {
        expiresAt = at;
    }

    Instant deadline() {
        Instant earliest = min(min(expiresAt, requests.retransmitAt()), messenger.deadline());
        return state instanceof State.Established ? min(earliest, timers.deadline(requests.isEmpty())) : earliest;
    }

    void deadlineReached(Instant now) {
        if (!now.isBefore(expiresAt)) {
            ending().expire(now);
            return;
        }
        messenger.deadlineReached(now);
        ownRequests().repeatDue(now);
        if (state instanceof State.Established) {
            timers.due(now, requests.isEmpty(), duties());
            sendWaiting(now);
        }
    }

    private static Instant min(Instant first, Instant second) {
        return first.isBefore(second) ? first : second;
    }
}
