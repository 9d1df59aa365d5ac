package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One offered proposal held against one acceptable one. */
final class ProposalPair {
    private static final int FEW = 4;

    private final Proposal offered;
    private final Proposal acceptable;

    ProposalPair(Proposal offered, Proposal acceptable) {
        this.offered = offered;
        this.acceptable = acceptable;
    }

    /** One transform of each offered type that both accept, by the order of the acceptable proposal. */
    Optional<Proposal> choose() {
        if (!offered.protocol().equals(acceptable.protocol())) {
            return Optional.empty();
        }
        List<Transform> chosen = new ArrayList<>();
        for (TransformType type : types()) {
            // RFC 7296 3.3.6: a proposal with a transform type that we do not understand is unacceptable
            List<Transform> common = type.isKnown() ? usable(type) : List.of();
            if (common.isEmpty()) {
                return Optional.empty();
            }
            chosen.add(common.get(0));
        }
        // a NONE that was not offered in so many words is not in the answer either
        Set<TransformType> said = new HashSet<>(offered.types());
        chosen.removeIf(each -> !said.contains(each.type()));
        return Optional.of(new Proposal(offered.protocol(), chosen));
    }

    /** The types that leave nothing to choose. */
    List<TransformType> disagreements() {
        return types().stream()
                .filter(type -> !type.isKnown() || usable(type).isEmpty())
                .toList();
    }

    Proposal acceptable() {
        return acceptable;
    }

    /** The offered transforms of a type; NONE if the type is left out and may be. */
    List<Transform> offered(TransformType type) {
        return orNone(offered, type);
    }

    /** The acceptable transforms of a type; NONE if the type is left out and may be. */
    List<Transform> acceptable(TransformType type) {
        return orNone(acceptable, type);
    }

    private Set<TransformType> types() {
        Set<TransformType> types = new LinkedHashSet<>(offered.types());
        types.addAll(acceptable.types());
        return types;
    }

    /** What both have, and what fits to the cipher if it is encryption or integrity. */
    private List<Transform> usable(TransformType type) {
        List<Transform> common = common(type);
        if (type.equals(TransformType.ENCRYPTION)) {
            List<Transform> fitting = fitting(common);
            // without any that fits it is integrity that disagrees
            return fitting.isEmpty() ? common : fitting;
        }
        if (type.equals(TransformType.INTEGRITY)) {
            List<Transform> encryption = common(TransformType.ENCRYPTION);
            if (encryption.isEmpty()) {
                return common;
            }
            List<Transform> fitting = fitting(encryption);
            return fitting.isEmpty() ? List.of() : integrityFor(fitting.get(0));
        }
        return common;
    }

    private List<Transform> fitting(List<Transform> encryption) {
        List<Transform> fitting = new ArrayList<>(encryption);
        fitting.removeIf(each -> integrityFor(each).isEmpty());
        return fitting;
    }

    /** RFC 7296 3.3: an AEAD goes with no integrity algorithm or NONE; everything else needs one. */
    private List<Transform> integrityFor(Transform encryption) {
        boolean aead = new EncryptionAlgorithm(encryption.id()).isAead();
        List<Transform> integrity = common(TransformType.INTEGRITY);
        integrity.removeIf(each -> each.isNone() != aead);
        return integrity;
    }

    private List<Transform> common(TransformType type) {
        List<Transform> all = offered(type);
        // a set pays only for the long lists that a peer may send
        Collection<Transform> theirs = all.size() > FEW ? new HashSet<>(all) : all;
        List<Transform> common = new ArrayList<>(acceptable(type));
        common.removeIf(each -> !theirs.contains(each));
        return common;
    }

    private static List<Transform> orNone(Proposal proposal, TransformType type) {
        List<Transform> transforms = proposal.transforms(type);
        return transforms.isEmpty() && type.hasNone() ? List.of(Transform.of(type, 0)) : transforms;
    }
}
