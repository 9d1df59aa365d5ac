package io.flexike.flexvpn.route;

import io.flexike.ike.selector.IpPrefix;
import java.util.Objects;

/**
 * A network that is reached through an interface.
 *
 * @param distance 1 to 255: of several routes to one prefix that with the smallest counts
 * @param tag what it is marked with, 0 to 4,294,967,295
 */
public record StaticRoute(IpPrefix prefix, int distance, long tag) {
    private static final int MAX_DISTANCE = 255;
    private static final long MAX_TAG = 0xFFFF_FFFFL;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if distance or tag is out of range
     */
    public StaticRoute {
        Objects.requireNonNull(prefix);
        if (distance < 1 || distance > MAX_DISTANCE) {
            throw new IllegalArgumentException("a distance of " + distance + "; it is 1 to " + MAX_DISTANCE);
        }
        if (tag < 0 || tag > MAX_TAG) {
            throw new IllegalArgumentException("a tag of " + tag + "; it is 0 to " + MAX_TAG);
        }
    }

    /** A route of distance 1 without a tag. */
    public static StaticRoute to(IpPrefix prefix) {
        return new StaticRoute(prefix, 1, 0);
    }
}
