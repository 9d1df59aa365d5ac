package io.flexike.flexvpn;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.KeyringPeer;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.session.PeerPpks;
import java.time.Duration;
import java.util.List;
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
            PolicyCheck.check(policy, profile.proposals(), profile.namesProposals(), findings);
            findings.within("local", () -> checkLocal(profile.local(), policy, findings));
            findings.within("remote", () -> checkRemote(profile, policy, findings));
            PpkCheck.check(profile, findings);
        });
    }

    private static boolean isBadDpd(Duration interval) {
        return interval.compareTo(SHORTEST_DPD) < 0 || interval.compareTo(LONGEST_DPD) > 0;
    }

    private static void checkLocal(Optional<Authentication> side, CryptoPolicy policy, Findings findings) {
        if (side.isEmpty()) {
            findings.add("no authentication");
        } else if (side.get() instanceof Authentication.PreSharedKey psk) {
            check(psk.keyring(), findings, peer -> peer.localKey().isPresent());
        } else if (side.get() instanceof Authentication.TrustedKeys) {
            findings.add("public keys, where a private key is needed");
        } else if (side.get() instanceof Authentication.RawPublicKey own) {
            PublicKeyType type = own.key().verificationKey().type();
            if (own.schemes().stream().noneMatch(scheme -> scheme.fits(type))) {
                findings.add("no signature scheme for a key of type " + type);
            }
            PolicyCheck.checkSignatures(policy, own.schemes(), List.of(own.key().verificationKey()), findings);
        }
    }

    private static void checkRemote(IkeProfile profile, CryptoPolicy policy, Findings findings) {
        Optional<Authentication> side = profile.remote();
        if (side.isEmpty()) {
            findings.add("no authentication");
        } else if (side.get() instanceof Authentication.PreSharedKey psk) {
            check(psk.keyring(), findings, peer -> peer.remoteKey().isPresent());
        } else if (side.get() instanceof Authentication.RawPublicKey) {
            findings.add("a private key, where public keys are needed");
        } else if (side.get() instanceof Authentication.TrustedKeys trusted) {
            findings.within(trusted.peers().toString(), () -> check(profile, trusted, policy, findings));
        }
    }

    private static void check(
            IkeProfile profile, Authentication.TrustedKeys trusted, CryptoPolicy policy, Findings findings) {
        if (trusted.schemes().isEmpty()) {
            findings.add("no acceptable signature scheme");
        }
        if (trusted.peers().identities().isEmpty()) {
            findings.add("no public key");
        }
        for (IdentityMatcher matcher : profile.remoteMatchers()) {
            if (trusted.peers().identities().stream().noneMatch(identity -> matcher.matches(identity.toWire()))) {
                findings.add("no public key of " + matcher);
            }
        }
        for (Identity identity : trusted.peers().identities()) {
            List<VerificationKey> keys = trusted.peers().publicKeys().keysFor(identity.toWire());
            findings.within(
                    identity.toString(), () -> PolicyCheck.checkSignatures(policy, trusted.schemes(), keys, findings));
        }
    }

    private static void check(Keyring keyring, Findings findings, Predicate<KeyringPeer> hasKey) {
        findings.within(keyring.toString(), () -> checkBlocks(keyring, findings, hasKey));
    }

    private static void checkBlocks(Keyring keyring, Findings findings, Predicate<KeyringPeer> hasKey) {
        if (keyring.peers().stream().noneMatch(hasKey)) {
            findings.add("no peer with a key of this direction");
        }
        for (KeyringPeer peer : keyring.peers()) {
            findings.within(peer.toString(), () -> {
                if (!peer.describesPeer()) {
                    findings.add("neither an identity nor an address nor a host name");
                }
                // a block may be there for its post-quantum pre-shared keys alone; PpkCheck looks at these
                if (peer.localKey().isEmpty()
                        && peer.remoteKey().isEmpty()
                        && peer.ppks().equals(PeerPpks.NONE)) {
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
