package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.exchange.AuthInitiation;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.IntermediateInitiation;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends our protected requests, repeats them, and takes the responses to them (RFC 7296 2.1, 2.3, 2.4). */
final class OwnRequests {
    /** Our choice: so many transmissions without a response, and a request goes on in smaller fragments. */
    private static final int TRANSMISSIONS_OF_A_SIZE = 3;

    private final IkeSaMachine machine;
    private final EngineContext context;
    private final RequestWindow window;

    OwnRequests(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
        this.window = machine.requests();
    }

    /** Sends what waits, as far as the peer's window reaches. */
    void sendWaiting(Instant now) {
        State state = machine.state();
        boolean sends = state instanceof State.Established || state instanceof State.Deleting;
        List<Intention> later = new ArrayList<>(0);
        while (sends && !machine.isClosed() && window.hasRoom(sa().peerWindow())) {
            Optional<Intention> next = window.poll();
            if (next.isEmpty()) {
                break;
            }
            Optional<OwnExchange> exchange = next.get().begin(sa());
            if (exchange.isPresent() && exchange.get().mustWait()) {
                later.add(next.get());
                continue;
            }
            if (exchange.isPresent() && exchange.get().isAlone() && !window.isEmpty()) {
                later.add(next.get());
                break;
            }
            exchange.ifPresent(begun -> start(begun, now));
        }
        window.enqueueFirst(later);
    }

    /** Begins what comes after IKE_SA_INIT: the IKE_INTERMEDIATE exchange that is due, or IKE_AUTH. */
    void authenticate(Handshake handshake, Instant now) {
        if (!handshake.steps().areDone()) {
            start(new IntermediateInitiation(sa(), handshake), now);
            return;
        }
        AuthInitiation initiation =
                new AuthInitiation(sa(), handshake, context.settings().options());
        if (machine.state() instanceof State.Authenticating authenticating) {
            machine.become(authenticating.initiatedBy(initiation));
        }
        try {
            conclude(initiation.begin(), true, now);
        } catch (IkeProtocolException e) {
            initiation.abandon();
            machine.close(Refusals.reason(e), now);
        }
    }

    /** Goes on with an answer that a request has waited for. */
    void resume(State.UnmadeRequest waiting, PeerRequests.Step next, Instant now) {
        if (!(machine.state() instanceof State.Authenticating authenticating)) {
            throw new AssertionError("a question in " + machine.state());
        }
        machine.become(authenticating.resumed());
        if (machine.expiresAt().equals(waiting.expiresAt())) {
            machine.expiresAt(waiting.expiredAt());
        }
        try {
            conclude(next.take(), waiting.first(), now);
        } catch (IkeProtocolException e) {
            authenticating.abandon();
            if (waiting.first()) {
                machine.close(Refusals.reason(e), now);
            } else {
                machine.ending().afterBadResponse(e, now);
            }
        }
        sendWaiting(now);
    }

    /** @param first whether nothing of IKE_AUTH was sent yet */
    private void conclude(ExchangeResult result, boolean first, Instant now) {
        if (!(result instanceof ExchangeResult.Asks)) {
            new Conclusion(machine, context).draw(result, now);
            return;
        }
        if (!(machine.state() instanceof State.Authenticating authenticating)) {
            throw new AssertionError("a question in " + machine.state());
        }
        Instant before = machine.expiresAt();
        machine.closeBy(now.plus(context.settings().limits().halfOpenTimeout()));
        machine.become(authenticating.suspendedBy(new State.UnmadeRequest(result, first, before, machine.expiresAt())));
        context.ask(sa().localSpi(), result);
    }

    void start(OwnExchange exchange, Instant now) {
        try {
            List<Payload> payloads = exchange.request();
            int messageId = window.nextMessageId();
            Path path = exchange.via().orElse(sa().path());
            Messenger messenger = machine.messenger();
            List<byte[]> datagrams = messenger.send(path, exchange.type(), false, messageId, payloads);
            machine.transcript().sent(messenger.header(exchange.type(), false, messageId), payloads);
            List<Payload> kept = messenger.kept(payloads, datagrams);
            window.sent(messageId, exchange.type(), datagrams, kept, exchange, path, now);
        } catch (IkeProtocolException e) {
            exchange.abandoned();
            machine.close(Refusals.reason(e), now);
        }
    }

