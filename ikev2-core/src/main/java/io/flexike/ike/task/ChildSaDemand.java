package io.flexike.ike.task;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.Flow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What we offer for a Child SA as initiator of the exchange, or accept as responder.
 *
 * @param proposals best first
 * @param flows as initiator one, as responder those of which the best fitting one is taken
 * @param policy where the flow does not say otherwise
 */
public record ChildSaDemand(List<Proposal> proposals, List<Flow> flows, ChildSaPolicy policy) {
    public ChildSaDemand {
        proposals = List.copyOf(proposals);
        flows = List.copyOf(flows);
    }

    /**
     * For IKE_AUTH, where the key exchange of IKE_SA_INIT is used and no proposal names one (RFC 7296 1.2, RFC 9370
     * 2.2.4).
     */
    public static ChildSaDemand first(IkeSa sa) {
        List<Flow> flows = sa.initiator()
                ? List.of(sa.requiredProfile().firstFlow())
                : sa.peer().allowedFlows();
        return further(sa, flows).withoutKeyExchange();
    }

    /** As responder of CREATE_CHILD_SA: whatever the peer may have. */
    public static ChildSaDemand allowed(IkeSa sa) {
        return further(sa, sa.peer().allowedFlows());
    }

    /** As initiator of CREATE_CHILD_SA. */
    public static ChildSaDemand further(IkeSa sa, Flow flow) {
        return further(sa, List.of(flow));
    }

    private static ChildSaDemand further(IkeSa sa, List<Flow> flows) {
        List<Proposal> proposals =
                SupportedProposals.of(sa.crypto(), sa.requiredProfile().espProposals());
        proposals.replaceAll(ChildSaDemand::withSequenceNumbers);
        return new ChildSaDemand(proposals, flows, sa.requiredProfile().childPolicy());
    }

    /** For the successor of a Child SA: its selectors and its mode, and its algorithms first (RFC 7296 2.8). */
    public static ChildSaDemand rekeying(IkeSa sa, ChildSa old) {
        ChildSaDemand all = further(
                sa,
                new Flow(
                        old.snapshot().local(),
                        old.snapshot().remote(),
                        flowOf(sa, old).transport()));
        ChildSuite suite = old.snapshot().suite();
        List<Proposal> ordered = new ArrayList<>(all.withKeyExchangeOf(suite).proposals);
        ordered.sort((one, other) -> Boolean.compare(!offers(one, suite), !offers(other, suite)));
        return new ChildSaDemand(ordered, all.flows, all.policy);
    }

    /** Perfect forward secrecy that was granted once is offered again. */
    private ChildSaDemand withKeyExchangeOf(ChildSuite suite) {
        if (suite.keyExchange().equals(KeyExchangeMethod.NONE)
                || proposals.stream().anyMatch(ChildSaDemand::namesKeyExchange)) {
            return this;
        }
        List<Transform> before = new ArrayList<>(List.of(Transform.keyExchange(suite.keyExchange())));
        for (KeyExchangeMethod further : suite.additionalKeyExchanges()) {
            before.add(Transform.additionalKeyExchange(before.size(), further));
        }
        List<Proposal> both = new ArrayList<>();
        proposals.forEach(proposal -> both.add(with(proposal, before)));
        both.addAll(proposals);
        return new ChildSaDemand(both, flows, policy);
    }

    /**
     * As responder for the successor of a Child SA: what its flow allows, in the mode that the old one has (RFC 7296
     * 2.9.2).
     */
    public static ChildSaDemand accepting(IkeSa sa, ChildSa old) {
        return further(sa, flowOf(sa, old));
    }

    /** From which flow a Child SA comes: from the first one that allows it, as it did when the Child SA was made. */
    private static Flow flowOf(IkeSa sa, ChildSa old) {
        List<AddressSelector> local = old.snapshot().local();
        List<AddressSelector> remote = old.snapshot().remote();
        Flow flow = sa.peer().allowedFlows().stream()
                .filter(allowed -> allowed.contains(local, remote))
                .findFirst()
                .orElseGet(() -> new Flow(local, remote));
        if (old.snapshot().mode() == ChildSaMode.TUNNEL) {
            return flow.with(Flow.Transport.FORBIDDEN);
        }
        boolean required = flow.policy(sa.requiredProfile().childPolicy()).transportRequired();
        return flow.with(required ? Flow.Transport.REQUIRED : Flow.Transport.GRANTED);
    }

