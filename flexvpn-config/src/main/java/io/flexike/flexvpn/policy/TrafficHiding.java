package io.flexike.flexvpn.policy;

import io.flexike.esp.EspSaParameters;
import java.time.Duration;
import java.util.Optional;

/**
 * Traffic flow confidentiality: what is done so that nobody sees how long packets are and when there are any (RFC 4303
 * 2.6, 2.7). AH hides nothing.
 *
 * @param paddedOctets packets in tunnel mode that are shorter are made to look that long where the peer takes it and
 *     there is room, 0 to {@value EspSaParameters#MAX_TFC_OCTETS}; 0 for never
 * @param dummyInterval the time from one dummy packet to the next in each Child SA, on the average, 1 millisecond to 1
 *     hour; empty for none. Dummies have random lengths up to 1400 octets; where packets are padded to that or more,
 *     they look like all others
 */
public record TrafficHiding(int paddedOctets, Optional<Duration> dummyInterval) {
    /** Nothing is hidden. */
    public static final TrafficHiding NONE = new TrafficHiding(0, Optional.empty());

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public TrafficHiding {
        if (paddedOctets < 0 || paddedOctets > EspSaParameters.MAX_TFC_OCTETS) {
            throw new IllegalArgumentException(
                    "padding to " + paddedOctets + " octets is not between 0 and " + EspSaParameters.MAX_TFC_OCTETS);
        }
        dummyInterval.ifPresent(interval -> {
            if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a dummy packet every " + interval + " is not between every "
                        + SHORTEST + " and every " + LONGEST);
            }
        });
    }

    /** The same with another length. */
    public TrafficHiding withPadding(int octets) {
        return new TrafficHiding(octets, dummyInterval);
    }

    /** The same with dummy packets. */
    public TrafficHiding withDummies(Duration interval) {
        return new TrafficHiding(paddedOctets, Optional.of(interval));
    }
}
