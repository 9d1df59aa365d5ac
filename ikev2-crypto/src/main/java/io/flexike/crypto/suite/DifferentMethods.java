package io.flexike.crypto.suite;

import io.flexike.crypto.transform.Transform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses one method for each of up to eight key exchanges so that no method other than NONE occurs twice (RFC 9370
 * 2.2.2).
 *
 * <p>Each key exchange in turn gets its best candidate with which the others can still be served, which a matching of
 * key exchanges to methods tells (augmenting paths). For k key exchanges with n candidates each that is at most k * n
 * matchings of k * k * n steps, where n is bounded by the shorter of the two lists: never a walk through all
 * combinations.
 */
final class DifferentMethods {
    private DifferentMethods() {}

    /** @param candidates for each key exchange, best first; the first key exchange is the most important one */
    static Optional<List<Transform>> choose(List<List<Transform>> candidates) {
        if (!canBeServed(candidates)) {
            return Optional.empty();
        }
        if (candidates.size() == 1) {
            return Optional.of(List.of(candidates.get(0).get(0)));
        }
        List<List<Transform>> open = new ArrayList<>(candidates);
        for (int index = 0; index < open.size(); index++) {
            for (Transform candidate : candidates.get(index)) {
                open.set(index, List.of(candidate));
                if (canBeServed(open)) {
                    break;
                }
            }
        }
        return Optional.of(open.stream().map(each -> each.get(0)).toList());
    }

    private static boolean canBeServed(List<List<Transform>> candidates) {
        if (candidates.size() == 1) {
            return !candidates.get(0).isEmpty();
        }
        Map<Integer, Integer> servedBy = new HashMap<>();
        for (int index = 0; index < candidates.size(); index++) {
            boolean canGoWithout = candidates.get(index).stream().anyMatch(Transform::isNone);
            if (!canGoWithout && !serve(index, candidates, servedBy, new HashSet<>())) {
                return false;
            }
        }
        return true;
    }

    /** Gives a key exchange a method, taking it from another that has a different one to go to. */
    private static boolean serve(
            int index, List<List<Transform>> candidates, Map<Integer, Integer> servedBy, Set<Integer> visited) {
        for (Transform candidate : candidates.get(index)) {
            if (!visited.add(candidate.id())) {
                continue;
            }
            Integer holder = servedBy.get(candidate.id());
            if (holder == null || serve(holder, candidates, servedBy, visited)) {
                servedBy.put(candidate.id(), index);
                return true;
            }
        }
        return false;
    }
}
