package io.flexike.ike.session;

/**
 * How the Child SAs with a kind of peer are made and how long they live.
 *
 * @param mode what we ask for; as responder we take transport mode only if it is this one too
 * @param tfcPadding whether we take ESP packets with traffic flow confidentiality padding (RFC 7296 1.3.1)
 * @param nonFirstFragments whether fragments other than the first may travel in an SA with ports (RFC 7296 1.3.1)
 * @param transportRequired whether there is no Child SA if the peer does not agree to transport mode
 * @param resources for how many resources, such as queues, there may be a Child SA each beside the one that is for all,
 *     if the peer knows RFC 9611; 0 to 64, 0 for none. As initiator of the one for all we ask for them at once, as
 *     responder for those that are missing when the initiator has asked for none for 10 s. From the peer, who may have
 *     more resources, we accept them until there are twice as many
 */
public record ChildSaPolicy(
        ChildSaMode mode,
        SaLifetime lifetime,
        boolean tfcPadding,
        boolean nonFirstFragments,
        boolean transportRequired,
        int resources) {
    /** The most resources; our choice. */
    public static final int MAX_RESOURCES = 64;

    /** Tunnel mode with the default lifetime. */
    public static final ChildSaPolicy DEFAULT =
            new ChildSaPolicy(ChildSaMode.TUNNEL, SaLifetime.CHILD_DEFAULT, true, false, false, 0);

    /**
     * Checks that the mode is the required one, and the range.
     *
     * @throws IllegalArgumentException if transport mode is required and another one asked for, or the number of
     *     resources is out of range
     */
    public ChildSaPolicy {
        if (transportRequired && mode != ChildSaMode.TRANSPORT) {
            throw new IllegalArgumentException("transport mode is required, and the mode is " + mode);
        }
        if (resources < 0 || resources > MAX_RESOURCES) {
            throw new IllegalArgumentException(
                    "Child SAs for " + resources + " resources: right would be 0 to " + MAX_RESOURCES);
        }
    }

    /** With that mode, but without insisting on it. */
    public ChildSaPolicy withMode(ChildSaMode newMode) {
        return new ChildSaPolicy(newMode, lifetime, tfcPadding, nonFirstFragments, false, resources);
    }

    /** With transport mode and no other. */
    public ChildSaPolicy requiringTransport() {
        return new ChildSaPolicy(ChildSaMode.TRANSPORT, lifetime, tfcPadding, nonFirstFragments, true, resources);
    }

    public ChildSaPolicy withLifetime(SaLifetime newLifetime) {
        return new ChildSaPolicy(mode, newLifetime, tfcPadding, nonFirstFragments, transportRequired, resources);
    }

    public ChildSaPolicy withTfcPadding(boolean taken) {
        return new ChildSaPolicy(mode, lifetime, taken, nonFirstFragments, transportRequired, resources);
    }

    public ChildSaPolicy withNonFirstFragments(boolean taken) {
        return new ChildSaPolicy(mode, lifetime, tfcPadding, taken, transportRequired, resources);
    }

    /** With a Child SA for each of so many resources, 0 to {@link #MAX_RESOURCES}. */
    public ChildSaPolicy withResources(int newResources) {
        return new ChildSaPolicy(mode, lifetime, tfcPadding, nonFirstFragments, transportRequired, newResources);
    }
}
