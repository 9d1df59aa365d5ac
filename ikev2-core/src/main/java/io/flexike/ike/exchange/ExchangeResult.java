package io.flexike.ike.exchange;

import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.PeerRequest;

/** What an exchange means for its IKE SA. */
public sealed interface ExchangeResult {
    /** The IKE SA goes on. */
    record Continues() implements ExchangeResult {}

    /** IKE_AUTH has ended well. */
    record Established() implements ExchangeResult {}

    /** Responder: the response has to wait for an answer of the application. */
    record Asks(PeerRequest request) implements ExchangeResult {}

    /** The IKE SA is gone; a response, if one was built, still goes out. */
    record Closed(CloseReason reason) implements ExchangeResult {}
}
