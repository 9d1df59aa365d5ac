package io.flexike.ike.engine;

import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidKePayloadException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NoProposalChosenException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.UnsupportedCriticalPayloadException;
import io.flexike.ike.exchange.FirstResponse;
import io.flexike.ike.exchange.SaInitResponse;
import io.flexike.ike.exchange.SessionResumeResponse;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.Resumption;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where strangers arrive: IKE_SA_INIT requests, their repetitions, cookies, and the bounds on half-open IKE SAs. */
final class Reception {
    /**
     * Our choice: what is kept of a stranger until it is authenticated. Hybrid key exchanges need some 2,000 octets.
     */
    private static final int MAX_OCTETS = 4096;

    /** Our choice: refused requests count as load for so long. */
    private static final Duration FAILURE_MEMORY = Duration.ofSeconds(10);

    private final EngineContext context;
    private final UnprotectedReplies replies;
    private final CookieJar cookies;
    private final List<Proposal> proposals;
    private final Map<Visitor, IkeSaMachine> visitors = new HashMap<>();
    private final Map<Long, Visitor> byLocalSpi = new HashMap<>();
    private final Set<Long> halfOpen = new HashSet<>();
    private final TokenBucket refusals = new TokenBucket();
    private Instant failuresSince = Instant.EPOCH;
    private int failures;

    /** What makes an IKE_SA_INIT request the same as one before (RFC 7296 2.1). */
    private record Visitor(long initiatorSpi, InetSocketAddress remote, ByteBuffer digest) {}

    Reception(EngineContext context, UnprotectedReplies replies) {
        this.context = context;
        this.replies = replies;
        this.cookies = new CookieJar(context.settings());
        this.proposals = context.settings().responderProfiles().stream()
                .map(PeerProfile::ikeProposals)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** The IKE SA that this very request has made already. */
    @Nullable
    IkeSaMachine known(Path path, IkeHeader header, byte[] datagram) {
        return visitors.get(visitor(path, header, datagram));
    }

    /** Takes a new request; null if it is refused or has to come back with a cookie. */
    @Nullable
    IkeSaMachine receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        if (proposals.isEmpty()) {
            context.refused(0, path, "no profile lets anyone connect to us");
            return null;
        }
        if (datagram.length > MAX_OCTETS) {
            context.refused(
                    0,
                    path,
                    "an IKE_SA_INIT request of " + datagram.length + " octets; at most " + MAX_OCTETS
                            + " are kept for an unknown peer");
            return null;
        }
        if (halfOpen.size() >= context.settings().limits().maxHalfOpen()) {
            context.refused(0, path, "there are " + halfOpen.size() + " half-open IKE SAs");
            return null;
        }
        IkeMessage message;
        try {
            message = IkeMessage.decode(ByteBuffer.wrap(datagram));
            if (!passesCookie(path, message, now)) {
                return null;
            }
        } catch (InvalidSyntaxException | UnsupportedCriticalPayloadException e) {
            context.refused(0, path, String.valueOf(e.getMessage()));
            replies.answerLimited(path, header, NotifyPayload.of(e), now);
            return null;
        } catch (IkeProtocolException e) {
            context.refused(0, path, String.valueOf(e.getMessage()));
            return null;
        }
        Optional<Resumption> resumption = Optional.empty();
        if (header.exchange().equals(ExchangeType.IKE_SESSION_RESUME)) {
            resumption = new Redemption(context).ofRequest(message, path, now);
            if (resumption.isEmpty()) {
                refuseTicket(path, message, now);
                return null;
            }
        }
        return admit(path, message, datagram, resumption, now);
    }

    /** RFC 5723 4.3.2: whatever is wrong with a ticket, the answer is the same, and nothing is kept. */
    private void refuseTicket(Path path, IkeMessage message, Instant now) {
        failures = recentFailures(now) + 1;
        context.refused(0, path, "a ticket that is not genuine, has expired, was used or fits no profile");
        if (refusals.take(now)) {
            context.trace(false, path, message.header(), message.payloads());
            replies.answerInit(path, message.header(), NotifyPayload.of(NotifyType.TICKET_NACK));
        }
    }

