package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.TemporaryFailureException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeNegotiationTask;
import io.flexike.ike.task.IkeSa;
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
        if (sa.hasChildExchange()) {
            throw new TemporaryFailureException("Child SAs of the IKE SA are being made, rekeyed or deleted");
        }
        if (sa.heir().isPresent() || sa.rival().isPresent()) {
            throw new TemporaryFailureException("the IKE SA has a successor already");
        }
        IkeSa next = sa.successor(/* weInitiate= */ false);
        Handshake handshake = new Handshake();
        IkeNegotiationTask negotiation = IkeNegotiationTask.rekeying(
                next, sa, handshake, sa.requiredProfile().ikeProposals());
        WindowTask window = new WindowTask(next, options.windowSize());
        try {
            negotiation.processRequest(request);
        } catch (IkeProtocolException e) {
            sa.effects().releaseIkeSpi(next.localSpi());
            next.destroyKeys();
            throw e;
        }
        window.processRequest(request);
        negotiation.buildResponse(response);
        window.buildResponse(response);
        // RFC 6290 4.3: the token is about the SPIs, which are others now.
        new QuickCrashDetectionTask(next).buildResponse(response);
        next.live(sa.effects().now());
        // RFC 5723 4.1: the ticket is for the new IKE SA.
        TicketTask ticket = new TicketTask(next);
        ticket.processRequest(request);
        ticket.buildResponse(response);
        if (sa.isRekeying()) {
            sa.rival(new IkeSa.Rival(next, NonceTask.lowest(handshake.nonceI(), handshake.nonceR())));
        }
        return new ExchangeResult.RekeyedByPeer(next);
    }
}