    void receiveResponse(Path path, IkeHeader header, byte[] datagram, Instant now) {
        Optional<RequestWindow.Outstanding> outstanding = window.find(header.messageId(), header.exchange());
        if (outstanding.isEmpty()) {
            if (window.isOver(header.messageId())) {
                // RFC 7296 2.1: the answer to a retransmission, when another one has come already.
                return;
            }
            machine.refuse(path, "a response to message ID " + header.messageId() + ", which is not outstanding");
            return;
        }
        OwnExchange exchange =
                outstanding.get().exchange().orElseThrow(() -> new AssertionError("protected, yet without exchange"));
        try {
            Optional<Opened> opened = machine.messenger().open(path, header, datagram);
            if (opened.isEmpty()) {
                return;
            }
            List<Payload> payloads = opened.get().payloads();
            ReceivedPayloads response = ReceivedPayloads.of(payloads, header.exchange(), true, true);
            if (!exchange.accepts(response)) {
                machine.refuse(path, "a response that does not belong to the request");
                return;
            }
            window.answered(header.messageId());
            machine.timers().heard(now);
            machine.messenger().received(path, header, payloads, opened.get().datagrams());
            machine.transcript().received(header, opened.get());
            machine.paths().current().answers().answered(outstanding.get(), path);
            conclude(exchange.response(response), false, now);
        } catch (NotAuthenticException e) {
            machine.refuse(path, String.valueOf(e.getMessage()));
        } catch (IkeProtocolException e) {
            window.answered(header.messageId());
            exchange.abandoned();
            machine.ending().afterBadResponse(e, now);
        }
        sendWaiting(now);
        // What waits in the IKE SA that has taken the place of this one may have waited for this response.
        machine.succession()
                .heir()
                .ifPresent(heir -> context.siblings().with(heir.sa().localSpi(), next -> next.sendWaiting(now)));
    }

    /** Sends again what has got no response in time; ends an IKE SA whose peer is silent. */
    void repeatDue(Instant now) {
        for (RequestWindow.Outstanding request : window.due(now)) {
            if (isHopeless(request)) {
                machine.ending().afterSilence(request, now);
                return;
            }
            Optional<Path> fallback = fallback(request);
            if (fallback.isPresent()) {
                context.siblings().fallBack(machine, fallback.get());
                return;
            }
            if (isSentSmaller(request, now)) {
                continue;
            }
            if (!window.retransmit(request, context.settings().random().nextDouble(), now)) {
                machine.ending().afterSilence(request, now);
                return;
            }
            if (CarrierChoice.repeatsRequests(request.path())) {
                machine.paths().repeat(request);
            }
        }
    }

    private boolean isSentSmaller(RequestWindow.Outstanding request, Instant now) {
        if (request.transmissions() != TRANSMISSIONS_OF_A_SIZE) {
            return false;
        }
        Optional<List<byte[]>> smaller = machine.messenger().sendSmaller(request);
        smaller.ifPresent(datagrams -> window.refragmented(request, datagrams, now));
        return smaller.isPresent();
    }

    private Optional<Path> fallback(RequestWindow.Outstanding request) {
        return machine.state() instanceof State.Initiating
                ? CarrierChoice.fallback(
                        context.settings().options().tcp(),
                        sa().path(),
                        sa().peer().tcpPath(),
                        request.transmissions())
                : Optional.empty();
    }

    private boolean isHopeless(RequestWindow.Outstanding request) {
        return machine.state() instanceof State.Initiating initiating
                && initiating.negotiation().isHopeless(request.transmissions());
    }

    private IkeSa sa() {
        return machine.sa();
    }
}
