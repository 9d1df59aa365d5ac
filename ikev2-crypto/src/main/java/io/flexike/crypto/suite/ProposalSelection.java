package io.flexike.crypto.suite;

import io.flexike.crypto.suite.Selection.NothingInCommon;
import io.flexike.crypto.suite.Selection.Selected;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses one of the proposals that a peer offers, and judges the answer to ours (RFC 7296 3.3.6). */
public final class ProposalSelection {
    /** How many offered proposals a reason goes through. */
    private static final int EXPLAINED_PROPOSALS = 4;

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
        for (Proposal each : offered) {
            if (new ProposalPair(each, chosen).choose().isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static NothingInCommon nothingInCommon(List<Proposal> offered, List<Proposal> acceptable) {
        List<ProposalMismatch> mismatches = new ArrayList<>();
        for (int index = 0; index < Math.min(offered.size(), EXPLAINED_PROPOSALS); index++) {
            mismatches.add(ProposalMismatch.of(index + 1, offered.get(index), acceptable));
        }
        return new NothingInCommon(offered, acceptable, mismatches);
    }
}
