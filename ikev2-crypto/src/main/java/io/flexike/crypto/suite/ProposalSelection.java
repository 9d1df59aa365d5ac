package io.flexike.crypto.suite;

import io.flexike.crypto.suite.ProposalChoice.NothingInCommon;
import io.flexike.crypto.suite.ProposalChoice.Selected;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses one of the proposals that a peer offers, and judges the answer to ours (RFC 7296 3.3.6). */
public final class ProposalSelection {
    /** How many offered proposals a reason goes through. */
    private static final int EXPLAINED_PROPOSALS = 4;

    /** RFC 7296 3.3.1: proposals are numbered from 1 by one, in an octet; more than so many are never looked at. */
    private static final int MOST_PROPOSALS = 255;

    private ProposalSelection() {}

    /**
     * Chooses as a responder: of all choices that both sides accept, the strongest by {@link StrengthOrder}. It comes
     * out of one offered and one acceptable proposal. Neither side's order of proposals and transforms matters, so the
     * same is chosen whichever side is the responder.
     *
     * <p>An offered proposal with a type that nobody knows is passed over; so is a single transform whose id or
     * attributes are not exactly among ours. Integrity and key exchange NONE may be said or left out on either side. An
     * AEAD is only combined with no integrity algorithm, other encryption only with one. No key exchange method is
     * chosen twice (RFC 9370 2.2.2).
     *
     * @param offered by the peer; the first of those with the strongest choice is answered
     * @param acceptable to us
     */
    public static ProposalChoice select(List<Proposal> offered, List<Proposal> acceptable) {
        Optional<Selected> strongest = Optional.empty();
        for (int index = 0; index < Math.min(offered.size(), MOST_PROPOSALS); index++) {
            for (Proposal ours : acceptable) {
                Optional<Proposal> choice = new ProposalPair(offered.get(index), ours).choose();
                if (choice.isPresent()
                        && (strongest.isEmpty()
                                || isStronger(choice.get(), strongest.get().chosen()))) {
                    strongest = Optional.of(new Selected(index, choice.get()));
                }
            }
        }
        return strongest
                .<ProposalChoice>map(selected -> selected)
                .orElseGet(() -> nothingInCommon(offered, acceptable));
    }

    /** What is chosen between two sides that both have these proposals; empty if nothing in them goes together. */
    public static Optional<Proposal> strongest(List<Proposal> proposals) {
        Optional<Proposal> strongest = Optional.empty();
        for (Proposal proposal : proposals) {
            // what two proposals have in common each of them has alone
            Optional<Proposal> choice = new ProposalPair(proposal, proposal).choose();
            if (choice.isPresent() && (strongest.isEmpty() || isStronger(choice.get(), strongest.get()))) {
                strongest = choice;
            }
        }
        return strongest;
    }

    /**
     * What is left of proposals if no additional key exchange can take place, because the peer does not support
     * IKE_INTERMEDIATE (RFC 9242 3.1) for example: those in which each of them may be NONE.
     */
    public static List<Proposal> withoutAdditionalKeyExchanges(List<Proposal> proposals) {
        List<Proposal> remaining = new ArrayList<>();
        for (Proposal proposal : proposals) {
            if (!AdditionalKeyExchanges.areIn(proposal)) {
                remaining.add(proposal);
                continue;
            }
            boolean mayGoWithout = TransformType.ADDITIONAL_KEY_EXCHANGES.stream()
                    .map(proposal::transforms)
                    .allMatch(methods -> methods.isEmpty() || methods.stream().anyMatch(Transform::isNone));
            if (mayGoWithout) {
                Proposal plain = proposal;
                for (TransformType type : TransformType.ADDITIONAL_KEY_EXCHANGES) {
                    plain = plain.without(type);
                }
                remaining.add(plain);
            }
        }
        return remaining;
    }

    /**
     * Whether an initiator may accept the answer: it picks from one of our proposals exactly one transform of each
     * offered type, with unchanged attributes, and adds none; no key exchange method occurs twice (RFC 9370 2.2.2).
     * Integrity and key exchange NONE may be said or left out.
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

    private static boolean isStronger(Proposal one, Proposal other) {
        return StrengthOrder.ofChoices().compare(one, other) < 0;
    }

    private static NothingInCommon nothingInCommon(List<Proposal> offered, List<Proposal> acceptable) {
        List<ProposalMismatch> mismatches = new ArrayList<>();
        for (int index = 0; index < Math.min(offered.size(), EXPLAINED_PROPOSALS); index++) {
            mismatches.add(ProposalMismatch.of(index + 1, offered.get(index), acceptable));
        }
        return new NothingInCommon(offered, acceptable, mismatches);
    }
}
