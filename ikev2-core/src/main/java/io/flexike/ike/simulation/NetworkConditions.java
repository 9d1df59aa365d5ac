package io.flexike.ike.simulation;

import java.time.Duration;

/**
 * How a link treats packets in one direction. Probabilities are between 0 and 1 and apply to each packet on its own.
 *
 * @param minDelay shortest time in flight
 * @param maxDelay longest time in flight of a packet that is not reordered
 * @param loss probability that a packet never arrives
 * @param duplication probability that a packet arrives twice
 * @param reordering probability that a packet is held back for up to four times the longest delay, so that later ones
 *     overtake it; all others keep their order
 * @param mtuOctets longest IP packet that passes; longer ones are lost without a word, as where nothing is fragmented
 *     and ICMP is filtered
 */
public record NetworkConditions(
        Duration minDelay, Duration maxDelay, double loss, double duplication, double reordering, int mtuOctets) {
    /** The longest packet that IPv4 knows. */
    public static final int NO_MTU = 65_535;

    /** Ten milliseconds, nothing lost, doubled or overtaken. */
    public static final NetworkConditions PERFECT =
            new NetworkConditions(Duration.ofMillis(10), Duration.ofMillis(10), 0, 0, 0);

    /** Conditions under which packets of all lengths pass. */
    public NetworkConditions(Duration minDelay, Duration maxDelay, double loss, double duplication, double reordering) {
        this(minDelay, maxDelay, loss, duplication, reordering, NO_MTU);
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a delay is negative, the shortest longer than the longest, a probability not
     *     between 0 and 1, or the longest packet shorter than a header
     */
    public NetworkConditions {
        if (minDelay.isNegative() || maxDelay.compareTo(minDelay) < 0) {
            throw new IllegalArgumentException("delays must satisfy 0 <= " + minDelay + " <= " + maxDelay);
        }
        if (mtuOctets < 68) {
            throw new IllegalArgumentException("the longest packet must have 68 octets (RFC 791), not " + mtuOctets);
        }
        checkProbability("loss", loss);
        checkProbability("duplication", duplication);
        checkProbability("reordering", reordering);
    }

    /** The same with another range of delays. */
    public NetworkConditions withDelay(Duration min, Duration max) {
        return new NetworkConditions(min, max, loss, duplication, reordering, mtuOctets);
    }

    /** The same with another probability of loss. */
    public NetworkConditions withLoss(double probability) {
        return new NetworkConditions(minDelay, maxDelay, probability, duplication, reordering, mtuOctets);
    }

    /** The same with another probability of duplication. */
    public NetworkConditions withDuplication(double probability) {
        return new NetworkConditions(minDelay, maxDelay, loss, probability, reordering, mtuOctets);
    }

    /** The same with another probability of being overtaken. */
    public NetworkConditions withReordering(double probability) {
        return new NetworkConditions(minDelay, maxDelay, loss, duplication, probability, mtuOctets);
    }

    /** The same with another longest packet. */
    public NetworkConditions withMtu(int octets) {
        return new NetworkConditions(minDelay, maxDelay, loss, duplication, reordering, octets);
    }

    Duration randomDelay(SeededRandom random) {
        long spread = maxDelay.toNanos() - minDelay.toNanos();
        return minDelay.plusNanos((long) (random.nextDouble() * spread));
    }

    Duration randomHold(SeededRandom random) {
        return Duration.ofNanos((long) (random.nextDouble() * 4 * maxDelay.toNanos()));
    }

    private static void checkProbability(String name, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1, not " + probability);
        }
    }
}
