package io.flexike.flexvpn.runtime;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;

/**
 * What a provider lacks of a proposal.
 *
 * @param missing algorithms that it does not have
 * @param leaveNothing whether it has none of a whole type, so that the proposal cannot be used
 */
public record ProviderGaps(List<Transform> missing, boolean leaveNothing) {
    /** Copies the list. */
    public ProviderGaps {
        missing = List.copyOf(missing);
    }

    /** Asks the provider for each algorithm. */
    public static ProviderGaps of(CryptoProvider crypto, Proposal proposal) {
        List<Transform> present = new ArrayList<>();
        List<Transform> missing = new ArrayList<>();
        for (Transform transform : proposal.transforms()) {
            boolean needsCode = !transform.isNone() && !transform.type().equals(TransformType.SEQUENCE_NUMBERS);
            (needsCode && !crypto.supports(transform) ? missing : present).add(transform);
        }
        boolean whole = new Proposal(proposal.protocol(), present).types().containsAll(proposal.types());
        return new ProviderGaps(missing, !whole);
    }
}
