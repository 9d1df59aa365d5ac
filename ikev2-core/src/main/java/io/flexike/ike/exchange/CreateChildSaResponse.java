package io.flexike.ike.exchange;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.error.ChildSaNotFoundException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NoAdditionalSasException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.TemporaryFailureException;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSaDemand;
import io.flexike.ike.task.ChildSaTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.KeyExchangeSeries;
import io.flexike.ike.task.NonceTask;
import io.flexike.ike.task.PfsTask;
import io.flexike.ike.task.ReceivedPayloads;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CREATE_CHILD_SA as responder, in its three forms (RFC 7296 1.3, 2.8, 2.25). */
public final class CreateChildSaResponse implements PeerExchange {
    private final IkeSa sa;
    private final ProtocolOptions options;
    private final int maxChildSas;

    /**
     * Answers one request.
     *
     * @param maxChildSas from so many on, there is none more but in place of another one
     */
    public CreateChildSaResponse(IkeSa sa, ProtocolOptions options, int maxChildSas) {
        this.sa = sa;
        this.options = options;
        this.maxChildSas = maxChildSas;
    }

    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        SaPayload offer = request.required(SaPayload.class);
        if (offer.proposals().get(0).protocol().equals(SecurityProtocol.IKE)) {
            return new IkeRekeyResponse(sa, options).request(request, response);
        }
        // RFC 7296 2.25.2: no Child SA is made or rekeyed while the IKE SA itself is.
        if (sa.collisions().isRekeying() || sa.heir().isPresent()) {
            throw new TemporaryFailureException("the IKE SA is being rekeyed");
        }
        Optional<NotifyPayload> rekey = request.notify(NotifyType.REKEY_SA);
        if (rekey.isPresent()) {
            ChildSa old = rekeyed(rekey.get());
            // as many again may receive what is on its way, and no more
            if (sa.children().installed().size() >= 2L * maxChildSas) {
                throw new TemporaryFailureException("the Child SAs that were replaced are to be deleted first");
            }
            // The peer begins anew.
            sa.followUps().dropFor(old);
            return make(ChildSaDemand.accepting(sa, old), old, request, response);
        }
        if (sa.children().installed().size() >= maxChildSas) {
            throw new NoAdditionalSasException(
                    "the IKE SA has " + maxChildSas + " Child SAs, and has no room for more");
        }
        return make(ChildSaDemand.allowed(sa), null, request, response);
    }

    private ChildSa rekeyed(NotifyPayload rekey) throws IkeProtocolException {
        byte[] spi = rekey.spi();
        if (spi.length != Integer.BYTES) {
            throw new InvalidSyntaxException("REKEY_SA without the SPI of a Child SA");
        }
        int outboundSpi = ByteBuffer.wrap(spi).getInt();
        ChildSa old = sa.children()
                .byOutboundSpi(rekey.protocol(), outboundSpi)
                .orElseThrow(() -> new ChildSaNotFoundException(rekey.protocol(), outboundSpi));
        // RFC 6311 8.3: our response was lost in a synchronization, so that the peer does not know what we have made.
        if (old.phase() == ChildSa.Phase.SUPERSEDED && sa.continuity().wasSynchronized()) {
            old.successor()
                    .filter(made -> made.isLive() && !made.isSending())
                    .ifPresent(made -> sa.children().deleted(made, ChildRekeying.REKEYED));
        }
        // RFC 7296 2.25.1: we are closing it, or it has a successor already.
        boolean replaced =
                old.rival().flatMap(ChildSa.Rival::made).filter(ChildSa::isLive).isPresent();
        if (replaced || old.phase() != ChildSa.Phase.IN_USE && old.phase() != ChildSa.Phase.REKEYING) {
            throw new TemporaryFailureException("the Child SA to be rekeyed is on its way out");
        }
        return old;
    }

    private ExchangeResult make(
            ChildSaDemand allowed, @Nullable ChildSa old, ReceivedPayloads request, List<Payload> response)
            throws IkeProtocolException {
        ChildSaDemand demand = allowed.granting(sa, request.optional(KePayload.class));
        NonceTask nonces = new NonceTask(sa.random());
        PfsTask pfs = new PfsTask(sa, demand.proposals(), KeyExchangeMethod.NONE);
        ChildSaTask task = new ChildSaTask(sa, demand);
        if (old != null) {
            task.replacing(old);
        }
        try {
            nonces.processRequest(request);
            task.processRequest(request);
            pfs.respond(request, task.suite().keyExchange());
        } catch (IkeProtocolException e) {
            task.abandon();
            throw e;
        }
        task.buildResponse(response);
        nonces.buildResponse(response);
        pfs.buildResponse(response);
        task.buildNarrowedSelectors(response);
        KeyExchangeSeries keys =
                new KeyExchangeSeries(sa.crypto(), sa.random(), task.suite().furtherKeyExchanges());
        return FollowUpResponse.after(response, sa, keys, new ChildSaSeries(sa, old, task, nonces, pfs));
    }
}
