package io.flexike.ike.eap;

import org.jspecify.annotations.Nullable;

/** What a method of the peer makes of a request. */
final class PeerStep {
    private static final PeerStep IGNORED = new PeerStep(Standing.ONGOING, null, "");

    /** Of no meaning if the request is ignored. */
    final Standing standing;

    /** The type data of the response; null if there is none. */
    final byte @Nullable [] answer;

    /** Why it failed. */
    final String reason;

    private PeerStep(Standing standing, byte @Nullable [] answer, String reason) {
        this.standing = standing;
        this.answer = answer;
        this.reason = reason;
    }

    static PeerStep answer(Standing standing, byte[] data) {
        return new PeerStep(standing, data, "");
    }

    /** An answer after which only failure is possible. */
    static PeerStep lastWord(byte[] data, String reason) {
        return new PeerStep(Standing.FAILED, data, reason);
    }

    /** There is nothing more to say. */
    static PeerStep ended(String reason) {
        return new PeerStep(Standing.FAILED, null, reason);
    }

    /** The request is malformed or comes at a wrong time. */
    static PeerStep ignored() {
        return IGNORED;
    }
}
