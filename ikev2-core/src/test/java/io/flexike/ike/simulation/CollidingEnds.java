package io.flexike.ike.simulation;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.session.IkeEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Pairs of ends whose settings or random numbers make for certain collisions. */
final class CollidingEnds {
    private static final KeyExchangeMethod COMMON = KeyExchangeMethod.ECP_224;
    private static final KeyExchangeMethod OF_ALICE = KeyExchangeMethod.CURVE25519;
    private static final KeyExchangeMethod OF_BOB = KeyExchangeMethod.ECP_256;
    private static final int ENOUGH_SEEDS = 1000;

    private CollidingEnds() {}

    /** A rekeying of a Child SA by either end begins with a group that the other one does not take. */
    static Pair withForwardSecrecy() {
        return new Pair(
                new Simulation(1),
                Pair.Algorithms.quick(List.of(OF_ALICE), List.of(OF_ALICE, COMMON)),
                Pair.toAlice(Pair.Algorithms.quick(List.of(OF_ALICE), List.of(OF_BOB, COMMON))));
    }

    /**
     * The next rekeying of the IKE SA by that end begins with the group of the last one, which the other end does not
     * take any more.
     */
    static Pair withGroupThatIsGone(boolean initiatorIsRefused) {
        Pair.Algorithms ofAlice = Pair.Algorithms.quick(List.of(OF_ALICE, OF_BOB), List.of());
        Pair.Algorithms ofBob = Pair.Algorithms.quick(List.of(OF_BOB, OF_ALICE), List.of());
        Pair pair = new Pair(new Simulation(1), ofAlice, ofBob);
        pair.initiate().comesUp();
        ((RehearsalCrypto) (initiatorIsRefused ? ofBob : ofAlice).crypto()).withdraw(OF_ALICE);
        return pair;
    }

    /**
     * Both ends rekey at once, and of the four nonces that one is the lowest.
     *
     * @param lowest 0 for alice's Ni, 1 for bob's Nr, 2 for bob's Ni, 3 for alice's Nr
     */
    static Supplier<Pair> withLowestNonce(Act rekeying, int lowest) {
        return withLowestNonce(rekeying, lowest, seed -> Pair.of(seed, Pair.Algorithms.QUICK));
    }

    /** The same with additional key exchanges. */
    static Supplier<Pair> inSeriesWithLowestNonce(Act rekeying, int lowest) {
        return withLowestNonce(rekeying, lowest, seed -> Pair.of(seed, Pair.Algorithms.IN_SERIES));
    }

    /** What alice begins has additional key exchanges, what bob begins has none, or the other way round. */
    static Supplier<Pair> oneInSeriesWithLowestNonce(Act rekeying, int lowest, boolean aliceInSeries) {
        return withLowestNonce(rekeying, lowest, seed -> oneInSeries(seed, aliceInSeries));
    }

    /** Whoever answers prefers what it likes; so what an end begins is as the other end wants it. */
    private static Pair oneInSeries(long seed, boolean aliceInSeries) {
        Pair.Algorithms plain = Pair.Algorithms.quick(List.of(OF_ALICE), List.of(OF_ALICE));
        Pair.Algorithms series = Pair.Algorithms.IN_SERIES;
        Pair.Algorithms ofAlice = aliceInSeries ? plain.or(series) : series.or(plain);
        Pair.Algorithms ofBob = aliceInSeries ? series.or(plain) : plain.or(series);
        return new Pair(new Simulation(seed), ofAlice, Pair.toAlice(ofBob));
    }

    /** As {@link #withForwardSecrecy}, with additional key exchanges. */
    static Pair inSeriesWithForwardSecrecy() {
        KeyExchangeMethod further = KeyExchangeMethod.MODP_2048;
        return new Pair(
                new Simulation(1),
                Pair.Algorithms.quick(List.of(OF_ALICE), List.of(OF_ALICE, COMMON))
                        .with(further),
                Pair.toAlice(Pair.Algorithms.quick(List.of(OF_ALICE), List.of(OF_BOB, COMMON))
                        .with(further)));
    }

    private static Supplier<Pair> withLowestNonce(Act rekeying, int lowest, LongFunction<Pair> pairs) {
        for (long seed = 1; seed < ENOUGH_SEEDS; seed++) {
            Pair pair = pairs.apply(seed).initiate().comesUp();
            pair.simulation.run(Duration.ofSeconds(1));
            rekeying.by(pair.alice);
            rekeying.by(pair.bob);
            pair.simulation.run(Duration.ofSeconds(1));
            List<byte[]> nonces = List.of(
                    nonce(pair.alice, false), nonce(pair.bob, true), nonce(pair.bob, false), nonce(pair.alice, true));
            if (nonces.stream().allMatch(other -> Arrays.compareUnsigned(nonces.get(lowest), other) <= 0)) {
                long found = seed;
                return () -> pairs.apply(found);
            }
        }
        throw new AssertionError("no seed below " + ENOUGH_SEEDS);
    }

    private static byte[] nonce(SimulatedEndpoint end, boolean response) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent()
                        && message.header().exchange().equals(ExchangeType.CREATE_CHILD_SA)
                        && message.header().response() == response)
                .flatMap(message -> message.payloads().stream())
                .filter(NoncePayload.class::isInstance)
                .findFirst()
                .map(payload -> ((NoncePayload) payload).nonce())
                .orElseThrow();
    }
}
