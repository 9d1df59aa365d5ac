package io.flexike.esp.sad;

/** How near its end an SA is, and by what. */
public enum Expiry {
    /** Nothing is near. */
    NONE,
    SOFT_OCTETS,
    SOFT_PACKETS,
    /** Three quarters of the sequence numbers are used. */
    SOFT_SEQUENCE,
    HARD_OCTETS,
    HARD_PACKETS,
    /** The last sequence number is used. */
    HARD_SEQUENCE;

    /** Whether the SA carries nothing any more. */
    public boolean isHard() {
        return switch (this) {
            case HARD_OCTETS, HARD_PACKETS, HARD_SEQUENCE -> true;
            default -> false;
        };
    }
}
