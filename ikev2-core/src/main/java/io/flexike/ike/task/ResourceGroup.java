package io.flexike.ike.task;

import java.util.OptionalInt;

/**
 * Child SAs with the same selectors: one for all resources, and others for one each (RFC 9611). Their successors belong
 * to it as well.
 */
public final class ResourceGroup {
    private final int resources;
    private OptionalInt asked = OptionalInt.empty();
    private boolean full;

    ResourceGroup(int resources) {
        this.resources = resources;
    }

    /** How many resources of ours may have one; they are numbered from 0. */
    public int resources() {
        return resources;
    }

    /** We ask the peer for one. */
    public void asks(int resource) {
        asked = OptionalInt.of(resource);
    }

    /** The peer has answered. */
    public void asksNoMore() {
        asked = OptionalInt.empty();
    }

    boolean isAskedFor(int resource) {
        return asked.isPresent() && asked.getAsInt() == resource;
    }

    /** Whether the peer wants no more of them. */
    public boolean isFull() {
        return full;
    }

    /** The peer wants no more of them, or nobody does any more. */
    public void noMore() {
        full = true;
    }
}
