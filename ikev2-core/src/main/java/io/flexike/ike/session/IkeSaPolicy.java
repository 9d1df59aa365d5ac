package io.flexike.ike.session;

import java.time.Duration;

/**
 * How the IKE SAs with a kind of peer live.
 *
 * @param liveness silence after which the peer is probed (RFC 7296 2.4), {@link SaLifetime#FOREVER} for never
 * @param reauthenticateAfter age at which an initiator makes a new IKE SA and lets the old one go, without a gap,
 *     {@link SaLifetime#FOREVER} for never
 * @param authLifetime what a responder tells in AUTH_LIFETIME (RFC 4478), {@link SaLifetime#FOREVER} for nothing
 */
public record IkeSaPolicy(
        SaLifetime lifetime,
        Duration liveness,
        LivenessMode livenessMode,
        Duration reauthenticateAfter,
        Duration authLifetime,
        Uniqueness uniqueness,
        Childless childless) {
    /** Rekeyed once a day, no probes, no second authentication, any number of IKE SAs with one peer. */
    public static final IkeSaPolicy DEFAULT = new IkeSaPolicy(
            SaLifetime.IKE_DEFAULT,
            SaLifetime.FOREVER,
            LivenessMode.PERIODIC,
            SaLifetime.FOREVER,
            SaLifetime.FOREVER,
            Uniqueness.KEEP,
            Childless.ALLOWED);

    public IkeSaPolicy {
        for (Duration duration : new Duration[] {liveness, reauthenticateAfter, authLifetime}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a duration of " + duration + " is not positive");
            }
        }
    }

    /** When a silent peer is probed. */
    public enum LivenessMode {
        /** Whenever no message of the IKE SA has come for so long. */
        PERIODIC,
        /** Only when we send packets to the peer and none has come back for so long. */
        ON_DEMAND
    }

    /** What becomes of older IKE SAs with the same peer when a new one is authenticated. */
    public enum Uniqueness {
        /** They stay, unless the peer says INITIAL_CONTACT. */
        KEEP,
        /** They are deleted. */
        REPLACE,
        /** The new one is refused as long as an older one answers. */
        REFUSE
    }

    /** IKE SAs that begin without a Child SA (RFC 6023). */
    public enum Childless {
        NEVER,
        ALLOWED,
        /** As initiator we ask for no Child SA in IKE_AUTH; the peer has to support that. */
        ALWAYS
    }

    public IkeSaPolicy withLifetime(SaLifetime newLifetime) {
        return new IkeSaPolicy(
                newLifetime, liveness, livenessMode, reauthenticateAfter, authLifetime, uniqueness, childless);
    }

    public IkeSaPolicy withLiveness(Duration silence, LivenessMode mode) {
        return new IkeSaPolicy(lifetime, silence, mode, reauthenticateAfter, authLifetime, uniqueness, childless);
    }

    public IkeSaPolicy withReauthentication(Duration age) {
        return new IkeSaPolicy(lifetime, liveness, livenessMode, age, authLifetime, uniqueness, childless);
    }

    public IkeSaPolicy withAuthLifetime(Duration told) {
        return new IkeSaPolicy(lifetime, liveness, livenessMode, reauthenticateAfter, told, uniqueness, childless);
    }

    public IkeSaPolicy withUniqueness(Uniqueness newUniqueness) {
        return new IkeSaPolicy(
                lifetime, liveness, livenessMode, reauthenticateAfter, authLifetime, newUniqueness, childless);
    }

    public IkeSaPolicy withChildless(Childless newChildless) {
        return new IkeSaPolicy(
                lifetime, liveness, livenessMode, reauthenticateAfter, authLifetime, uniqueness, newChildless);
    }
}
