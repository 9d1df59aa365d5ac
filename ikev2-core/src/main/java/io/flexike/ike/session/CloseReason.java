package io.flexike.ike.session;

/**
 * Why an IKE SA ended, or why it or a Child SA never came to be.
 *
 * @param explanation one sentence for a person; names what each side wanted where that is known
 */
public record CloseReason(Kind kind, String explanation) {
    /** The sort of an end, for programs. */
    public enum Kind {
        LOCAL_REQUEST,
        PEER_DELETED,
        PEER_REFUSED,
        NO_PROPOSAL_CHOSEN,
        AUTHENTICATION_FAILED,
        TS_UNACCEPTABLE,
        CONFIGURATION_FAILED,
        NO_RESPONSE,
        HALF_OPEN_TIMEOUT,
        PROTOCOL_ERROR,
        REPLACED,
        /** A limit of ours on IKE SAs is reached. */
        LIMIT_REACHED,
        /** The peer has proved that it lost the IKE SA (RFC 6290). */
        PEER_CRASHED,
        REKEYED,
        EXPIRED,
        REAUTHENTICATED,
        REDIRECTED,
        INTERNAL_ERROR
    }

    @Override
    public String toString() {
        return kind + ": " + explanation;
    }
}
