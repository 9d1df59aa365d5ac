package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.IntermediateTask;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;

/** The IKE_INTERMEDIATE exchange that is due, as responder (RFC 9242 3.2). */
public final class IntermediateResponse implements PeerExchange {
    private final IntermediateTask task;

    /** @param profiles one of which may be the peer's */
    public IntermediateResponse(IkeSa sa, Handshake handshake, List<PeerProfile> profiles) {
        this.task = new IntermediateTask(sa, handshake, profiles);
    }

    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        try {
            task.processRequest(request);
            task.buildResponse(response);
        } catch (IkeProtocolException e) {
            task.abandon();
            throw e;
        }
        return new ExchangeResult.Intermediate(task.nextKeys());
    }
}
