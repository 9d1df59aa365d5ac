package io.flexike.esp.gre;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a GRE tunnel looks on the wire. Both sides must agree on the key; the rest is each side's own.
 *
 * @param key 0 to 4294967295; packets with another key or none are dropped, and those with one if this is empty
 * @param checksum whether packets are sent with a checksum; one that is received is verified anyway
 * @param sequenceNumbers whether packets are sent with numbers, and those that come late are dropped
 * @param hopLimit of the outer header (TTL), 1 to 255
 * @param trafficClass of the outer header (TOS), 0 to 255, of which only the DSCP counts, as ECN is copied always (RFC
 *     6040 4.1); that of the packet inside if empty
 * @param mayBeFragmented whether an outer header of IPv4 allows routers to cut the packet
 */
public record GreSettings(
        Optional<Long> key,
        boolean checksum,
        boolean sequenceNumbers,
        int hopLimit,
        OptionalInt trafficClass,
        boolean mayBeFragmented) {
    /** What routers send with. */
    public static final int DEFAULT_HOP_LIMIT = 255;

    private static final long MAX_KEY = 0xffffffffL;

    /** @throws IllegalArgumentException if a number is out of range */
    public GreSettings {
        key.ifPresent(number -> check("key", number, 0, MAX_KEY));
        check("hop limit", hopLimit, 1, 255);
        trafficClass.ifPresent(number -> check("traffic class", number, 0, 255));
    }

    private static void check(String what, long number, long lowest, long highest) {
        if (number < lowest || number > highest) {
            throw new IllegalArgumentException(
                    "a " + what + " of " + number + " is not between " + lowest + " and " + highest);
        }
    }

    /** No key, checksum or numbers; hop limit 255, traffic class copied, packets must not be cut. */
    public static GreSettings standard() {
        return new GreSettings(Optional.empty(), false, false, DEFAULT_HOP_LIMIT, OptionalInt.empty(), false);
    }

    public GreSettings withKey(long newKey) {
        return new GreSettings(Optional.of(newKey), checksum, sequenceNumbers, hopLimit, trafficClass, mayBeFragmented);
    }

    public GreSettings withChecksum() {
        return new GreSettings(key, true, sequenceNumbers, hopLimit, trafficClass, mayBeFragmented);
    }

    /** RFC 2890 2.2 advises against numbers where what is carried bears packets out of order, as IP does. */
    public GreSettings withSequenceNumbers() {
        return new GreSettings(key, checksum, true, hopLimit, trafficClass, mayBeFragmented);
    }

    public GreSettings withHopLimit(int newHopLimit) {
        return new GreSettings(key, checksum, sequenceNumbers, newHopLimit, trafficClass, mayBeFragmented);
    }

    public GreSettings withTrafficClass(int newTrafficClass) {
        return new GreSettings(
                key, checksum, sequenceNumbers, hopLimit, OptionalInt.of(newTrafficClass), mayBeFragmented);
    }

    public GreSettings withFragmentation() {
        return new GreSettings(key, checksum, sequenceNumbers, hopLimit, trafficClass, true);
    }
}
