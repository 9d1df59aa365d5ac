package io.flexike.crypto.suite;

import java.util.List;

/** What {@link ProposalSelection#select} found. */
public sealed interface Selection {

    /**
     * A proposal that both sides accept.
     *
     * @param offeredIndex which of the offered proposals, from 0
     * @param chosen one transform of each type of that proposal, with the attributes as they were offered
     */
    record Selected(int offeredIndex, Proposal chosen) implements Selection {}

    /**
     * No proposal that both sides accept.
     *
     * @param reason one sentence for a person, with both sides' values; bounded whatever the peer offers
     * @param findings the same, one entry per offered proposal (the first few)
     */
    record NothingInCommon(String reason, List<String> findings) implements Selection {
        /** Copies the findings. */
        public NothingInCommon {
            findings = List.copyOf(findings);
        }
    }
}
