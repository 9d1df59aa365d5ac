package io.flexike.crypto.internal;

import io.flexike.crypto.AlgorithmUnavailableException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * For each algorithm the first JCA provider that gives its known answer. Decided when the algorithm is first used, and
 * then for good. Thread-safe.
 */
final class JcaChoice {
    /** What a provider must pass to be chosen. */
    @FunctionalInterface
    interface Test {
        boolean isRight(JcaSource source) throws Exception;
    }

    private record Choice(@Nullable JcaSource source, String asked, String faults) {}

    private final Supplier<Stream<Provider>> providers;
    private final Map<Object, Choice> made = new ConcurrentHashMap<>();

    /** @param providers in the order in which they are asked */
    JcaChoice(Supplier<Stream<Provider>> providers) {
        this.providers = providers;
    }

    /**
     * The provider of an algorithm.
     *
     * @param algorithm by its own name or a value that prints as one
     * @throws AlgorithmUnavailableException if no provider has it or none gives the known answer
     */
    JcaSource source(Object algorithm, Test test) {
        Choice choice = choice(algorithm, test);
        if (choice.source() == null) {
            throw new AlgorithmUnavailableException(algorithm.toString(), choice.asked(), choice.faults());
        }
        return choice.source();
    }

    boolean isAvailable(Object algorithm, Test test) {
        return choice(algorithm, test).source() != null;
    }

    private Choice choice(Object algorithm, Test test) {
        Choice known = made.get(algorithm);
        return known != null ? known : made.computeIfAbsent(algorithm, unused -> choose(algorithm.toString(), test));
    }

    private Choice choose(String algorithm, Test test) {
        List<String> asked = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Iterator<Provider> each = providers.get().iterator(); each.hasNext(); ) {
            JcaSource source = new JcaSource(each.next());
            SelfTest selfTest = new SelfTest(algorithm, source.provider().getName(), () -> test.isRight(source));
            if (selfTest.passed()) {
                return new Choice(source, "", "");
            }
            asked.add(source.provider().getName());
            faults.add(selfTest.fault());
        }
        return new Choice(null, String.join(", ", asked), String.join("; ", faults));
    }
}
