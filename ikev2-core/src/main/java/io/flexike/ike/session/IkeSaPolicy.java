package io.flexike.ike.session;

import io.flexike.ike.payload.ConfigurationAttributeType;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How the IKE SAs with a kind of peer live.
 *
 * @param liveness silence after which the peer is probed (RFC 7296 2.4), {@link SaLifetime#FOREVER} for never
 * @param reauthenticateAfter age at which an initiator makes a new IKE SA and lets the old one go, without a gap,
 *     {@link SaLifetime#FOREVER} for never
 * @param authLifetime what a responder tells in AUTH_LIFETIME (RFC 4478), {@link SaLifetime#FOREVER} for nothing
 * @param acceptedConfiguration what of a peer's CFG_SET is accepted (RFC 7296 3.15), none for ignoring CFG_SET
 */
public record IkeSaPolicy(
        SaLifetime lifetime,
        Duration liveness,
        LivenessMode livenessMode,
        Duration reauthenticateAfter,
        Duration authLifetime,
        Uniqueness uniqueness,
        Childless childless,
        Set<ConfigurationAttributeType> acceptedConfiguration) {
    /** Rekeyed once a day, no probes, no second authentication, any number of IKE SAs with one peer. */
    public static final IkeSaPolicy DEFAULT = new IkeSaPolicy(
            SaLifetime.IKE_DEFAULT,
            SaLifetime.FOREVER,
            LivenessMode.PERIODIC,
            SaLifetime.FOREVER,
            SaLifetime.FOREVER,
            Uniqueness.KEEP,
            Childless.ALLOWED,
            Set.of());

    public IkeSaPolicy {
        acceptedConfiguration = Set.copyOf(acceptedConfiguration);
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
        return changed(draft -> draft.lifetime = newLifetime);
    }

    public IkeSaPolicy withLiveness(Duration silence, LivenessMode mode) {
        return changed(draft -> {
            draft.liveness = silence;
            draft.livenessMode = mode;
        });
    }

    public IkeSaPolicy withReauthentication(Duration age) {
        return changed(draft -> draft.reauthenticateAfter = age);
    }

    public IkeSaPolicy withAuthLifetime(Duration told) {
        return changed(draft -> draft.authLifetime = told);
    }

    public IkeSaPolicy withUniqueness(Uniqueness newUniqueness) {
        return changed(draft -> draft.uniqueness = newUniqueness);
    }

    public IkeSaPolicy withChildless(Childless newChildless) {
        return changed(draft -> draft.childless = newChildless);
    }

    public IkeSaPolicy withAcceptedConfiguration(Set<ConfigurationAttributeType> types) {
        return changed(draft -> draft.acceptedConfiguration = types);
    }

    private IkeSaPolicy changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settled();
    }

    /** The same in a form in which one component can be changed. */
    private static final class Draft {
        private SaLifetime lifetime;
        private Duration liveness;
        private LivenessMode livenessMode;
        private Duration reauthenticateAfter;
        private Duration authLifetime;
        private Uniqueness uniqueness;
        private Childless childless;
        private Set<ConfigurationAttributeType> acceptedConfiguration;

        Draft(IkeSaPolicy from) {
            lifetime = from.lifetime;
            liveness = from.liveness;
            livenessMode = from.livenessMode;
            reauthenticateAfter = from.reauthenticateAfter;
            authLifetime = from.authLifetime;
            uniqueness = from.uniqueness;
            childless = from.childless;
            acceptedConfiguration = from.acceptedConfiguration;
        }

        IkeSaPolicy settled() {
            return new IkeSaPolicy(
                    lifetime,
                    liveness,
                    livenessMode,
                    reauthenticateAfter,
                    authLifetime,
                    uniqueness,
                    childless,
                    acceptedConfiguration);
        }
    }
}
