package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.exchange.FirstExchange;
import io.flexike.ike.exchange.SaInitInitiation;
import io.flexike.ike.exchange.SessionResumeInitiation;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.Refusals;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** IKE_SA_INIT or IKE_SESSION_RESUME as initiator, until one response is good enough (RFC 7296 1.2, 2.21.1). */
final class InitNegotiation {
    /** Our choice: a gateway that does not answer a ticket so often has no use for it, but may still be there. */
    private static final int RESUMPTION_TRIES = 3;

    /** Our choice: how long an unauthenticated error may be outlived by a better answer (RFC 7296 2.21.1). */
    private static final Duration ERROR_PATIENCE = Duration.ofSeconds(2);

    private final IkeSaMachine machine;
    private final EngineContext context;
    private final IkeSa sa;
    private @Nullable FirstExchange chosen;
    private Handshake handshake = new Handshake();
    private final Path natTraversalPath;
    private byte[] lastRequest = new byte[0];
    private @Nullable CloseReason suspicion;

    InitNegotiation(IkeSaMachine machine, EngineContext context, Path natTraversalPath) {
        this.machine = machine;
        this.context = context;
        this.sa = machine.sa();
        this.natTraversalPath = natTraversalPath;
    }

    private FirstExchange exchange() {
        if (chosen == null) {
            chosen = sa.continuity()
                    .resumption()
                    .<FirstExchange>map(resumption -> new SessionResumeInitiation(
                            sa, handshake, resumption, context.settings().options()))
                    .orElseGet(() -> new SaInitInitiation(
                            sa, handshake, context.settings().options()));
        }
        return chosen;
    }

    /** IKE_SA_INIT or IKE_SESSION_RESUME. */
    ExchangeType type() {
        return exchange().type();
    }

    /** Whether a request that was sent so often is to be given up for {@link #fallBack}. */
    boolean isHopeless(int transmissions) {
        return exchange().type().equals(ExchangeType.IKE_SESSION_RESUME) && transmissions >= RESUMPTION_TRIES;
    }

    /** RFC 5723 4.3.2: goes on with IKE_SA_INIT where a ticket is not taken; false if that is what was going on. */
    boolean fallBack(CloseReason reason, Instant now) {
        if (!exchange().type().equals(ExchangeType.IKE_SESSION_RESUME)) {
            return false;
        }
        context.event(new IkeEvent.ResumptionRefused(sa.localSpi(), reason));
        sa.continuity().resumption(null);
        handshake = new Handshake();
        chosen = null;
        send(now);
        return true;
    }

    /** The IKE SA ends before it has begun. */
    void abandoned() {
        if (chosen != null) {
            chosen.abandoned();
        }
    }

    /** Why it has failed, as far as unauthenticated errors can be believed. */
    Optional<CloseReason> suspicion() {
        return Optional.ofNullable(suspicion);
    }

    /** Sends the request, the first one or another one after an answer that asked for it. */
    void send(Instant now) {
        try {
            List<Payload> payloads = exchange().request();
            byte[] octets = machine.messenger().sendInit(type(), false, payloads);
            lastRequest = octets;
            RequestWindow requests = machine.requests();
            requests.answered(0);
            List<byte[]> datagrams = List.of(octets);
            List<Payload> kept = machine.messenger().kept(payloads, datagrams);
            requests.sent(0, type(), datagrams, kept, null, sa.path(), now);
        } catch (IkeProtocolException e) {
            machine.close(Refusals.reason(e), now);
        }
    }

    void receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        if (header.exchange().equals(type()) && header.response() && header.messageId() == 0) {
            receiveResponse(path, header, datagram, now);
        } else {
            machine.refuse(path, "only the " + type() + " response is due");
        }
    }

    private void receiveResponse(Path path, IkeHeader header, byte[] datagram, Instant now) {
        IkeMessage message;
        try {
            message = IkeMessage.decode(ByteBuffer.wrap(datagram));
        } catch (IkeProtocolException e) {
            machine.refuse(path, "malformed " + header.exchange() + " response: " + e.getMessage());
            return;
        }
        machine.messenger().received(path, header, message.payloads(), 1);
        FirstExchange.Result result = exchange().response(message);
        switch (result.outcome()) {
            case COMPLETE -> {
                handshake.messages(lastRequest, datagram);
                complete(now);
            }
            case RETRY -> send(now);
            case REDIRECTED -> {
                Optional<CloseReason> refusal =
                        new Redirection(machine, context).follow(result.target().orElseThrow());
                refusal.ifPresentOrElse(
                        reason -> suspect(path, reason, now), () -> machine.close(result.reason(), now));
            }
            case REFUSED -> {
                if (!fallBack(result.reason(), now)) {
                    suspect(path, result.reason(), now);
                }
            }
            case IGNORED -> machine.refuse(path, result.reason().explanation());
        }
    }

    /** Remembers the first unauthenticated error as the likely reason of a failure. */
    private void suspect(Path path, CloseReason reason, Instant now) {
        if (suspicion == null) {
            suspicion = reason;
            machine.closeBy(CarrierChoice.believesErrors(path) ? now : now.plus(ERROR_PATIENCE));
        }
    }

    private void complete(Instant now) {
        machine.requests().answered(0);
        machine.expiresAt(Instant.MAX);
        machine.timers().heard(now);
        machine.messenger().protect();
        ProtocolOptions options = context.settings().options();
        // RFC 7296 2.23: with a NAT in between everything after IKE_SA_INIT goes through port 4500. RFC 4555 3.3: with
        // MOBIKE it does so without a NAT, too, as one may stand in the way later.
        boolean moves = sa.natDetected() || options.mobike() && sa.mobility().isNatTraversalSpoken();
        sa.path(CarrierChoice.afterInit(sa.path(), natTraversalPath, moves));
        machine.become(new State.Authenticating(handshake));
        machine.ownRequests().authenticate(handshake, now);
    }
}
