package io.flexike.esp;

/**
 * A pair of SAs is near its end, or at it.
 *
 * @param inboundSpi names the pair
 * @param outboundSpi the peer's SPI
 */
public record SaExpiring(int inboundSpi, int outboundSpi, Stage stage, Reason reason) {
    /** How near. */
    public enum Stage {
        /** It is time for a successor. */
        SOFT,
        /** One direction carries nothing any more. */
        HARD
    }

    /** What runs out. */
    public enum Reason {
        /** Octets of the {@link SaLimits}. */
        OCTETS,
        /** Packets of the {@link SaLimits}. */
        PACKETS,
        /** Numbers to send with: soft at three quarters, hard when the last one is used (RFC 4303 3.3.3). */
        SEQUENCE_NUMBERS
    }

    /** Whether one direction carries nothing any more. */
    public boolean isHard() {
        return stage == Stage.HARD;
    }
}
