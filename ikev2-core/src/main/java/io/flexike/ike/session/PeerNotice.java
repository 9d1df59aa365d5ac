package io.flexike.ike.session;

import io.flexike.ike.error.NotifyType;
import java.util.Map;

/** What a peer is likely to mean by an error. */
final class PeerNotice {
    private static final Map<NotifyType, String> HINTS = Map.of(
            NotifyType.NO_PROPOSAL_CHOSEN, "it has no proposal in common with ours",
            NotifyType.AUTHENTICATION_FAILED,
                    "it does not accept our identity or our proof of it, or has no configuration for us",
            NotifyType.TS_UNACCEPTABLE, "our traffic selectors do not overlap with its own",
            NotifyType.INTERNAL_ADDRESS_FAILURE, "it has no address for us",
            NotifyType.FAILED_CP_REQUIRED, "it demands that we ask for an address",
            NotifyType.INVALID_SYNTAX, "it found our message malformed");

    private PeerNotice() {}

    static String hint(NotifyType told) {
        String hint = HINTS.get(told);
        return hint == null ? "" : ": " + hint;
    }
}
