package io.flexike.crypto.suite;

import io.flexike.crypto.suite.Selection.NothingInCommon;
import io.flexike.crypto.suite.Selection.Selected;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses one of the proposals that a peer offers, and judges the answer to ours (RFC 7296 3.3.6). */
public final class ProposalSelection {
    /** How many offered proposals a reason goes through. */
    private static final int EXPLAINED_PROPOSALS = 4;

    /** How many types without overlap it names for each. */
    private static final int EXPLAINED_TYPES = 5;

    private ProposalSelection() {}

    /**
     * Chooses as a responder. Our order of preference decides: the first acceptable proposal for which any offered one
     * fits, and within it our first transform of each type that is offered.
     *
     * <p>An offered proposal with a type that nobody knows is passed over; so is a single transform whose id or
     * attributes are not exactly among ours. Integrity and key exchange NONE may be said or left out on either side. An
     * AEAD is only combined with no integrity algorithm, other encryption only with one.
     *
     * @param offered by the peer, in its order
     * @param acceptable to us, most preferred first
     */
    public static Selection select(List<Proposal> offered, List<Proposal> acceptable) {
        for (Proposal ours : acceptable) {
            for (int index = 0; index < offered.size(); index++) {
                Optional<Proposal> chosen = new ProposalPair(offered.get(index), ours).choose();
                if (chosen.isPresent()) {
                    return new Selected(index, chosen.get());
                }
            }
        }
        return nothingInCommon(offered, acceptable);
    }

    /**
     * Whether an initiator may accept the answer: it picks from one of our proposals exactly one transform of each
     * offered type, with unchanged attributes, and adds none. Integrity and key exchange NONE may be said or left out.
     */
    public static boolean isValidAnswer(List<Proposal> offered, Proposal chosen) {
        for (TransformType type : chosen.types()) {
            if (chosen.transforms(type).size() != 1) {
                return false;
            }
        }
        return offered.stream()
                .anyMatch(each -> new ProposalPair(each, chosen).choose().isPresent());
    }

    private static NothingInCommon nothingInCommon(List<Proposal> offered, List<Proposal> acceptable) {
        List<String> findings = new ArrayList<>();
        for (int index = 0; index < Math.min(offered.size(), EXPLAINED_PROPOSALS); index++) {
            findings.add("proposal " + (index + 1) + ": " + explain(offered.get(index), acceptable));
        }
        String tail = offered.size() > EXPLAINED_PROPOSALS
                ? "; and " + (offered.size() - EXPLAINED_PROPOSALS) + " more proposals"
                : "";
        String reason = offered.isEmpty()
                ? "the peer offered no proposal"
                : "no offered proposal is acceptable: " + String.join("; ", findings) + tail;
        return new NothingInCommon(reason, findings);
    }

    private static String explain(Proposal offered, List<Proposal> acceptable) {
        List<ProposalPair> candidates = acceptable.stream()
                .filter(ours -> ours.protocol().equals(offered.protocol()))
                .map(ours -> new ProposalPair(offered, ours))
                .toList();
        if (candidates.isEmpty()) {
            return "nothing is acceptable for protocol " + offered.protocol();
        }
        ProposalPair nearest = candidates.get(0);
        for (ProposalPair candidate : candidates) {
            if (candidate.disagreements().size() < nearest.disagreements().size()) {
                nearest = candidate;
            }
        }
        List<String> parts = new ArrayList<>();
        for (TransformType type : nearest.disagreements()) {
            if (parts.size() == EXPLAINED_TYPES) {
                parts.add("and more");
                break;
            }
            parts.add(type + " offered " + list(nearest.offered(type)) + " but acceptable "
                    + list(nearest.acceptable(type)));
        }
        return String.join(", ", parts);
    }

    private static String list(List<Transform> transforms) {
        return transforms.isEmpty() ? "nothing" : Proposal.names(transforms, " or ");
    }
}
