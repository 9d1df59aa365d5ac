package io.flexike.ike.task;

/**
 * What NAT detection has shown (RFC 7296 2.23).
 *
 * @param feigned whether we pretended a NAT on our side, which is none
 */
public record NatFinding(boolean behindNat, boolean peerBehindNat, boolean feigned) {
    /** No NAT. */
    public static final NatFinding NONE = new NatFinding(false, false, false);

    /** The same object for the most frequent finding, no NAT. */
    static NatFinding of(boolean behindNat, boolean peerBehindNat, boolean feigned) {
        return behindNat || peerBehindNat || feigned ? new NatFinding(behindNat, peerBehindNat, feigned) : NONE;
    }

    /** Whether ESP has to travel in UDP. */
    public boolean needsUdp() {
        return behindNat || peerBehindNat || feigned;
    }

    /** The same with a NAT on our side, which may be there until it is known that there is none. */
    public NatFinding suspected() {
        return new NatFinding(true, peerBehindNat, feigned);
    }
}
