package io.flexike.ike.session;

/**
 * How the Child SAs with a kind of peer are made and how long they live.
 *
 * @param mode what we ask for; as responder we take transport mode only if it is this one too
 * @param tfcPadding whether we take ESP packets with traffic flow confidentiality padding (RFC 7296 1.3.1)
 * @param nonFirstFragments whether fragments other than the first may travel in an SA with ports (RFC 7296 1.3.1)
 */
public record ChildSaPolicy(ChildSaMode mode, SaLifetime lifetime, boolean tfcPadding, boolean nonFirstFragments) {
    /** Tunnel mode with the default lifetime. */
    public static final ChildSaPolicy DEFAULT =
            new ChildSaPolicy(ChildSaMode.TUNNEL, SaLifetime.CHILD_DEFAULT, true, false);

    public ChildSaPolicy withMode(ChildSaMode newMode) {
        return new ChildSaPolicy(newMode, lifetime, tfcPadding, nonFirstFragments);
    }

    public ChildSaPolicy withLifetime(SaLifetime newLifetime) {
        return new ChildSaPolicy(mode, newLifetime, tfcPadding, nonFirstFragments);
    }

    public ChildSaPolicy withTfcPadding(boolean taken) {
        return new ChildSaPolicy(mode, lifetime, taken, nonFirstFragments);
    }

    public ChildSaPolicy withNonFirstFragments(boolean taken) {
        return new ChildSaPolicy(mode, lifetime, tfcPadding, taken);
    }
}
