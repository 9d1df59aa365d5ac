package io.flexike.ike.eap;

/** How far a method of the peer is: which verdicts of the authenticator count (RFC 3748 4.2). */
enum Standing {
    /** The method runs; success would come too early. */
    ONGOING,
    /** The peer has said all, the authenticator has proved nothing: it may decide either way. */
    MAY_SUCCEED,
    /** Both have said that they are content: a failure would be a forgery. */
    FINISHED,
    /** The peer will not go on. */
    FAILED
}
