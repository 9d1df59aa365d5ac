package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All combinations of one transform of each type, and the strongest of them.
 *
 * <p>They are not gone through: the order is by type once it is settled how weak the combination is, and only
 * integrity depends on encryption, and key exchanges on each other ({@link DifferentMethods}).
 */
final class Choices {
    private final SecurityProtocol protocol;
    private final Map<TransformType, List<Transform>> byType;

    /** @param byType with NONE where a type may go without */
    static Choices of(SecurityProtocol protocol, Map<TransformType, List<Transform>> byType) {
        Comparator<Transform> order = StrengthOrder.ofTransforms(protocol);
        Map<TransformType, List<Transform>> sorted = new LinkedHashMap<>();
        byType.forEach((type, transforms) ->
                sorted.put(type, transforms.stream().sorted(order).toList()));
        return new Choices(protocol, sorted);
    }

    private Choices(SecurityProtocol protocol, Map<TransformType, List<Transform>> sorted) {
        this.protocol = protocol;
        this.byType = sorted;
    }

    /** By {@link StrengthOrder#ofChoices}; empty if nothing goes together. */
    Optional<List<Transform>> strongest() {
        // most of what a peer offers in vain is seen here
        if (byType.values().stream().anyMatch(List::isEmpty)) {
            return Optional.empty();
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
        List<Transform> encryption = of(TransformType.ENCRYPTION).stream()
                .filter(each -> !integrityFor(each).isEmpty())
                .toList();
        if (type.equals(TransformType.ENCRYPTION)) {
            return encryption;
        }
        if (type.equals(TransformType.INTEGRITY) && byType.containsKey(TransformType.ENCRYPTION)) {
            return encryption.isEmpty() ? List.of() : integrityFor(encryption.get(0));
        }
        if (type.equals(TransformType.INTEGRITY)) {
            // RFC 4302 2.6: AH is nothing but integrity
            return of(type).stream().filter(each -> !each.isNone()).toList();
        }
        return of(type);
    }

    /** RFC 7296 3.3: an AEAD goes with no integrity algorithm or NONE; everything else needs one. */
    private List<Transform> integrityFor(Transform encryption) {
        boolean aead = new EncryptionAlgorithm(encryption.id()).isAead();
        return of(TransformType.INTEGRITY).stream()
                .filter(each -> each.isNone() == aead)
                .toList();
    }

    /**
     * The strongest methods that are different from each other; empty if there are none. The best post-quantum method is
     * always among them, as a key exchange that can have it takes it unless one before has.
     */
    private Optional<List<Transform>> keyExchanges() {
        return DifferentMethods.choose(StrengthOrder.keyExchangeTypes().stream()
                .filter(byType::containsKey)
                .map(this::of)
                .toList());
    }

    private Choices only(Predicate<Transform> condition) {
        Map<TransformType, List<Transform>> remaining = new LinkedHashMap<>();
        byType.forEach((type, transforms) ->
                remaining.put(type, transforms.stream().filter(condition).toList()));
        return new Choices(protocol, remaining);
    }
}
