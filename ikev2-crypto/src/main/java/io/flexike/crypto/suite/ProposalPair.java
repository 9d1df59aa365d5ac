package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One offered proposal held against one acceptable one. */
final class ProposalPair {
    /** What goes with every AEAD. */
    private static final List<Transform> NO_INTEGRITY = List.of(Transform.of(TransformType.INTEGRITY, 0));

    private final Proposal offered;
    private final Proposal acceptable;

    ProposalPair(Proposal offered, Proposal acceptable) {
        this.offered = offered;
        this.acceptable = acceptable;
    }

    /** The strongest choice of one transform of each offered type that both accept. */
    Optional<Proposal> choose() {
        // RFC 7296 3.3.6: a proposal with a transform type that we do not understand is unacceptable
        if (!offered.protocol().equals(acceptable.protocol())) {
            return Optional.empty();
        }
        Map<TransformType, List<Transform>> common = new LinkedHashMap<>();
        for (TransformType type : types()) {
            List<Transform> ofBoth = type.isKnown() ? common(type) : List.of();
            if (ofBoth.isEmpty()) {
                return Optional.empty();
            }
            common.put(type, ofBoth);
        }
        return Choices.of(offered.protocol(), common).strongest().map(this::answer);
    }

    /** In the order of the offer; a NONE that was not offered in so many words is not in the answer either. */
    private Proposal answer(List<Transform> chosen) {
        List<Transform> answer = new ArrayList<>();
        for (TransformType type : offered.types()) {
            for (Transform each : chosen) {
                if (each.type().equals(type)) {
                    answer.add(each);
                }
            }
        }
        return new Proposal(offered.protocol(), answer);
    }

    /** The types that leave nothing to choose; if each leaves something, the key exchanges, which then are the same. */
    List<TransformType> disagreements() {
        List<TransformType> leavingNothing = leavingNothing();
        return leavingNothing.isEmpty()
                ? types().stream().filter(TransformType::isKeyExchange).toList()
                : leavingNothing;
    }

    /** Whether there is something of each type, but no choice in which the methods differ (RFC 9370 2.2.2). */
    boolean onlyRepeatsMethods() {
        return leavingNothing().isEmpty();
    }

    private List<TransformType> leavingNothing() {
        Choices choices = choices();
        return types().stream()
                .filter(type -> !type.isKnown() || choices.leaveNothingOf(type))
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

    private List<TransformType> types() {
        List<TransformType> types = new ArrayList<>(offered.types());
        acceptable.types().forEach(type -> addOnce(types, type));
        if (types.contains(TransformType.ENCRYPTION)) {
            // where it is left out on both sides it is NONE
            addOnce(types, TransformType.INTEGRITY);
        }
        return types;
    }

    private static void addOnce(List<TransformType> types, TransformType type) {
        if (!types.contains(type)) {
            types.add(type);
        }
    }

    private Choices choices() {
        Map<TransformType, List<Transform>> common = new LinkedHashMap<>();
        types().forEach(type -> common.put(type, common(type)));
        return Choices.of(offered.protocol(), common);
    }

    /** In the order of what is acceptable, so that there is no more of it however much is offered. */
    private List<Transform> common(TransformType type) {
        List<Transform> offeredOfType = offered(type);
        List<Transform> acceptableOfType = allowed(type);
        if (offeredOfType.size() == 1 && acceptableOfType.size() == 1) {
            return offeredOfType.equals(acceptableOfType) ? acceptableOfType : List.of();
        }
        Set<Transform> common = new LinkedHashSet<>(acceptableOfType);
        common.retainAll(new HashSet<>(offeredOfType));
        return List.copyOf(common);
    }

    /** What is acceptable, but for what encrypts nothing: IANA, Transform Type 1, does not allow it in IKEv2. */
    private List<Transform> allowed(TransformType type) {
        List<Transform> ofType = acceptable(type);
        boolean concerned =
                type.equals(TransformType.ENCRYPTION) && acceptable.protocol().equals(SecurityProtocol.IKE);
        if (!concerned) {
            return ofType;
        }
        for (Transform each : ofType) {
            if (!encrypts(each)) {
                return ofType.stream().filter(ProposalPair::encrypts).toList();
            }
        }
        return ofType;
    }

    private static boolean encrypts(Transform encryption) {
        return new EncryptionAlgorithm(encryption.id()).encrypts();
    }

    private static List<Transform> orNone(Proposal proposal, TransformType type) {
        List<Transform> transforms = proposal.transforms(type);
        if (!transforms.isEmpty() || !type.hasNone()) {
            return transforms;
        }
        return type.equals(TransformType.INTEGRITY) ? NO_INTEGRITY : List.of(Transform.of(type, 0));
    }
}
