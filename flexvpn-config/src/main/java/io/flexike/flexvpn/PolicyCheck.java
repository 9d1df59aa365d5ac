package io.flexike.flexvpn;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import java.util.List;
import java.util.stream.Collectors;

/** Finds proposals of which the {@link CryptoPolicy} leaves nothing. */
final class PolicyCheck {
    private PolicyCheck() {}

    /** @param defaults of which some may well be left out */
    static void check(CryptoPolicy policy, List<Proposal> proposals, List<Proposal> defaults, Findings findings) {
        for (Proposal proposal : proposals) {
            CryptoPolicy.Narrowed narrowed = policy.apply(List.of(proposal));
            if (narrowed.proposals().isEmpty() && !defaults.contains(proposal)) {
                findings.add("nothing is left of " + proposal + ": "
                        + narrowed.refusals().stream()
                                .map(CryptoPolicy.Refusal::toString)
                                .collect(Collectors.joining("; ")));
            }
        }
    }
}