    private @Nullable IkeSaMachine admit(
            Path path, IkeMessage message, byte[] datagram, Optional<Resumption> resumption, Instant now) {
        IkeSa sa = new IkeSa(
                context.newIkeSpi(),
                false,
                path,
                now,
                context.settings().crypto(),
                context.settings().random(),
                context);
        sa.remoteSpi(message.header().initiatorSpi());
        Handshake handshake = new Handshake();
        FirstResponse exchange = resumption
                .<FirstResponse>map(taken -> new SessionResumeResponse(
                        sa, handshake, taken, context.settings().options()))
                .orElseGet(() -> new SaInitResponse(
                        sa, handshake, proposals, context.settings().options()));
        try {
            IkeSaMachine machine = IkeSaMachine.respond(context, sa, exchange, handshake, message, datagram, now);
            Visitor visitor = visitor(path, message.header(), datagram);
            visitors.put(visitor, machine);
            byLocalSpi.put(sa.localSpi(), visitor);
            return machine;
        } catch (IkeProtocolException e) {
            sa.destroyKeys();
            context.releaseIkeSpi(sa.localSpi());
            context.trace(false, path, message.header(), message.payloads());
            refuse(path, message.header(), sa, e, now);
            return null;
        }
    }

    private void refuse(Path path, IkeHeader request, IkeSa sa, IkeProtocolException error, Instant now) {
        if (error instanceof InvalidKePayloadException) {
            replies.answerInit(path, request, NotifyPayload.of(error));
            return;
        }
        // A refused request leaves nothing half-open, but it cost work: it brings the cookies nearer, too.
        failures = recentFailures(now) + 1;
        if (!refusals.take(now)) {
            context.refused(0, path, String.valueOf(error.getMessage()));
            return;
        }
        replies.answerInit(path, request, NotifyPayload.of(error));
        if (error instanceof NoProposalChosenException) {
            context.event(new IkeEvent.IkeSaClosed(sa.snapshot(IkeSaSnapshot.Phase.CLOSED), Refusals.reason(error)));
        } else {
            context.refused(0, path, String.valueOf(error.getMessage()));
        }
    }

    private int recentFailures(Instant now) {
        if (Duration.between(failuresSince, now).compareTo(FAILURE_MEMORY) > 0) {
            failuresSince = now;
            failures = 0;
        }
        return failures;
    }

    /** RFC 7296 2.6: under load an initiator has to show that it receives at the address it claims. */
    private boolean passesCookie(Path path, IkeMessage message, Instant now) throws IkeProtocolException {
        if (halfOpen.size() + recentFailures(now) < context.settings().limits().cookieThreshold()) {
            return true;
        }
        ReceivedPayloads payloads = ReceivedPayloads.of(message.payloads(), ExchangeType.IKE_SA_INIT, false, false);
        byte[] nonce = payloads.required(NoncePayload.class).nonce();
        long spi = message.header().initiatorSpi();
        boolean accepted = payloads.notify(NotifyType.COOKIE)
                .filter(notify -> cookies.accepts(notify.data(), path, spi, nonce, now))
                .isPresent();
        if (!accepted) {
            byte[] cookie = cookies.cookie(path, spi, nonce, now);
            context.trace(false, path, message.header(), message.payloads());
            replies.answerInit(path, message.header(), NotifyPayload.of(NotifyType.COOKIE, cookie));
        }
        return accepted;
    }

    /** Keeps count of the half-open IKE SAs. */
    void count(IkeSaMachine machine) {
        if (machine.isHalfOpen()) {
            halfOpen.add(machine.sa().localSpi());
        } else {
            halfOpen.remove(machine.sa().localSpi());
        }
    }

    void forget(IkeSaMachine machine) {
        halfOpen.remove(machine.sa().localSpi());
        Visitor visitor = byLocalSpi.remove(machine.sa().localSpi());
        if (visitor != null) {
            visitors.remove(visitor);
        }
    }

    private static Visitor visitor(Path path, IkeHeader header, byte[] datagram) {
        return new Visitor(header.initiatorSpi(), path.remote(), ByteBuffer.wrap(digest(datagram)));
    }

    private static byte[] digest(byte[] request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(request);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
