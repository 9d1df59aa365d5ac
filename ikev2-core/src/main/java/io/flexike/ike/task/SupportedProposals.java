package io.flexike.ike.task;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;

/**
 * What remains of configured proposals without the algorithms that the provider does not have, and for the IKE SA
 * without those that encrypt nothing, which IKEv2 does not allow.
 */
final class SupportedProposals {
    private SupportedProposals() {}

    /** Proposals of which a whole transform type is not supported are left out. */
    static List<Proposal> of(CryptoProvider crypto, List<Proposal> configured) {
        List<Proposal> supported = new ArrayList<>(configured.size());
        for (Proposal proposal : configured) {
            List<Transform> transforms = new ArrayList<>(proposal.transforms().size());
            for (Transform transform : proposal.transforms()) {
                if (!leavesIkeReadable(proposal, transform) && isSupported(crypto, transform)) {
                    transforms.add(transform);
                }
            }
            if (transforms.size() == proposal.transforms().size()) {
                supported.add(proposal);
                continue;
            }
            Proposal remaining = new Proposal(proposal.protocol(), transforms);
            if (remaining.types().containsAll(proposal.types())) {
                supported.add(remaining);
            }
        }
        return supported;
    }

    private static boolean isSupported(CryptoProvider crypto, Transform transform) {
        return transform.isNone()
                || transform.type().equals(TransformType.SEQUENCE_NUMBERS)
                || crypto.supports(transform);
    }

    private static boolean leavesIkeReadable(Proposal proposal, Transform transform) {
        return proposal.protocol().equals(SecurityProtocol.IKE)
                && transform.type().equals(TransformType.ENCRYPTION)
                && !new EncryptionAlgorithm(transform.id()).encrypts();
    }
}
