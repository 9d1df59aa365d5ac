package io.flexike.ike.session;

/**
 * How the Child SAs with a kind of peer are made and how long they live.
 *
 * @param mode what we ask for; as responder we take transport mode only if it is this one too
 * @param tfcPadding whether we take ESP packets with traffic flow confidentiality padding (RFC 7296 1.3.1)
 * @param nonFirstFragments whether fragments other than the first may travel in an SA with ports (RFC 7296 1.3.1)
 * @param transportRequired whether there is no Child SA if the peer does not agree to transport mode
 */
public record ChildSaPolicy(
        ChildSaMode mode,
        SaLifetime lifetime,
        boolean tfcPadding,
        boolean nonFirstFragments,
        boolean transportRequired) {
    /** Tunnel mode with the default lifetime. */
    public static final ChildSaPolicy DEFAULT =
            new ChildSaPolicy(ChildSaMode.TUNNEL, SaLifetime.CHILD_DEFAULT, true, false, false);

    /**
     * Checks that the mode is the required one.
     *
     * @throws IllegalArgumentException if transport mode is required and another one asked for
     */
    public ChildSaPolicy {
        if (transportRequired && mode != ChildSaMode.TRANSPORT) {
            throw new IllegalArgumentException("transport mode is required, and the mode is " + mode);
        }
    }

    /** With that mode, but without insisting on it. */
    public ChildSaPolicy withMode(ChildSaMode newMode) {
        return new ChildSaPolicy(newMode, lifetime, tfcPadding, nonFirstFragments, false);
    }

    /** With transport mode and no other. */
    public ChildSaPolicy requiringTransport() {
        return new ChildSaPolicy(ChildSaMode.TRANSPORT, lifetime, tfcPadding, nonFirstFragments, true);
    }

    public ChildSaPolicy withLifetime(SaLifetime newLifetime) {
        return new ChildSaPolicy(mode, newLifetime, tfcPadding, nonFirstFragments, transportRequired);
    }

    public ChildSaPolicy withTfcPadding(boolean taken) {
        return new ChildSaPolicy(mode, lifetime, taken, nonFirstFragments, transportRequired);
    }

    public ChildSaPolicy withNonFirstFragments(boolean taken) {
        return new ChildSaPolicy(mode, lifetime, tfcPadding, taken, transportRequired);
    }
}
