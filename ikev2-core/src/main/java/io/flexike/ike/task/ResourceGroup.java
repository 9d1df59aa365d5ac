package io.flexike.ike.task;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Child SAs with the same selectors: one for all resources, and others for one each (RFC 9611). Their successors belong
 * to it as well.
 */
public final class ResourceGroup {
    /**
     * Our choice: a peer with more resources than we have is to have some for them, too, and so is one that collides.
     */
    private static final int LENIENCY = 2;

    /** Our choice: a peer that asks for none for so long has all that it wants, and we ask for what we miss. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final int resources;
    private final Set<Integer> asked = new HashSet<>(1);
    private final List<Integer> promised = new ArrayList<>(1);
    private final Set<Integer> served = new HashSet<>(1);
    private Instant askAt = Instant.MAX;
    private boolean full;

    ResourceGroup(int resources) {
        this.resources = resources;
    }

    /** How many resources we have; they are numbered from 0. */
    public int resources() {
        return resources;
    }

    /** How many Child SAs the peer and we may have for one resource each. */
    int limit() {
        return LENIENCY * resources;
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
        promised.remove(Integer.valueOf(resource));
    }

    /** How many the peer is to have. */
    int promised() {
        return promised.size();
    }

    /** How many are being made for that resource. */
    int underWay(int resource) {
        return (asked.contains(resource) ? 1 : 0)
                + (int) promised.stream().filter(each -> each == resource).count();
    }

    /** There is one for that resource, or was. */
    public void serves(int resource) {
        served.add(resource);
    }

    /** There is none for that resource any more, though nobody has deleted it. */
    void lost(int resource) {
        served.remove(resource);
    }

    /**
     * Whether we want one for that resource. RFC 9611 4: either end may delete one that it has no use for; then it does
     * not come again.
     */
    public boolean misses(int resource) {
        return !served.contains(resource) && underWay(resource) == 0;
    }

    /** When we ask for those that we miss even though the peer asks first; far away if we do not. */
    Instant askAt() {
        return askAt;
    }

    /** The peer asks for one, and perhaps for more. */
    void peerAsks(Instant now) {
        askAt = now.plus(QUIET);
    }

    /** It is our turn. */
    public void ourTurn() {
        askAt = Instant.MAX;
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
