package io.flexike.flexvpn;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds proposals and signature schemes of which the {@link CryptoPolicy} leaves nothing. */
final class PolicyCheck {
    private PolicyCheck() {}

    /** @param named whether somebody said them; of those that hold if nothing is said, some may well be left out */
    static void check(CryptoPolicy policy, List<Proposal> proposals, boolean named, Findings findings) {
        if (!named && !policy.apply(proposals).proposals().isEmpty()) {
            return;
        }
        for (Proposal proposal : proposals) {
            CryptoPolicy.Narrowed narrowed = policy.apply(List.of(proposal));
            if (narrowed.proposals().isEmpty()) {
                findings.add("nothing is left of " + proposal + ": "
                        + narrowed.refusals().stream()
                                .map(CryptoPolicy.Refusal::toString)
                                .collect(Collectors.joining("; ")));
            }
        }
    }

    /** Finds that the policy leaves no scheme for any of these keys, where there are some without it. */
    static void checkSignatures(
            CryptoPolicy policy, List<SignatureScheme> schemes, List<VerificationKey> keys, Findings findings) {
        Set<CryptoPolicy.SchemeRefusal> refusals = new LinkedHashSet<>();
        for (VerificationKey key : keys) {
            CryptoPolicy.NarrowedSchemes narrowed = policy.apply(schemes, key);
            if (!narrowed.schemes().isEmpty()) {
                return;
            }
            refusals.addAll(narrowed.refusals());
        }
        if (!refusals.isEmpty()) {
            findings.add("no signature scheme is left: "
                    + refusals.stream()
                            .map(CryptoPolicy.SchemeRefusal::toString)
                            .collect(Collectors.joining("; ")));
        }
    }

    /** Finds that the policy leaves no scheme for any key that a peer might have. */
    static void checkSchemes(CryptoPolicy policy, List<SignatureScheme> schemes, Findings findings) {
        CryptoPolicy.NarrowedSchemes narrowed = policy.applyToAnyKey(schemes);
        if (narrowed.schemes().isEmpty() && !narrowed.refusals().isEmpty()) {
            findings.add("no signature scheme is left: "
                    + narrowed.refusals().stream()
                            .map(CryptoPolicy.SchemeRefusal::toString)
                            .collect(Collectors.joining("; ")));
        }
    }
}
