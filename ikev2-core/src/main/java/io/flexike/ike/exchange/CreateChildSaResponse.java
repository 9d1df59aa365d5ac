package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NoAdditionalSasException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;

/** CREATE_CHILD_SA as responder: an IKE SA has its one Child SA, and RFC 7296 4 lets us refuse any further one. */
public final class CreateChildSaResponse implements PeerExchange {
    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException {
        throw new NoAdditionalSasException("an IKE SA carries one Child SA");
    }
}
