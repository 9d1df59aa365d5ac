package io.flexike.ike.exchange;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.CertificateRequestTask;
import io.flexike.ike.task.CertificateWish;
import io.flexike.ike.task.CookieTask;
import io.flexike.ike.task.FragmentationTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeNegotiationTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.IntermediateSupportTask;
import io.flexike.ike.task.MethodAnnouncementTask;
import io.flexike.ike.task.NatDetectionTask;
import io.flexike.ike.task.PpkNegotiationTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectNotify;
import io.flexike.ike.task.RedirectTask;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.SignatureHashTask;
import io.flexike.ike.task.Task;
import io.flexike.ike.task.VendorIdTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** IKE_SA_INIT as initiator (RFC 7296 1.2, 2.6, 2.7). The only exchange that has to be repeated with other contents. */
public final class SaInitInitiation implements FirstExchange {
    /** Our choice: a peer that answers with cookies and other groups for ever is left alone. */
    private static final int MAX_RETRIES = 5;

    private static final int MAX_COOKIE_OCTETS = 64;

    private final IkeSa sa;
    private final CookieTask cookie = new CookieTask();
    private final IkeNegotiationTask negotiation;
    private final List<Task> requestOrder;

    /** RFC 7296 2.21.1: what may refuse a response comes before the key exchange, which can end only once. */
    private final List<Task> responseOrder;

    private final boolean redirectsAccepted;
    private int retries;

    public SaInitInitiation(IkeSa sa, Handshake handshake, ProtocolOptions options) {
        this.sa = sa;
        this.negotiation =
                new IkeNegotiationTask(sa, handshake, sa.requiredProfile().ikeProposals());
        Task ppk = new PpkNegotiationTask(sa, handshake, List.of());
        Task signatureHashes =
                new SignatureHashTask(handshake, sa.requiredProfile().signatureHashes());
        Task nat = new NatDetectionTask(sa, options.natTraversal());
        Task fragmentation = new FragmentationTask(sa, options.fragmentOctets());
        Task vendorIds = new VendorIdTask(sa, options.vendorIds());
        this.redirectsAccepted = options.redirects().accepted();
        this.requestOrder = List.of(
                negotiation,
                nat,
                fragmentation,
                new RedirectTask(sa, redirectsAccepted),
                signatureHashes,
                new IntermediateSupportTask(sa),
                vendorIds,
                cookie,
                ppk);
        Task certificates = new CertificateRequestTask(handshake, CertificateWish.of(List.of()));
        Task methods = new MethodAnnouncementTask(handshake, CertificateWish.of(List.of()));
        this.responseOrder =
                List.of(ppk, signatureHashes, certificates, methods, negotiation, nat, fragmentation, vendorIds);
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.IKE_SA_INIT;
    }

    @Override
    public List<Payload> request() throws IkeProtocolException {
        List<Payload> request = new ArrayList<>();
        for (Task task : requestOrder) {
            task.buildRequest(request);
        }
        return request;
    }

    @Override
    public Result response(IkeMessage message) {
        ReceivedPayloads payloads = ReceivedPayloads.of(message.payloads(), ExchangeType.IKE_SA_INIT, true, false);
        Optional<NotifyPayload> cookieNotify = payloads.notify(NotifyType.COOKIE);
        if (cookieNotify.isPresent() && payloads.all(SaPayload.class).isEmpty()) {
            byte[] octets = cookieNotify.get().data();
            if (octets.length == 0 || octets.length > MAX_COOKIE_OCTETS) {
                return Result.of(Outcome.IGNORED, "a cookie of " + octets.length + " octets; 1 to 64 are allowed");
            }
            return cookie.received(octets)
                    ? retry("cookies")
                    : Result.of(Outcome.IGNORED, "the cookie that was returned already");
        }
        Optional<NotifyPayload> redirect = payloads.notify(NotifyType.REDIRECT).filter(notify -> redirectsAccepted);
        if (redirect.isPresent()) {
            return redirected(redirect.get());
        }
        Optional<NotifyPayload> error = payloads.error();
        if (error.isPresent()) {
            return refused(error.get());
        }
        long remoteSpi = message.header().responderSpi();
        if (remoteSpi == 0) {
            return Result.of(Outcome.IGNORED, "an IKE_SA_INIT response without a responder SPI");
        }
        if (sa.requiredProfile().ikePolicy().childless() == IkeSaPolicy.Childless.ALWAYS
                && payloads.notify(NotifyType.CHILDLESS_IKEV2_SUPPORTED).isEmpty()) {
            // RFC 6023 3: a Child SA must not be left out if the responder has not said that it may be. RFC 7296
            // 2.21.1: the response may be forged; asked before the key exchange ends, which a better one still needs.
            return new Result(
                    Outcome.REFUSED,
                    new CloseReason(
                            CloseReason.Kind.PEER_REFUSED, "the peer does not support IKE SAs without a Child SA"));
        }
        sa.remoteSpi(remoteSpi);
        try {
            for (Task task : responseOrder) {
                task.processResponse(payloads);
            }
        } catch (IkeProtocolException e) {
            // RFC 7296 2.21.1: the response is not authenticated, so that it may be forged: wait for a better one.
            sa.remoteSpi(0);
            sa.destroyKeys();
            return new Result(Outcome.REFUSED, Refusals.reason(e));
        }
        return Result.of(Outcome.COMPLETE, "");
    }

    @Override
    public void abandoned() {
        negotiation.abandon();
    }

    /** RFC 5685 3: only who has seen our nonce may send us elsewhere; other redirects are dropped silently. */
    private Result redirected(NotifyPayload notify) {
        try {
            RedirectNotify redirect = RedirectNotify.decode(notify);
            if (!redirect.carries(negotiation.ownNonce())) {
                return Result.of(Outcome.IGNORED, "a redirect with another nonce than ours");
            }
            CloseReason reason =
                    new CloseReason(CloseReason.Kind.REDIRECTED, "the gateway sends us to " + redirect.target());
            return new Result(Outcome.REDIRECTED, reason, Optional.of(redirect.target()));
        } catch (InvalidSyntaxException e) {
            return Result.of(Outcome.IGNORED, String.valueOf(e.getMessage()));
        }
    }

    private Result refused(NotifyPayload error) {
        byte[] data = error.data();
        if (error.notifyType().equals(NotifyType.INVALID_KE_PAYLOAD) && data.length == 2) {
            KeyExchangeMethod wanted = new KeyExchangeMethod((data[0] & 0xff) << 8 | data[1] & 0xff);
            if (negotiation.retryWith(wanted)) {
                return retry("key exchange methods");
            }
            return Result.of(
                    Outcome.IGNORED,
                    "the peer wants key exchange method " + wanted + ", which we did not offer or have tried");
        }
        return new Result(
                Outcome.REFUSED,
                Refusals.reason(
                        error,
                        Asked.ikeSa(sa.profileName(), sa.requiredProfile().ikeProposals())));
    }

    private Result retry(String what) {
        retries++;
        return retries > MAX_RETRIES
                ? Result.of(Outcome.REFUSED, "the peer asked for other " + what + " " + MAX_RETRIES + " times")
                : Result.of(Outcome.RETRY, "");
    }
}
