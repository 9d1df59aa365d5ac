package io.flexike.flexvpn.runtime;

import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.policy.IkePolicy;
import io.flexike.flexvpn.policy.IkeProfile;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which IKE proposals a profile has at which of our outer addresses: its own if it names any, else those of the first
 * policy that names the address, else those of the first policy that names no address, else the defaults.
 */
record IkePolicies(List<IkePolicy> policies) {
    static final IkePolicies NONE = new IkePolicies(List.of());

    IkePolicies {
        policies = List.copyOf(policies);
    }

    /** The addresses for which there is a policy of their own. */
    Set<InetAddress> addresses() {
        return policies.stream()
                .flatMap(policy -> policy.localAddresses().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the profile proposes and accepts at an address. */
    List<Proposal> proposals(IkeProfile profile, InetAddress local) {
        return proposals(
                profile,
                policies.stream()
                        .filter(policy -> policy.localAddresses().contains(local))
                        .findFirst()
                        .or(this::general));
    }

    /** What the profile proposes and accepts at all other addresses. */
    List<Proposal> proposals(IkeProfile profile) {
        return proposals(profile, general());
    }

    private Optional<IkePolicy> general() {
        return policies.stream()
                .filter(policy -> policy.localAddresses().isEmpty())
                .findFirst();
    }

    private static List<Proposal> proposals(IkeProfile profile, Optional<IkePolicy> policy) {
        return profile.namesProposals()
                ? profile.proposals()
                : policy.map(IkePolicy::proposals).orElse(profile.proposals());
    }
}
