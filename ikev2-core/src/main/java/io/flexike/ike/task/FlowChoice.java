package io.flexike.ike.task;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.Narrowing;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of several flows a responder takes, and what is left of the offer in it (RFC 7296 2.9).
 *
 * @param local never empty
 * @param remote never empty
 * @param othersPossible whether another flow has something of the offer that this one does not have
 */
record FlowChoice(Flow flow, List<AddressSelector> local, List<AddressSelector> remote, boolean othersPossible) {
    /**
     * Prefers the flow with the first selectors of both sides, which may be those of the packet that made the initiator
     * ask; then one with the first selector of one side; then one that has something in common with both sides. Among
     * equals the first.
     *
     * @param ofOurs what the initiator sent for our side
     * @param ofPeers what it sent for its own
     * @return empty if no flow has something in common with both sides
     */
    static Optional<FlowChoice> of(
            List<Flow> flows, List<? extends TrafficSelector> ofOurs, List<? extends TrafficSelector> ofPeers) {
        List<FlowChoice> possible = new ArrayList<>();
        int best = 0;
        int firstsOfBest = -1;
        for (Flow flow : flows) {
            List<AddressSelector> local = Narrowing.narrow(ofOurs, flow.local());
            List<AddressSelector> remote = Narrowing.narrow(ofPeers, flow.remote());
            if (local.isEmpty() || remote.isEmpty()) {
                continue;
            }
            int firsts = firstsIn(flow.local(), ofOurs) + firstsIn(flow.remote(), ofPeers);
            if (firsts > firstsOfBest) {
                best = possible.size();
                firstsOfBest = firsts;
            }
            possible.add(new FlowChoice(flow, local, remote, false));
        }
        return possible.isEmpty()
                ? Optional.empty()
                : Optional.of(possible.get(best).among(possible));
    }

    private FlowChoice among(List<FlowChoice> possible) {
        boolean others = possible.stream().anyMatch(other -> !flow.contains(other.local, other.remote));
        return new FlowChoice(flow, local, remote, others);
    }

    /** RFC 7296 2.9: selectors of unknown type are ignored, also as the first one. */
    private static int firstsIn(List<AddressSelector> allowed, List<? extends TrafficSelector> offered) {
        for (TrafficSelector selector : offered) {
            if (selector instanceof AddressSelector first) {
                return ChildSaTask.isWithinOneOf(allowed, first) ? 1 : 0;
            }
        }
        return 0;
    }
}
