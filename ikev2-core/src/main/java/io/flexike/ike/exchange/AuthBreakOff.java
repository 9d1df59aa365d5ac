package io.flexike.ike.exchange;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;

/**
 * INFORMATIONAL as responder while IKE_AUTH takes further exchanges: the initiator goes away, such as because it does
 * not believe what we are (RFC 7296 2.21.2), or because a method of EAP has told it that it is refused. Everything else
 * means nothing yet.
 */
public final class AuthBreakOff implements PeerExchange {
    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) {
        if (request.notify(NotifyType.AUTHENTICATION_FAILED).isPresent()) {
            return new ExchangeResult.Closed(new CloseReason(
                    CloseReason.Kind.AUTHENTICATION_FAILED,
                    "the peer has broken off authentication: EAP has refused it, such as for a wrong name or"
                            + " password, or it does not accept how we have authenticated"));
        }
        return request.all(DeletePayload.class).isEmpty()
                ? ExchangeResult.CONTINUES
                : new ExchangeResult.Closed(
                        new CloseReason(CloseReason.Kind.PEER_DELETED, "the peer has broken off IKE_AUTH"));
    }
}
