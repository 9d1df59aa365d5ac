package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.StateNotFoundException;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.FollowUps;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.KeyExchangeSeries;
import io.flexike.ike.task.PeerSeries;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;

/** IKE_FOLLOWUP_KE as responder: one additional key exchange after a CREATE_CHILD_SA (RFC 9370 2.2.4). */
public final class FollowUpResponse implements PeerExchange {
    private static final byte[] NO_LINK = new byte[0];

    private final IkeSa sa;

    public FollowUpResponse(IkeSa sa) {
        this.sa = sa;
    }

    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        byte[] link = request.notify(NotifyType.ADDITIONAL_KEY_EXCHANGE)
                .map(NotifyPayload::data)
                .orElse(NO_LINK);
        // RFC 9370 2.2.4: it may have come too late, or its CREATE_CHILD_SA has come to nothing in the meantime.
        FollowUps.Waiting waiting = sa.followUps().find(link).orElseThrow(StateNotFoundException::new);
        response.add(waiting.keys().respond(request.required(KePayload.class)));
        sa.followUps().end(waiting);
        return after(response, sa, waiting.keys(), waiting.purpose());
    }

    /** Ends a response: with the link to the next key exchange, or with what was to be made if there is none. */
    static ExchangeResult after(List<Payload> response, IkeSa sa, KeyExchangeSeries keys, PeerSeries purpose) {
        if (keys.isComplete()) {
            return purpose.completed(keys.secrets())
                    .<ExchangeResult>map(ExchangeResult.RekeyedByPeer::new)
                    .orElse(ExchangeResult.CONTINUES);
        }
        byte[] link =
                sa.followUps().await(keys, purpose, sa.random(), sa.effects().now());
        response.add(NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link));
        return ExchangeResult.CONTINUES;
    }
}
