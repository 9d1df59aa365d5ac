package io.flexike.crypto.suite;

import java.util.List;
import java.util.stream.Collectors;

/** What {@link ProposalSelection#select} found. */
public sealed interface ProposalChoice {

    /**
     * A proposal that both sides accept.
     *
     * @param offeredIndex which of the offered proposals, from 0
     * @param chosen one transform of each type of that proposal, with the attributes as they were offered
     */
    record Selected(int offeredIndex, Proposal chosen) implements ProposalChoice {}

    /**
     * No proposal that both sides accept.
     *
     * @param offered by the peer, in its order
     * @param acceptable to us, most preferred first
     * @param mismatches why not, one entry per offered proposal (the first few)
     */
    record NothingInCommon(List<Proposal> offered, List<Proposal> acceptable, List<ProposalMismatch> mismatches)
            implements ProposalChoice {
        /** Copies the lists. */
        public NothingInCommon {
            offered = List.copyOf(offered);
            acceptable = List.copyOf(acceptable);
            mismatches = List.copyOf(mismatches);
        }

        /** One sentence for a person, with both sides' values; bounded whatever the peer offers. */
        public String reason() {
            if (offered.isEmpty()) {
                return "the peer offered no proposal";
            }
            int more = offered.size() - mismatches.size();
            return "no offered proposal is acceptable: "
                    + mismatches.stream().map(ProposalMismatch::toString).collect(Collectors.joining("; "))
                    + (more > 0 ? "; and " + more + " more proposals" : "");
        }
    }
}
