package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;

/** A protected exchange that the peer starts. */
public interface PeerExchange {
    /**
     * Reads the authentic request and adds the payloads of the response, now or when its questions are answered.
     *
     * @throws IkeProtocolException whose notify becomes the whole response
     */
    ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws IkeProtocolException;

    /** Nothing more will come of it, where more requests would have: forgets its secrets. */
    default void abandoned() {}
}
