package io.flexike.flexvpn.authorization;

import io.flexike.ike.identity.Identification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which authorization policy a peer gets: one of its group, one of itself, or both merged.
 *
 * @param group where that of its group is found
 * @param user where its own is found
 * @param groupOverrides whether the group's goes before the user's where both say something; else the user's does
 */
public record AuthorizationRules(Optional<Lookup> group, Optional<Lookup> user, boolean groupOverrides) {
    /** Nobody is given anything. */
    public static final AuthorizationRules NONE = new AuthorizationRules(Optional.empty(), Optional.empty(), false);

    private static final AuthorizationPolicy NOTHING =
            AuthorizationPolicy.named("none").build();

    /** How a policy is found. */
    public sealed interface Lookup {
        /** The same for everybody. */
        record Named(AuthorizationPolicy policy) implements Lookup {}

        /** That whose name the mangler makes of the peer's identity. */
        record Mangled(NameMangler mangler, List<AuthorizationPolicy> policies) implements Lookup {
            public Mangled {
                policies = List.copyOf(policies);
            }
        }

        /** The same for those who have one; the others get nothing by it. */
        record IfThere(Mangled lookup) implements Lookup {}
    }

    /** One policy for everybody. */
    public static AuthorizationRules of(AuthorizationPolicy policy) {
        return new AuthorizationRules(Optional.of(new Lookup.Named(policy)), Optional.empty(), false);
    }

    /** What a peer gets that EAP has not authenticated; empty if a policy that has to be there is missing. */
    public Optional<AuthorizationPolicy> policyOf(Identification peer) {
        return policyOf(peer, Optional.empty());
    }

    /**
     * What a peer gets; empty if a policy that has to be there is missing.
     *
     * @param eapIdentity what EAP has authenticated, if it has
     */
    public Optional<AuthorizationPolicy> policyOf(Identification peer, Optional<String> eapIdentity) {
        Optional<AuthorizationPolicy> ofGroup = group.flatMap(lookup -> find(lookup, peer, eapIdentity));
        Optional<AuthorizationPolicy> ofUser = user.flatMap(lookup -> find(lookup, peer, eapIdentity));
        if (isMissing(group, ofGroup) || isMissing(user, ofUser)) {
            return Optional.empty();
        }
        if (ofGroup.isEmpty() || ofUser.isEmpty()) {
            return ofGroup.or(() -> ofUser).or(() -> group.or(() -> user).map(ifThere -> NOTHING));
        }
        return Optional.of(
                groupOverrides ? ofGroup.get().over(ofUser.get()) : ofUser.get().over(ofGroup.get()));
    }

    private static boolean isMissing(Optional<Lookup> lookup, Optional<AuthorizationPolicy> found) {
        return found.isEmpty()
                && lookup.filter(each -> !(each instanceof Lookup.IfThere)).isPresent();
    }

    /** All policies that somebody could get. */
    public List<AuthorizationPolicy> policies() {
        List<AuthorizationPolicy> all = new ArrayList<>();
        group.ifPresent(lookup -> all.addAll(policies(lookup)));
        user.ifPresent(lookup -> all.addAll(policies(lookup)));
        return all;
    }

    private static List<AuthorizationPolicy> policies(Lookup lookup) {
        if (lookup instanceof Lookup.Mangled mangled) {
            return mangled.policies();
        }
        return lookup instanceof Lookup.IfThere optional
                ? policies(optional.lookup())
                : List.of(((Lookup.Named) lookup).policy());
    }

    private static Optional<AuthorizationPolicy> find(
            Lookup lookup, Identification peer, Optional<String> eapIdentity) {
        if (lookup instanceof Lookup.IfThere optional) {
            return find(optional.lookup(), peer, eapIdentity);
        }
        if (lookup instanceof Lookup.Mangled mangled) {
            Optional<String> name = mangled.mangler().mangle(peer, eapIdentity);
            return mangled.policies().stream()
                    .filter(policy -> name.filter(policy.name()::equals).isPresent())
                    .findFirst();
        }
        return Optional.of(((Lookup.Named) lookup).policy());
    }
}
