package io.flexike.crypto.suite;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;

/**
 * What is common to suites with additional key exchanges (RFC 9370 2.2.2): a list in the order of the transform types,
 * with {@link KeyExchangeMethod#NONE} where a type in between is not used.
 */
final class AdditionalKeyExchanges {
    private AdditionalKeyExchanges() {}

    /** Whether a proposal mentions any, be it NONE. */
    static boolean areIn(Proposal proposal) {
        for (Transform each : proposal.transforms()) {
            if (each.type().isAdditionalKeyExchange()) {
                return true;
            }
        }
        return false;
    }

    /** The list without NONE at its end. */
    static List<KeyExchangeMethod> trimmed(List<KeyExchangeMethod> methods) {
        int most = TransformType.ADDITIONAL_KEY_EXCHANGES.size();
        if (methods.size() > most) {
            throw new IllegalArgumentException(
                    methods.size() + " additional key exchanges; RFC 9370 allows at most " + most);
        }
        int used = methods.size();
        while (used > 0 && methods.get(used - 1).equals(KeyExchangeMethod.NONE)) {
            used--;
        }
        return List.copyOf(methods.subList(0, used));
    }

    /** The transforms of a list, NONE not mentioned. */
    static List<Transform> transforms(List<KeyExchangeMethod> methods) {
        List<Transform> transforms = new ArrayList<>();
        for (int index = 0; index < methods.size(); index++) {
            if (!methods.get(index).equals(KeyExchangeMethod.NONE)) {
                transforms.add(Transform.of(
                        TransformType.ADDITIONAL_KEY_EXCHANGES.get(index),
                        methods.get(index).value()));
            }
        }
        return transforms;
    }

    /** The methods that are carried out, in order. */
    static List<KeyExchangeMethod> used(List<KeyExchangeMethod> methods) {
        return methods.isEmpty()
                ? methods
                : methods.stream()
                        .filter(method -> !method.equals(KeyExchangeMethod.NONE))
                        .toList();
    }
}
