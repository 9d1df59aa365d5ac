package io.flexike.ike.task;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import java.util.List;

/**
 * One concern of one exchange, on one side of it. A task adds payloads to the message that we send and reads those that
 * it knows from the message of the peer; it lives as long as the exchange.
 */
public abstract class Task {
    /** Initiator: adds payloads to the request. */
    public void buildRequest(List<Payload> request) throws IkeProtocolException {}

    /** Responder: reads the request; an exception becomes the whole answer. */
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {}

    /** Responder: adds payloads to the response. */
    public void buildResponse(List<Payload> response) throws IkeProtocolException {}

    /** Initiator: reads the response. */
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {}

    /** Nothing will come of it: forgets its secrets and gives back what was reserved. May be repeated. */
    public void abandon() {}
}
