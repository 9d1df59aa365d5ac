package io.flexike.esp.sad;

/**
 * What one SA may carry (RFC 4301 4.4.2.1). Each soft limit is at most the hard one.
 *
 * @param softOctets octets that the cipher has worked on, padding and trailer included
 */
public record TrafficLimits(long softOctets, long hardOctets, long softPackets, long hardPackets) {
    /** Without an end. */
    public static final TrafficLimits NONE =
            new TrafficLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    Expiry reached(long octets, long packets) {
        if (octets < softOctets && packets < softPackets) {
            return Expiry.NONE;
        }
        if (octets >= hardOctets) {
            return Expiry.HARD_OCTETS;
        }
        if (packets >= hardPackets) {
            return Expiry.HARD_PACKETS;
        }
        return octets >= softOctets ? Expiry.SOFT_OCTETS : Expiry.SOFT_PACKETS;
    }
}
