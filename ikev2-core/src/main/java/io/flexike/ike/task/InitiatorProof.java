package io.flexike.ike.task;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import java.util.List;
import java.util.Optional;

/** How both ends prove who they are, as the initiator sees it, over one or several exchanges. */
public interface InitiatorProof {
    /** What is for it in the first request of IKE_AUTH. */
    Progress<List<Payload>> first() throws IkeProtocolException;

    /**
     * Reads a response.
     *
     * @return what is in the next request of IKE_AUTH, empty if both ends have proved who they are
     * @throws IkeProtocolException if something is not proved, also by what follows from the progress
     */
    Progress<Optional<List<Payload>>> response(ReceivedPayloads response) throws IkeProtocolException;

    /**
     * Whether both ends have proved all, as far as the next response is not an AUTHENTICATION_FAILED. Of several
     * methods the last one may need no AUTH payload of the responder (RFC 4739 2.4).
     */
    boolean isComplete();

    /** Nothing will come of it: forgets its secrets. May be repeated. */
    void abandon();
}
