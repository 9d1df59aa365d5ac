package io.flexike.ike.session;

import java.util.Optional;
import java.util.function.Function;

/**
 * Why an IKE SA ended, or why it or a Child SA never came to be.
 *
 * @param explanation one sentence for a person; names what each side wanted where that is known
 * @param rejection the same as data, where an exchange was refused
 */
public record CloseReason(Kind kind, String explanation, Optional<Rejection> rejection) {
    /** For an end without a refused exchange. */
    public CloseReason(Kind kind, String explanation) {
        this(kind, explanation, Optional.empty());
    }

    /** For a refused exchange; the explanation is the sentence of its data. */
    public CloseReason(Kind kind, Rejection rejection) {
        this(kind, rejection.sentence(), Optional.of(rejection));
    }

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
        /** The certificate of the peer was revoked after it had proved who it is. */
        REVOKED,
        REKEYED,
        EXPIRED,
        REAUTHENTICATED,
        REDIRECTED,
        INTERNAL_ERROR
    }

    /**
     * The same as {@link #toString}, for readers who may not see everything.
     *
     * @param personal see {@link Rejection#sentence(Function)}; applied to the data that there is
     */
    public String text(Function<Object, String> personal) {
        return kind + ": " + rejection.map(data -> data.sentence(personal)).orElse(explanation);
    }

    @Override
    public String toString() {
        return kind + ": " + explanation;
    }
}
