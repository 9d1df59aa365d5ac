package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** How both ends prove who they are, as the responder sees it, over one or several exchanges. */
public interface ResponderProof {
    /** What a request has come to. */
    sealed interface Outcome {
        /** More is to come after this response. */
        record GoesOn(List<Payload> response) implements Outcome {}

        /** The initiator has proved who it is; our own part, if any is left, is in {@link #conclusion}. */
        record Proved() implements Outcome {}

        /** The initiator is told so by this response, and that is the end (RFC 7296 2.16). */
        record Failed(List<Payload> response, AuthenticationFailedException reason) implements Outcome {}
    }

    /**
     * Reads a request.
     *
     * @throws IkeProtocolException if something is not proved, also by what follows from the progress
     */
    Progress<Outcome> request(ReceivedPayloads request) throws IkeProtocolException;

    /** What is left of our own part for the last response. */
    Progress<List<Payload>> conclusion() throws IkeProtocolException;

    /** Nothing will come of it: forgets its secrets. May be repeated. */
    void abandon();
}
