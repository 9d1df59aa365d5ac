package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All combinations of one transform of each type, and the strongest of them.
 *
 * <p>They are not gone through: the order is by type once it is settled how weak the combination is, and only integrity
 * depends on encryption, and key exchanges on each other ({@link DifferentMethods}).
 */
final class Choices {
    private final SecurityProtocol protocol;
    private final Map<TransformType, List<Transform>> byType;

    /** @param byType with NONE where a type may go without; belongs to the choices from now on */
    static Choices of(SecurityProtocol protocol, Map<TransformType, List<Transform>> byType) {
        byType.replaceAll((type, transforms) -> sorted(protocol, transforms));
        return new Choices(protocol, byType);
    }

    private static List<Transform> sorted(SecurityProtocol protocol, List<Transform> transforms) {
        if (transforms.size() < 2) {
            return transforms;
        }
        List<Transform> sorted = new ArrayList<>(transforms);
        sorted.sort(StrengthOrder.ofTransforms(protocol));
        return sorted;
    }

    private Choices(SecurityProtocol protocol, Map<TransformType, List<Transform>> sorted) {
        this.protocol = protocol;
        this.byType = sorted;
    }

    /** By {@link StrengthOrder#ofChoices}; empty if nothing goes together. */
    Optional<List<Transform>> strongest() {
        boolean several = false;
        for (List<Transform> transforms : byType.values()) {
            // most of what a peer offers in vain is seen here
            if (transforms.isEmpty()) {
                return Optional.empty();
            }
            several |= transforms.size() > 1;
        }
        if (!several) {
            // the only one is the strongest, however weak it is
            return strongestOfAll();
        }
        for (int weakness = 0; weakness < StrengthOrder.WEAKNESSES; weakness++) {
            int most = weakness;
            Optional<List<Transform>> choice = only(transform -> StrengthOrder.weakness(protocol, transform) <= most)
                    .strongestOfAll();
            if (choice.isPresent()) {
                return choice;
            }
        }
        return Optional.empty();
    }

    /** Whether a type is why there is no choice; where no encryption fits to integrity it is the latter. */
    boolean leaveNothingOf(TransformType type) {
        boolean integrityAlone = type.equals(TransformType.INTEGRITY)
                && of(TransformType.ENCRYPTION).isEmpty();
        boolean lonely =
                type.equals(TransformType.ENCRYPTION) || integrityAlone && byType.containsKey(TransformType.ENCRYPTION);
        return (lonely ? of(type) : fitting(type)).isEmpty();
    }

    private List<Transform> of(TransformType type) {
        return byType.getOrDefault(type, List.of());
    }

    private Optional<List<Transform>> strongestOfAll() {
        List<Transform> chosen = new ArrayList<>();
        for (TransformType type : byType.keySet()) {
            List<Transform> fitting = fitting(type);
            if (fitting.isEmpty()) {
                return Optional.empty();
            }
            if (!type.isKeyExchange()) {
                chosen.add(fitting.get(0));
            }
        }
        return keyExchanges().map(methods -> {
            chosen.addAll(methods);
            return chosen;
        });
    }

    /** The transforms of a type that can be chosen, where encryption is chosen before integrity. */
    private List<Transform> fitting(TransformType type) {
        if (type.equals(TransformType.ENCRYPTION)) {
            return where(of(type), each -> !integrityFor(each).isEmpty());
        }
        if (!type.equals(TransformType.INTEGRITY)) {
            return of(type);
        }
        if (byType.containsKey(TransformType.ENCRYPTION)) {
            List<Transform> encryption = fitting(TransformType.ENCRYPTION);
            return encryption.isEmpty() ? List.of() : integrityFor(encryption.get(0));
        }
        // RFC 4302 2.6: AH is nothing but integrity
        return where(of(type), each -> !each.isNone());
    }

    /** RFC 7296 3.3: an AEAD goes with no integrity algorithm or NONE; everything else needs one. */
    private List<Transform> integrityFor(Transform encryption) {
        boolean aead = new EncryptionAlgorithm(encryption.id()).isAead();
        return where(of(TransformType.INTEGRITY), each -> each.isNone() == aead);
    }

    /**
     * The strongest methods that are different from each other; empty if there are none. The best post-quantum method
     * is always among them, as a key exchange that can have it takes it unless one before has.
     */
    private Optional<List<Transform>> keyExchanges() {
        List<List<Transform>> candidates = new ArrayList<>();
        for (TransformType type : StrengthOrder.KEY_EXCHANGE_TYPES) {
            List<Transform> transforms = byType.get(type);
            if (transforms != null) {
                candidates.add(transforms);
            }
        }
        return DifferentMethods.choose(candidates);
    }

    private Choices only(Predicate<Transform> condition) {
        Map<TransformType, List<Transform>> remaining = new LinkedHashMap<>();
        byType.forEach((type, transforms) -> remaining.put(type, where(transforms, condition)));
        return new Choices(protocol, remaining);
    }

    /** The list itself if the condition holds for all. */
    private static List<Transform> where(List<Transform> transforms, Predicate<Transform> condition) {
        for (Transform each : transforms) {
            if (!condition.test(each)) {
                return transforms.stream().filter(condition).toList();
            }
        }
        return transforms;
    }
}
