package io.flexike.flexvpn.router;

import java.util.List;

/** A gateway's configuration has parts for which a router has no words. */
public final class InexpressibleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<String> parts;

    InexpressibleException(List<String> parts) {
        super("a router has no words for " + String.join(", ", parts));
        this.parts = List.copyOf(parts);
    }

    /** What there are no words for, each with its place. */
    public List<String> parts() {
        return parts;
    }
}
