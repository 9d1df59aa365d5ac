package io.flexike.crypto.suite;

import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why one offered proposal is not acceptable.
 *
 * @param number which of the offered proposals, from 1
 * @param offered what the peer offers
 * @param nearest the acceptable proposal that it differs from least; empty if none is for the same protocol
 * @param types the transform types of the two in which there is nothing to choose, or nothing that goes together
 */
public record ProposalMismatch(int number, Proposal offered, Optional<Proposal> nearest, List<TransformType> types) {
    /** How many types a sentence names. */
    private static final int EXPLAINED_TYPES = 5;

    /** Copies the types. */
    public ProposalMismatch {
        types = List.copyOf(types);
    }

    static ProposalMismatch of(int number, Proposal offered, List<Proposal> acceptable) {
        List<ProposalPair> candidates = acceptable.stream()
                .filter(ours -> ours.protocol().equals(offered.protocol()))
                .map(ours -> new ProposalPair(offered, ours))
                .toList();
        if (candidates.isEmpty()) {
            return new ProposalMismatch(number, offered, Optional.empty(), List.of());
        }
        ProposalPair nearest = candidates.get(0);
        for (ProposalPair candidate : candidates) {
            if (candidate.disagreements().size() < nearest.disagreements().size()) {
                nearest = candidate;
            }
        }
        return new ProposalMismatch(number, offered, Optional.of(nearest.acceptable()), nearest.disagreements());
    }

    /** A sentence for a person, with both sides' values; short whatever the peer offers. */
    @Override
    public String toString() {
        return "proposal " + number + ": "
                + nearest.map(this::differences).orElse("nothing is acceptable for protocol " + offered.protocol());
    }

    private String differences(Proposal acceptable) {
        ProposalPair pair = new ProposalPair(offered, acceptable);
        if (pair.onlyRepeatsMethods()) {
            return "no key exchange methods that are different from each other (RFC 9370 2.2.2)";
        }
        List<String> parts = new ArrayList<>();
        for (TransformType type : types) {
            if (parts.size() == EXPLAINED_TYPES) {
                parts.add("and more");
                break;
            }
            parts.add(type + " offered " + list(pair.offered(type)) + " but acceptable " + list(pair.acceptable(type)));
        }
        return String.join(", ", parts);
    }

    private static String list(List<Transform> transforms) {
        return transforms.isEmpty() ? "nothing" : Proposal.names(transforms, " or ");
    }
}
