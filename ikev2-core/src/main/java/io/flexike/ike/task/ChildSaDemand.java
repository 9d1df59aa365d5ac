package io.flexike.ike.task;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * What we offer for a Child SA as initiator of the exchange, or accept as responder.
 *
 * @param proposals best first
 */
public record ChildSaDemand(
        List<Proposal> proposals, List<AddressSelector> local, List<AddressSelector> remote, ChildSaPolicy policy) {
    public ChildSaDemand {
        proposals = List.copyOf(proposals);
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    /**
     * For IKE_AUTH, where the key exchange of IKE_SA_INIT is used and no proposal names one (RFC 7296 1.2, RFC 9370
     * 2.2.4).
     */
    public static ChildSaDemand first(IkeSa sa) {
        return further(sa, sa.peer().allowedLocal(), sa.peer().allowedRemote()).withoutKeyExchange();
    }

    /** For CREATE_CHILD_SA. */
    public static ChildSaDemand further(IkeSa sa, List<AddressSelector> local, List<AddressSelector> remote) {
        List<Proposal> proposals = SupportedProposals.of(
                        sa.crypto(), sa.requiredProfile().espProposals())
                .stream()
                .map(ChildSaDemand::withSequenceNumbers)
                .toList();
        return new ChildSaDemand(proposals, local, remote, sa.requiredProfile().childPolicy());
    }

    /** For the successor of a Child SA: its selectors and its mode, and its algorithms first (RFC 7296 2.8). */
    public static ChildSaDemand rekeying(IkeSa sa, ChildSa old) {
        ChildSaDemand all = further(sa, old.snapshot().local(), old.snapshot().remote());
        ChildSuite suite = old.snapshot().suite();
        List<Proposal> ordered = new ArrayList<>(all.proposals);
        ordered.sort((one, other) -> Boolean.compare(!offers(one, suite), !offers(other, suite)));
        return new ChildSaDemand(
                ordered,
                all.local,
                all.remote,
                all.policy.withMode(old.snapshot().mode()));
    }

    /**
     * As responder for the successor of a Child SA: what the peer may have anyway, in the mode that the old one has
     * (RFC 7296 2.9.2).
     */
    public static ChildSaDemand accepting(IkeSa sa, ChildSa old) {
        ChildSaDemand all = further(sa, sa.peer().allowedLocal(), sa.peer().allowedRemote());
        return new ChildSaDemand(
                all.proposals,
                all.local,
                all.remote,
                all.policy.withMode(old.snapshot().mode()));
    }

    /** The same as far as it may go through a NAT. */
    ChildSaDemand withoutAh() {
        return new ChildSaDemand(
                proposals.stream()
                        .filter(proposal -> !proposal.protocol().equals(SecurityProtocol.AH))
                        .toList(),
                local,
                remote,
                policy);
    }

    private ChildSaDemand withoutKeyExchange() {
        return new ChildSaDemand(
                proposals.stream()
                        .map(ChildSaDemand::withoutKeyExchange)
                        .distinct()
                        .toList(),
                local,
                remote,
                policy);
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
        if (!proposal.transforms(TransformType.SEQUENCE_NUMBERS).isEmpty()) {
            return proposal;
        }
        List<Transform> transforms = new ArrayList<>(proposal.transforms());
        transforms.add(Transform.sequenceNumbers(SequenceNumbers.STANDARD));
        return new Proposal(proposal.protocol(), transforms);
    }
}
