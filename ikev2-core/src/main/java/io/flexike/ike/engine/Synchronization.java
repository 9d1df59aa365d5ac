package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.MessageIdSynchronization;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.exchange.ReplayCounterRequest;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.MessageIdSync;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.ReplayCounterTask;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Message IDs of an IKE SA that are agreed upon anew, because one end may have lost count (RFC 6311 5.1). The requests
 * for it have message ID 0 whatever the windows say.
 */
final class Synchronization {
    /** The end of a protected message is its integrity check value. */
    private static final int FINGERPRINT_OCTETS = 8;

    private final IkeSaMachine machine;
    private final EngineContext context;
    private final IkeSa sa;
    private final RequestWindow requests;
    private final ResponseCache responses;
    private @Nullable Answered answered;

    /** The last request of the peer that was answered, for the case that the response gets lost. */
    private record Answered(long fingerprint, List<byte[]> response, int expected) {}

    Synchronization(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
        this.sa = machine.sa();
        this.requests = machine.requests();
        this.responses = machine.responses();
    }

    /** This end may have lost count of messages, and of so many packets that the peer has sent. */
    void begin(long skipped, Instant now) {
        if (machine.isEstablished() && sa.continuity().synchronizesMessageIds()) {
            boolean underWay = requests.find(0, ExchangeType.INFORMATIONAL)
                    .flatMap(RequestWindow.Outstanding::exchange)
                    .filter(MessageIdSynchronization.class::isInstance)
                    .isPresent();
            if (underWay) {
                return;
            }
            List<OwnExchange> lost = requests.abandon();
            MessageIdSynchronization exchange = propose(skipped);
            List<Payload> payloads = exchange.request();
            List<byte[]> datagrams = machine.messenger().send(sa.path(), exchange.type(), false, 0, payloads);
            List<Payload> kept = machine.messenger().kept(payloads, datagrams);
            requests.sentAside(0, exchange.type(), datagrams, kept, exchange, sa.path(), now);
            beginAgain(lost, now);
        } else if (skipped != 0 && sa.continuity().synchronizesReplayCounters()) {
            machine.want(Intention.of(new ReplayCounterRequest(sa, skipped)), now);
        }
    }

    /** The peer has agreed to what we have proposed. */
    void agreed(ExchangeResult.Synchronized agreement) {
        sa.continuity().nowSynchronized();
        requests.synchronize(agreement.nextRequest());
        responses.synchronize(agreement.expectedRequest());
    }

    /**
     * RFC 6311 8.3, 9: whether the peer has seen these requests, nobody knows. What makes or rekeys SAs is tried again
     * later as after TEMPORARY_FAILURE; everything else may happen twice without harm.
     */
    private void beginAgain(List<OwnExchange> lost, Instant now) {
        List<Intention> again = new ArrayList<>(lost.size());
        for (OwnExchange exchange : lost) {
            exchange.lost();
            if (exchange.type().equals(ExchangeType.CREATE_CHILD_SA)
                    || exchange.type().equals(ExchangeType.IKE_FOLLOWUP_KE)) {
                postpone(exchange, now);
            } else if (!(exchange instanceof MessageIdSynchronization)) {
                again.add(Intention.of(exchange));
            }
        }
        requests.enqueueFirst(again);
    }

    private void postpone(OwnExchange exchange, Instant now) {
        NotifyPayload later = NotifyPayload.of(NotifyType.TEMPORARY_FAILURE);
        try {
            ReceivedPayloads response = ReceivedPayloads.of(List.of(later), exchange.type(), true, true);
            new Conclusion(machine, context).draw(exchange.response(response), now);
        } catch (IkeProtocolException e) {
            machine.ending().afterBadResponse(e, now);
        }
    }

    private MessageIdSynchronization propose(long skipped) {
        // RFC 6311 5.1: beyond all that may have been sent.
        int send = requests.nextMessageId() + Math.max(1, sa.peerWindow());
        int receive = responses.afterHighest();
        // RFC 6311 8.1: what is outside of the window that we declare now is dropped.
        responses.synchronize(receive);
        requests.synchronize(send);
        answered = null;
        MessageIdSync proposed = new MessageIdSync(context.settings().random().nextInt(), send, receive);
        return new MessageIdSynchronization(sa, proposed, skipped);
    }

