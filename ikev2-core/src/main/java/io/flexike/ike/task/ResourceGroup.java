package io.flexike.ike.task;

import java.util.HashSet;
import java.util.Set;

/**
 * Child SAs with the same selectors: one for all resources, and others for one each (RFC 9611). Their successors belong
 * to it as well.
 */
public final class ResourceGroup {
    private final int resources;
    private final Set<Integer> asked = new HashSet<>(1);
    private final Set<Integer> promised = new HashSet<>(1);
    private boolean full;

    ResourceGroup(int resources) {
        this.resources = resources;
    }

    /** How many resources of ours may have one; they are numbered from 0. */
    public int resources() {
        return resources;
    }

    /** We ask the peer for one. */
    void asks(int resource) {
        asked.add(resource);
    }

    /** It is there, or nothing comes of it. */
    void asksNoMore(int resource) {
        asked.remove(resource);
    }

    /** The peer is to have one as soon as additional key exchanges are done (RFC 9370 2.2.4). */
    void promises(int resource) {
        promised.add(resource);
    }

    /** It is there, or nothing comes of it. */
    void promisesNoMore(int resource) {
        promised.remove(resource);
    }

    boolean isAskedFor(int resource) {
        return asked.contains(resource);
    }

    boolean isPromised(int resource) {
        return promised.contains(resource);
    }

    /** Whether one for that resource is being made. */
    public boolean isUnderWay(int resource) {
        return isAskedFor(resource) || isPromised(resource);
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
