package io.flexike.flexvpn;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.KeyringPeer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds what is missing in an IKE profile and its keyrings. */
final class ProfileCheck {
    private static final Duration SHORTEST_DPD = Duration.ofSeconds(1);
    private static final Duration LONGEST_DPD = Duration.ofHours(1);

    private ProfileCheck() {}

    static void check(IkeProfile profile, CryptoPolicy policy, Findings findings) {
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
            PolicyCheck.check(policy, profile.proposals(), SmartDefaults.FLEXIKE.ikeProposals(), findings);
            findings.within(
                    "local",
                    () -> check(
                            profile.local(), findings, peer -> peer.localKey().isPresent()));
            findings.within(
                    "remote",
                    () -> check(
                            profile.remote(), findings, peer -> peer.remoteKey().isPresent()));
        });
    }

    private static boolean isBadDpd(Duration interval) {
        return interval.compareTo(SHORTEST_DPD) < 0 || interval.compareTo(LONGEST_DPD) > 0;
    }

    private static void check(Optional<Authentication> side, Findings findings, Predicate<KeyringPeer> hasKey) {
        if (side.isEmpty()) {
            findings.add("no authentication");
        } else if (side.get() instanceof Authentication.PreSharedKey psk) {
            findings.within(psk.keyring().toString(), () -> check(psk.keyring(), findings, hasKey));
        }
    }

    private static void check(Keyring keyring, Findings findings, Predicate<KeyringPeer> hasKey) {
        if (keyring.peers().stream().noneMatch(hasKey)) {
            findings.add("no peer with a key of this direction");
        }
        for (KeyringPeer peer : keyring.peers()) {
            findings.within(peer.toString(), () -> {
                if (!peer.describesPeer()) {
                    findings.add("neither an identity nor an address nor a host name");
                }
                if (peer.localKey().isEmpty() && peer.remoteKey().isEmpty()) {
                    findings.add("no pre-shared key");
                }
                if (isEmpty(peer.localKey()) || isEmpty(peer.remoteKey())) {
                    findings.add("an empty pre-shared key");
                }
            });
        }
    }

    private static boolean isEmpty(Optional<SecretBytes> key) {
        return key.filter(secret -> secret.length() == 0).isPresent();
    }
}
