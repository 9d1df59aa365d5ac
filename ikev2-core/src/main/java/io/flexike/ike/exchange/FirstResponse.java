package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** The answer to the unprotected exchange with which an initiator begins. */
@FunctionalInterface
public interface FirstResponse {
    /**
     * The payloads of the response; the IKE SA has its keys then.
     *
     * @throws IkeProtocolException whose notify becomes the whole response, and no IKE SA is kept
     */
    List<Payload> response(IkeMessage request) throws IkeProtocolException;
}
