package io.flexike.flexvpn;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.policy.IkeProfile;
import java.time.Duration;

/** Finds what is missing in an IKE profile. */
final class ProfileCheck {
    private static final Duration SHORTEST_DPD = Duration.ofSeconds(1);
    private static final Duration LONGEST_DPD = Duration.ofHours(1);

    private ProfileCheck() {}

    /** @param connects whether the tunnel connects to a peer, or peers connect to us alone */
    static void check(IkeProfile profile, boolean connects, CryptoPolicy policy, Findings findings) {
        findings.within(profile.toString(), () -> {
            if (profile.identity().isEmpty()) {
                findings.add("no identity of our own");
            }
            if (profile.remoteMatchers().isEmpty()) {
                findings.add("no remote identity to match");
            }
            if (profile.dpd().filter(ProfileCheck::isBadDpd).isPresent()) {
                findings.add("a DPD interval that is not from 1 s to 1 h");
            }
            for (Proposal proposal : profile.proposals()) {
                if (!proposal.protocol().equals(SecurityProtocol.IKE)) {
                    findings.add("a proposal that is not for IKE: " + proposal);
                }
            }
            PolicyCheck.check(policy, profile.proposals(), profile.namesProposals(), findings);
            new AuthenticationCheck(profile, connects, policy, findings).check();
            PpkCheck.check(profile, findings);
        });
    }

    private static boolean isBadDpd(Duration interval) {
        return interval.compareTo(SHORTEST_DPD) < 0 || interval.compareTo(LONGEST_DPD) > 0;
    }
}
