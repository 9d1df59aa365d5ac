package io.flexike.ike.simulation;

import io.flexike.ike.session.ChildSaSnapshot;
import java.util.List;

/** The Child SAs of an end's only IKE SA, by the resource that each has to itself (RFC 9611). */
final class ResourceChildren {
    /** In place of a resource: the one for all of them. */
    static final int SHARED = -1;

    private ResourceChildren() {}

    static List<ChildSaSnapshot> children(SimulatedEndpoint end) {
        return end.sessions().get(0).children();
    }

    /** The first of that resource. */
    static ChildSaSnapshot child(SimulatedEndpoint end, int resource) {
        return children(end).stream()
                .filter(child -> child.resource().orElse(SHARED) == resource)
                .findFirst()
                .orElseThrow();
    }

    /** Those that have one, in order; one that has several stands there as often. */
    static List<Integer> resources(SimulatedEndpoint end) {
        return children(end).stream()
                .map(child -> child.resource().orElse(SHARED))
                .sorted()
                .toList();
    }
}
