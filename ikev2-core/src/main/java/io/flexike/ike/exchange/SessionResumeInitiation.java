package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.CookieTask;
import io.flexike.ike.task.FragmentationTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.NatDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.Resumption;
import io.flexike.ike.task.ResumptionTask;
import io.flexike.ike.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** IKE_SESSION_RESUME as initiator (RFC 5723 4.3.2). Whatever refuses it, IKE_SA_INIT is still possible. */
public final class SessionResumeInitiation implements FirstExchange {
    /** Our choice: who asks for yet another cookie gets a full exchange. */
    private static final int MAX_COOKIES = 3;

    private static final int MAX_COOKIE_OCTETS = 64;

    private final IkeSa sa;
    private final CookieTask cookie = new CookieTask();
    private final List<Task> tasks;
    private int cookies;

    public SessionResumeInitiation(IkeSa sa, Handshake handshake, Resumption resumption, ProtocolOptions options) {
        this.sa = sa;
        this.tasks = List.of(
                new ResumptionTask(sa, handshake, resumption),
                new NatDetectionTask(sa, options.natTraversal()),
                new FragmentationTask(sa, options.fragmentOctets()),
                cookie);
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.IKE_SESSION_RESUME;
    }

    @Override
    public List<Payload> request() throws IkeProtocolException {
        List<Payload> request = new ArrayList<>();
        for (Task task : tasks) {
            task.buildRequest(request);
        }
        return request;
    }

    @Override
    public Result response(IkeMessage message) {
        ReceivedPayloads payloads =
                ReceivedPayloads.of(message.payloads(), ExchangeType.IKE_SESSION_RESUME, true, false);
        Optional<NotifyPayload> cookieNotify = payloads.notify(NotifyType.COOKIE);
        if (cookieNotify.isPresent() && payloads.all(NoncePayload.class).isEmpty()) {
            return cookie(cookieNotify.get().data());
        }
        if (payloads.notify(NotifyType.TICKET_NACK).isPresent()) {
            return new Result(
                    Outcome.REFUSED,
                    new CloseReason(CloseReason.Kind.PEER_REFUSED, "the peer does not take the ticket (any more)"));
        }
        Optional<NotifyPayload> error = payloads.error();
        if (error.isPresent()) {
            return new Result(Outcome.REFUSED, Refusals.reason(error.get(), Asked.NOTHING));
        }
        long remoteSpi = message.header().responderSpi();
        if (remoteSpi == 0) {
            return Result.of(Outcome.IGNORED, "an IKE_SESSION_RESUME response without a responder SPI");
        }
        sa.remoteSpi(remoteSpi);
        try {
            for (Task task : tasks) {
                task.processResponse(payloads);
            }
            return Result.of(Outcome.COMPLETE, "");
        } catch (IkeProtocolException e) {
            sa.remoteSpi(0);
            sa.destroyKeys();
            return new Result(Outcome.REFUSED, Refusals.reason(e));
        }
    }

    private Result cookie(byte[] octets) {
        if (octets.length == 0 || octets.length > MAX_COOKIE_OCTETS) {
            return Result.of(Outcome.IGNORED, "a cookie of " + octets.length + " octets; 1 to 64 are allowed");
        }
        if (!cookie.received(octets)) {
            return Result.of(Outcome.IGNORED, "the cookie that was returned already");
        }
        cookies++;
        return cookies > MAX_COOKIES
                ? Result.of(Outcome.REFUSED, "the peer asked for other cookies " + MAX_COOKIES + " times")
                : Result.of(Outcome.RETRY, "");
    }
}
