package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;

/** A protected exchange that the peer starts. */
public interface PeerExchange {
    /**
     * Reads the authentic request and adds the payloads of the response, unless the result is
     * {@link ExchangeResult.Asks}.
     *
     * @throws IkeProtocolException whose notify becomes the whole response
     */
    ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException;

    /** Goes on after {@link ExchangeResult.Asks}. */
    default ExchangeResult resume(Authorization answer, List<Payload> response) throws IkeProtocolException {
        throw new AssertionError("nobody was asked");
    }
}
