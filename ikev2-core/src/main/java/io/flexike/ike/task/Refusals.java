package io.flexike.ike.task;

import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.CloseReason;
import java.util.List;
import java.util.Map;

/** Reasons that people can read, from our own refusals and from the peer's. */
public final class Refusals {
    private static final Map<NotifyType, CloseReason.Kind> KINDS = Map.of(
            NotifyType.NO_PROPOSAL_CHOSEN, CloseReason.Kind.NO_PROPOSAL_CHOSEN,
            NotifyType.INVALID_KE_PAYLOAD, CloseReason.Kind.NO_PROPOSAL_CHOSEN,
            NotifyType.AUTHENTICATION_FAILED, CloseReason.Kind.AUTHENTICATION_FAILED,
            NotifyType.TS_UNACCEPTABLE, CloseReason.Kind.TS_UNACCEPTABLE,
            NotifyType.INTERNAL_ADDRESS_FAILURE, CloseReason.Kind.CONFIGURATION_FAILED,
            NotifyType.FAILED_CP_REQUIRED, CloseReason.Kind.CONFIGURATION_FAILED);

    private static final Map<NotifyType, String> HINTS = Map.of(
            NotifyType.NO_PROPOSAL_CHOSEN, "it has no proposal in common with ours",
            NotifyType.AUTHENTICATION_FAILED,
                    "it does not accept our identity or our pre-shared key, or has no configuration for us",
            NotifyType.TS_UNACCEPTABLE, "our traffic selectors do not overlap with its own",
            NotifyType.INTERNAL_ADDRESS_FAILURE, "it has no address for us",
            NotifyType.FAILED_CP_REQUIRED, "it demands that we ask for an address",
            NotifyType.INVALID_SYNTAX, "it found our message malformed");

    private Refusals() {}

    /** Why we refuse. */
    public static CloseReason reason(IkeProtocolException refusal) {
        return new CloseReason(
                KINDS.getOrDefault(refusal.notifyType(), CloseReason.Kind.PROTOCOL_ERROR),
                String.valueOf(refusal.getMessage()));
    }

    /**
     * Why the peer refused what we offered: it does not say what it would have taken, but we can say what we asked for.
     */
    public static CloseReason reason(NotifyPayload error, List<Proposal> offered) {
        CloseReason reason = reason(error);
        return error.notifyType().equals(NotifyType.NO_PROPOSAL_CHOSEN)
                ? new CloseReason(reason.kind(), reason.explanation() + "; we offered " + offered)
                : reason;
    }

    /** Why the peer refused. */
    public static CloseReason reason(NotifyPayload error) {
        NotifyType type = error.notifyType();
        String hint = HINTS.get(type);
        return new CloseReason(
                KINDS.getOrDefault(type, CloseReason.Kind.PEER_REFUSED),
                "the peer answered " + type + (hint == null ? "" : ": " + hint));
    }
}
