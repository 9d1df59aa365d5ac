package io.flexike.ike.session;

/**
 * How post-quantum pre-shared keys protect the IKE SAs with a kind of peer. A responder does what the initiator asks
 * for, as far as it has keys.
 *
 * @param mixing what an initiator asks for
 */
public record PostquantumPolicy(PostquantumKeys keys, Mixing mixing) {
    /** No keys. */
    public static final PostquantumPolicy NONE = new PostquantumPolicy(PostquantumKeys.NONE, Mixing.IN_AUTH);

    /** Where a key comes into the keys of an IKE SA. */
    public enum Mixing {
        /**
         * In IKE_AUTH (RFC 8784): Child SAs and later IKE SAs are protected, identities and configuration in the first
         * one are not.
         */
        IN_AUTH,
        /** In IKE_INTERMEDIATE (RFC 9867), so that all of IKE_AUTH is protected; in IKE_AUTH if the peer cannot. */
        IN_INTERMEDIATE
    }
}
