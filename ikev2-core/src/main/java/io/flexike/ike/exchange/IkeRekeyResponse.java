package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.TemporaryFailureException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.ExchangeCollisions;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeNegotiationTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.KeyExchangeSeries;
import io.flexike.ike.task.NonceTask;
import io.flexike.ike.task.QuickCrashDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.TicketTask;
import io.flexike.ike.task.WindowTask;
import java.util.List;

/** CREATE_CHILD_SA as responder for the successor of the IKE SA itself (RFC 7296 1.3.2, 2.8.2, 2.25.2). */
final class IkeRekeyResponse {
    private final IkeSa sa;
    private final ProtocolOptions options;

    IkeRekeyResponse(IkeSa sa, ProtocolOptions options) {
        this.sa = sa;
        this.options = options;
    }

    ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        // RFC 7296 2.25.2: not while requests of ours about Child SAs are on their way.
        if (sa.collisions().hasChildExchange()) {
            throw new TemporaryFailureException("Child SAs of the IKE SA are being made, rekeyed or deleted");
        }
        if (sa.heir().isPresent()
                || sa.collisions()
                        .rival()
                        .flatMap(ExchangeCollisions.Rival::made)
                        .isPresent()) {
            throw new TemporaryFailureException("the IKE SA has a successor already");
        }
        // RFC 9370 2.2.4: the peer has agreed to our own rekeying, and that is not over yet.
        if (sa.collisions().rekeying() == ExchangeCollisions.Rekeying.AGREED) {
            throw new TemporaryFailureException("the IKE SA is being rekeyed");
        }
        // The peer begins anew.
        sa.followUps().dropForIkeSa();
        IkeSa next = sa.successor(/* weInitiate= */ false);
        Handshake handshake = new Handshake();
        IkeNegotiationTask negotiation = IkeNegotiationTask.rekeying(
                next, sa, handshake, sa.requiredProfile().ikeProposals());
        WindowTask window = new WindowTask(next, options.windowSize());
        try {
            negotiation.processRequest(request);
        } catch (IkeProtocolException e) {
            sa.effects().releaseIkeSpi(next.localSpi());
            throw e;
        }
        window.processRequest(request);
        negotiation.buildResponse(response);
        window.buildResponse(response);
        // RFC 6290 4.3: the token is about the SPIs, which are others now.
        new QuickCrashDetectionTask(next).buildResponse(response);
        byte[] lowestNonce = NonceTask.lowest(handshake.nonceI(), handshake.nonceR());
        KeyExchangeSeries keys = new KeyExchangeSeries(
                sa.crypto(), sa.random(), negotiation.suite().furtherKeyExchanges());
        ExchangeResult result =
                FollowUpResponse.after(response, sa, keys, new IkeSaSeries(sa, next, negotiation, lowestNonce));
        if (keys.isComplete()) {
            // RFC 5723 4.1: the ticket is for the new IKE SA, whose keys have to be there.
            TicketTask ticket = new TicketTask(next);
            ticket.processRequest(request);
            ticket.buildResponse(response);
        }
        return result;
    }
}
