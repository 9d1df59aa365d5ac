package io.flexike.flexvpn.authorization;

/**
 * That networks which a peer tells of in Configuration Payloads become routes to it.
 *
 * @param distance 1 to 255: of several routes to one prefix that with the smallest counts
 * @param tag what they are marked with, 0 to 4,294,967,295
 */
public record RouteAcceptance(int distance, long tag) {
    /** {@code route accept any}: distance and tag are 1. */
    public static final RouteAcceptance DEFAULT = new RouteAcceptance(1, 1);

    private static final int MAX_DISTANCE = 255;
    private static final long MAX_TAG = 0xFFFF_FFFFL;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if distance or tag is out of range
     */
    public RouteAcceptance {
        if (distance < 1 || distance > MAX_DISTANCE || tag < 0 || tag > MAX_TAG) {
            throw new IllegalArgumentException("distance " + distance + " and tag " + tag + "; a distance is 1 to "
                    + MAX_DISTANCE + ", a tag 0 to " + MAX_TAG);
        }
    }
}
