package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;
import java.util.Optional;

/** A protected exchange that we start. */
public interface OwnExchange {
    ExchangeType type();

    /** Whether nothing else may be on its way beside it. */
    default boolean isAlone() {
        return false;
    }

    /** Whether something that the peer has begun has to end first; asked again when something has changed. */
    default boolean mustWait() {
        return false;
    }

    /** Along which path the request goes, empty for that of the IKE SA. */
    default Optional<Path> via() {
        return Optional.empty();
    }

    /** The payloads of the request; called once, when the window lets it go. */
    List<Payload> request() throws IkeProtocolException;

    /** Whether an authentic response belongs to the request, rather than to one before with the same message ID. */
    default boolean accepts(ReceivedPayloads response) {
        return true;
    }

    /** The response will never come, and nobody knows whether the request has (RFC 6311 9). */
    default void lost() {}

    /**
     * What is to be asked for in the IKE SA that has taken the place of this one, if this one is deleted before the
     * response comes.
     */
    default Optional<Intention> inSuccessor() {
        return Optional.empty();
    }

    /**
     * Reads the authentic response.
     *
     * @throws IkeProtocolException if the response is not acceptable, which ends the IKE SA
     */
    ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException;

    /** No acceptable response will come: gives back what was reserved for it. May follow a refused response. */
    default void abandoned() {}
}