    /** Whether a request may be one of those, so that its message ID is not to be looked at before its content. */
    static boolean mayConcern(IkeHeader header, IkeSa sa) {
        return header.messageId() == 0
                && header.exchange().equals(ExchangeType.INFORMATIONAL)
                && header.nextPayload().equals(PayloadType.SK)
                && sa.continuity().synchronizesMessageIds();
    }

    /** What a request with message ID 0 has turned out to be. */
    private enum Finding {
        /** Any other one, or not authentic. */
        ORDINARY,
        /** One that is to be dropped silently. */
        DROPPED,
        /** A copy of the last one, whose response went out once more. */
        REPEATED,
        /** The message IDs have changed, and the response is out. */
        DONE
    }

    /** Takes a request of the peer; false if it is an ordinary one, or not authentic. */
    boolean receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        Finding finding = look(path, header, datagram);
        if (finding == Finding.DROPPED) {
            machine.refuse(path, "a synchronization of message IDs that goes back");
        } else if (finding == Finding.DONE) {
            machine.timers().heard(now);
            sa.continuity().nowSynchronized();
            beginAgain(requests.abandon(), now);
            machine.sendWaiting(now);
        }
        return finding != Finding.ORDINARY;
    }

    private Finding look(Path path, IkeHeader header, byte[] datagram) {
        if (answered != null && answered.fingerprint == fingerprint(datagram)) {
            // RFC 7296 2.1: the response may have got lost. Once the peer has gone on, it has not.
            if (answered.expected != responses.expectedMessageId()) {
                return Finding.DROPPED;
            }
            machine.messenger().repeat(path, answered.response);
            return Finding.REPEATED;
        }
        ReceivedPayloads request;
        try {
            // Never a fragment: those have another first payload.
            Optional<Opened> opened = machine.messenger().open(path, header, datagram);
            if (opened.isEmpty()) {
                return Finding.ORDINARY;
            }
            request = ReceivedPayloads.of(opened.get().payloads(), header.exchange(), false, true);
            Optional<MessageIdSync> sync = MessageIdSync.in(request);
            if (sync.isEmpty()) {
                return Finding.ORDINARY;
            }
            if (!isAcceptable(request, sync.get())) {
                return Finding.DROPPED;
            }
            machine.messenger()
                    .received(
                            path, header, opened.get().payloads(), opened.get().datagrams());
            answer(path, datagram, sync.get());
        } catch (IkeProtocolException e) {
            return Finding.ORDINARY;
        }
        // RFC 6311 5.2: only after the message IDs, which show that this is no replay.
        new ReplayCounterTask(sa, 0).processRequest(request);
        return Finding.DONE;
    }

    private boolean isAcceptable(ReceivedPayloads request, MessageIdSync sync) {
        int others = request.all(Payload.class).size() - 1 - (hasCounters(request) ? 1 : 0);
        // RFC 6311 5.1: what the peer says it will send must be beyond all that came from it, synchronizations
        // included.
        return others == 0 && responses.isBeyondAll(sync.send());
    }

    private static boolean hasCounters(ReceivedPayloads request) {
        return request.notify(NotifyType.IPSEC_REPLAY_COUNTER_SYNC).isPresent();
    }

    /** RFC 6311 5.1: the higher ones count, and nobody waits for what is on its way. */
    private void answer(Path path, byte[] datagram, MessageIdSync sync) {
        int expected = MessageIdSync.higher(sync.send(), responses.afterHighest());
        int next = MessageIdSync.higher(sync.receive(), requests.nextMessageId());
        responses.synchronizedBy(sync.send(), expected);
        requests.synchronize(next);
        List<Payload> payloads = List.of(new MessageIdSync(sync.nonce(), next, expected).toNotify());
        List<byte[]> response = machine.messenger().send(path, ExchangeType.INFORMATIONAL, true, 0, payloads);
        answered = new Answered(fingerprint(datagram), response, expected);
    }

    private static long fingerprint(byte[] datagram) {
        return ByteBuffer.wrap(datagram).getLong(datagram.length - FINGERPRINT_OCTETS);
    }
}
