package io.flexike.ike.engine;

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
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectNotify;
import io.flexike.ike.task.RedirectTask;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.Resumption;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where strangers arrive: first requests, their repetitions, cookies, and the bounds on half-open IKE SAs. */
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
    private final Visitors visitors;
    private final Census census;
    private final AddressBook peers;
    private final TokenBucket refusals = new TokenBucket();
    private Instant failuresSince = Instant.EPOCH;
    private int failures;

    Reception(EngineContext context, UnprotectedReplies replies, IkeSas sas) {
        this.context = context;
        this.replies = replies;
        this.census = sas.census();
        this.peers = sas.addresses();
        this.visitors = sas.visitors();
        this.cookies = new CookieJar(context.settings());
    }

    /** The IKE SA that this very request has made already. */
    @Nullable
    IkeSaMachine known(Path path, IkeHeader header, byte[] datagram) {
        return visitors.find(path, header, datagram);
    }

    /**
     * Takes a new request; null if it is refused or has to come back with a cookie. What is cheap comes first: limits,
     * then the cookie, then decoding, then Diffie-Hellman.
     *
     * <p>Beyond a limit a request is dropped without a word. RFC 7296 has no notify that says so in IKE_SA_INIT, an
     * unprotected error would make honest initiators give up instead of trying again, and every answer costs more than
     * silence and goes to an address that may be forged.
     */
    @Nullable
    IkeSaMachine receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        long challenges = context.tally().challenges();
        IkeSaMachine made = make(path, header, datagram, now);
        if (context.tally().challenges() == challenges) {
            context.tally().incoming(made != null);
        }
        return made;
    }

    private @Nullable IkeSaMachine make(Path path, IkeHeader header, byte[] datagram, Instant now) {
        if (context.responders().at(path.local().getAddress()).profiles().isEmpty()) {
            context.refused(0, path, "no profile lets anyone connect to us there");
            return null;
        }
        if (datagram.length > MAX_OCTETS) {
            context.refused(
                    0,
                    path,
                    "an " + header.exchange() + " request of " + datagram.length + " octets; at most " + MAX_OCTETS
                            + " are kept for an unknown peer");
            return null;
        }
        InetAddress source = path.remote().getAddress();
        String objection = census.objectionToStranger(source);
        boolean crowded = objection != null;
        if (crowded && peers.contains(source)) {
            objection = census.objectionToPeer(source);
        }
        if (objection != null) {
            context.tally().limited();
            context.refused(0, path, objection);
            return null;
        }
        // The room that is kept for known peers is only for those who are at the address that they claim.
        if ((crowded || isUnderLoad(now)) && !passesCookie(path, header, datagram, now)) {
            return null;
        }
        IkeMessage message;
        try {
            message = IkeMessage.decode(ByteBuffer.wrap(datagram));
        } catch (InvalidSyntaxException | UnsupportedCriticalPayloadException e) {
            context.refused(0, path, String.valueOf(e.getMessage()));
            replies.answerLimited(path, header, NotifyPayload.of(e), now);
            return null;
        } catch (IkeProtocolException e) {
            context.refused(0, path, String.valueOf(e.getMessage()));
            return null;
        }
        if (redirects(path, message)) {
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

    /** RFC 5685 3: an initiator that says it takes redirects is sent away before it costs anything. */
    private boolean redirects(Path path, IkeMessage message) {
        ReceivedPayloads payloads =
                ReceivedPayloads.of(message.payloads(), message.header().exchange(), false, false);
        List<NoncePayload> nonces = payloads.all(NoncePayload.class);
        if (!RedirectTask.takesRedirects(payloads) || nonces.size() != 1) {
            return false;
        }
        Optional<RedirectTarget> elsewhere = context.settings().redirector().redirect(path, Optional.empty());
        elsewhere.ifPresent(target -> {
            context.trace(false, path, message.header(), message.payloads());
            NotifyPayload redirect =
                    RedirectNotify.redirect(target, nonces.get(0).nonce());
            replies.answerInit(path, message.header(), redirect);
            context.event(new IkeEvent.Redirected(0, path, target));
        });
        return elsewhere.isPresent();
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
        ResponderProfiles.Candidates candidates =
                context.responders().at(path.local().getAddress());
        handshake.candidates(
                resumption.isPresent() && resumption.get() instanceof Resumption.ByPeer byPeer
                        ? List.of(byPeer.profile())
                        : candidates.profiles());
        FirstResponse exchange = resumption
                .<FirstResponse>map(taken -> new SessionResumeResponse(
                        sa, handshake, taken, context.settings().options()))
                .orElseGet(() -> new SaInitResponse(
                        sa,
                        handshake,
                        candidates.proposals(),
                        candidates.postquantum(),
                        context.settings().options(),
                        candidates.childless(),
                        candidates.signatureHashes(),
                        candidates.certificates()));
        try {
            IkeSaMachine machine = IkeSaMachine.respond(context, sa, exchange, handshake, message, datagram, now);
            visitors.remember(path, message.header(), datagram, machine, now);
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

    private boolean isUnderLoad(Instant now) {
        return census.halfOpen() + recentFailures(now)
                >= context.settings().limits().cookieThreshold();
    }

    /** RFC 7296 2.6: under load an initiator has to show that it receives at the address it claims. */
    private boolean passesCookie(Path path, IkeHeader header, byte[] datagram, Instant now) {
        if (!CarrierChoice.needsCookie(path)) {
            return true;
        }
        Optional<FirstGlance> glance = FirstGlance.at(header, datagram);
        if (glance.isEmpty()) {
            context.refused(0, path, "no " + header.exchange() + " request, at first glance");
            return false;
        }
        Optional<byte[]> challenge = cookies.challenge(glance.get(), path, header.initiatorSpi(), now);
        if (challenge.isEmpty()) {
            context.tally().cookieAccepted();
        } else {
            context.tally().cookieSent(glance.get().cookie().hasRemaining());
            context.trace(false, path, header, List.of());
            replies.answerInit(path, header, NotifyPayload.of(NotifyType.COOKIE, challenge.get()));
        }
        return challenge.isEmpty();
    }

    /** Lets go of what is remembered for a time only. */
    void age(Instant now) {
        visitors.age(now);
    }

    /** Entries in all tables, which a flood must not let grow. */
    int entries() {
        return visitors.entries();
    }
}
