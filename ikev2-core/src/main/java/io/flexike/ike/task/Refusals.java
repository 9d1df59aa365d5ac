package io.flexike.ike.task;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Rejection;
import java.util.Map;

/** Reasons as data, with a sentence for people, from our own refusals and from the peer's. */
public final class Refusals {
    private static final Map<NotifyType, CloseReason.Kind> KINDS = Map.of(
            NotifyType.NO_PROPOSAL_CHOSEN, CloseReason.Kind.NO_PROPOSAL_CHOSEN,
            NotifyType.INVALID_KE_PAYLOAD, CloseReason.Kind.NO_PROPOSAL_CHOSEN,
            NotifyType.AUTHENTICATION_FAILED, CloseReason.Kind.AUTHENTICATION_FAILED,
            NotifyType.TS_UNACCEPTABLE, CloseReason.Kind.TS_UNACCEPTABLE,
            NotifyType.INTERNAL_ADDRESS_FAILURE, CloseReason.Kind.CONFIGURATION_FAILED,
            NotifyType.FAILED_CP_REQUIRED, CloseReason.Kind.CONFIGURATION_FAILED);

    private Refusals() {}

    /** Why we refuse. */
    public static CloseReason reason(IkeProtocolException refusal) {
        NotifyType type = refusal.notifyType();
        Rejection rejection = refusal.grounds()
                .filter(Rejection.class::isInstance)
                .map(Rejection.class::cast)
                .orElseGet(() -> new Rejection.Other(type, String.valueOf(refusal.getMessage())));
        return new CloseReason(KINDS.getOrDefault(type, CloseReason.Kind.PROTOCOL_ERROR), rejection);
    }

    /** Why the peer refused what we asked for. */
    public static CloseReason reason(NotifyPayload error, Asked asked) {
        NotifyType type = error.notifyType();
        return new CloseReason(
                KINDS.getOrDefault(type, CloseReason.Kind.PEER_REFUSED), new Rejection.ByPeer(type, asked));
    }
}
