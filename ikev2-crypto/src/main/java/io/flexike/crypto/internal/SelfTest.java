package io.flexike.crypto.internal;

import io.flexike.crypto.AlgorithmUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * The known-answer test of one algorithm by one provider: runs once, when the algorithm is first used, and remembers
 * the outcome. Thread-safe.
 */
final class SelfTest {
    /** A computation whose right answer is known. */
    @FunctionalInterface
    interface KnownAnswer {
        /** Computes, and says whether the answer is the known one. */
        boolean isRight() throws Exception;
    }

    private final String algorithm;
    private final String provider;
    private final KnownAnswer test;

    /** What is wrong, empty if nothing is, null as long as nobody asked. */
    private volatile @Nullable String fault;

    SelfTest(String algorithm, String provider, KnownAnswer test) {
        this.algorithm = algorithm;
        this.provider = provider;
        this.test = test;
    }

    boolean passed() {
        return fault().isEmpty();
    }

    /** @throws AlgorithmUnavailableException if the test failed, now or before */
    void require() {
        String found = fault();
        if (!found.isEmpty()) {
            throw new AlgorithmUnavailableException(algorithm, provider, found);
        }
    }

    /** What is wrong; empty if nothing is. */
    String fault() {
        String known = fault;
        return known != null ? known : run();
    }

    private synchronized String run() {
        String known = fault;
        if (known == null) {
            known = outcome();
            fault = known;
        }
        return known;
    }

    /** A native library that cannot be linked is a fault of the provider too. */
    private String outcome() {
        try {
            return test.isRight() ? "" : "wrong answer in the self-test";
        } catch (Exception | LinkageError e) {
            return "self-test: " + e;
        }
    }
}