    /**
     * As responder of CREATE_CHILD_SA: perfect forward secrecy that the peer wants is not refused where we ask for none
     * ourselves; with any key exchange that the IKE SA may have, that of the peer's KE payload if it is one of them.
     */
    public ChildSaDemand granting(IkeSa sa, Optional<KePayload> sent) {
        if (sent.isEmpty() || proposals.stream().anyMatch(ChildSaDemand::namesKeyExchange)) {
            return this;
        }
        Set<Proposal> granted = new LinkedHashSet<>(proposals);
        for (List<Transform> keyExchanges : keyExchanges(sa, sent.get().method())) {
            proposals.forEach(proposal -> granted.add(with(proposal, keyExchanges)));
        }
        return new ChildSaDemand(List.copyOf(granted), flows, policy);
    }

    /** As each IKE proposal has them; with the preferred method and no other if one of them names it. */
    private static List<List<Transform>> keyExchanges(IkeSa sa, KeyExchangeMethod preferred) {
        Transform first = Transform.keyExchange(preferred);
        List<List<Transform>> all = SupportedProposals.of(
                        sa.crypto(), sa.requiredProfile().ikeProposals())
                .stream()
                .map(ChildSaDemand::keyExchanges)
                .toList();
        if (all.stream().noneMatch(each -> each.contains(first))) {
            return all;
        }
        return all.stream()
                .filter(each -> each.contains(first))
                .map(each -> each.stream()
                        .filter(other -> !other.type().equals(TransformType.KEY_EXCHANGE) || other.equals(first))
                        .toList())
                .toList();
    }

    private static List<Transform> keyExchanges(Proposal proposal) {
        return proposal.transforms().stream()
                .filter(each -> each.type().isKeyExchange())
                .toList();
    }

    private static boolean namesKeyExchange(Proposal proposal) {
        return proposal.first(TransformType.KEY_EXCHANGE).isPresent();
    }

    private static Proposal with(Proposal proposal, List<Transform> more) {
        List<Transform> transforms = new ArrayList<>(proposal.transforms());
        transforms.addAll(more);
        return new Proposal(proposal.protocol(), transforms);
    }

    /** As initiator: what is offered. */
    public Flow flow() {
        return flows.get(0);
    }

    /** How a Child SA of that flow is made. */
    ChildSaPolicy policy(Flow flow) {
        return flow.policy(policy);
    }

    /** The same as far as it may go through a NAT. */
    ChildSaDemand withoutAh() {
        return new ChildSaDemand(
                proposals.stream()
                        .filter(proposal -> !proposal.protocol().equals(SecurityProtocol.AH))
                        .toList(),
                flows,
                policy);
    }

    private ChildSaDemand withoutKeyExchange() {
        Set<Proposal> remaining = new LinkedHashSet<>();
        for (Proposal proposal : proposals) {
            remaining.add(withoutKeyExchange(proposal));
        }
        return new ChildSaDemand(List.copyOf(remaining), flows, policy);
    }

    private static Proposal withoutKeyExchange(Proposal proposal) {
        List<Transform> others = new ArrayList<>(proposal.transforms());
        return others.removeIf(each -> each.type().isKeyExchange())
                ? new Proposal(proposal.protocol(), others)
                : proposal;
    }

    private static boolean offers(Proposal proposal, ChildSuite suite) {
        return proposal.protocol().equals(suite.protocol())
                && (suite.protocol().equals(SecurityProtocol.AH)
                        ? proposal.transforms(TransformType.INTEGRITY).contains(Transform.integrity(suite.integrity()))
                        : proposal.transforms(TransformType.ENCRYPTION)
                                .contains(Transform.encryption(suite.encryption(), suite.keyBits())));
    }

    /** What the key exchange of a rekeying is tried with first. */
    public static KeyExchangeMethod preferredMethod(IkeSa sa, ChildSa old) {
        KeyExchangeMethod before = old.snapshot().suite().keyExchange();
        return before.equals(KeyExchangeMethod.NONE) ? sa.requiredSuite().keyExchange() : before;
    }

    /** RFC 7296 3.3.3: whether sequence numbers are extended must be said. */
    private static Proposal withSequenceNumbers(Proposal proposal) {
        if (proposal.first(TransformType.SEQUENCE_NUMBERS).isPresent()) {
            return proposal;
        }
        return with(proposal, List.of(Transform.sequenceNumbers(SequenceNumbers.STANDARD)));
    }
}
