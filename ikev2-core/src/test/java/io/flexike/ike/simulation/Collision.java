package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.simulation.DeliveryOrders.EspOrder;
import io.flexike.ike.simulation.DeliveryOrders.Explored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A live tunnel that is watched, and what its two ends do to it at once. The oracle: both ends agree, SPIs are unique,
 * no packet is lost or delivered twice unless somebody wanted its Child SA to be deleted.
 */
final class Collision {
    /**
     * How many random orders with losses are run of each case; with {@code -Dflexike.orders=10000} so many, and what is
     * explored exhaustively is so to the end, however long that takes.
     */
    private static final int SEEDS = Integer.getInteger("flexike.orders", 20);

    private static final boolean TO_THE_END = Integer.getInteger("flexike.orders") != null;
    private static final long MORE_THAN_ANY_CASE_TAKES = 100_000;
    private static final long RUNS_IN_THE_ORDINARY_BUILD = 500;

    private final Supplier<Pair> pair;
    private final boolean byResponder;
    private final List<Act> ofOne = new ArrayList<>();
    private final List<Act> ofOther = new ArrayList<>();
    private final List<Act> laterOfOne = new ArrayList<>();
    private final List<Act> laterOfOther = new ArrayList<>();
    private final Set<NotifyType> seen = new HashSet<>();
    private int fewestChildren = 1;
    private int mostChildren = 1;
    private int sessions = 1;

    private Collision(Supplier<Pair> pair, boolean byResponder) {
        this.pair = pair;
        this.byResponder = byResponder;
    }

    /** @param oneInitiated whether the end called one is the original initiator */
    static Collision of(boolean oneInitiated) {
        return of(oneInitiated, 1);
    }

    static Collision of(boolean oneInitiated, long seed) {
        return of(oneInitiated, () -> Pair.of(seed, Pair.Algorithms.QUICK));
    }

    static Collision of(boolean oneInitiated, Supplier<Pair> pair) {
        return new Collision(pair, !oneInitiated);
    }

    /** At the beginning. */
    Collision one(Act act) {
        ofOne.add(act);
        return this;
    }

    /** At the beginning. */
    Collision other(Act act) {
        ofOther.add(act);
        return this;
    }

    /** At any moment after the beginning. */
    Collision laterOne(Act act) {
        laterOfOne.add(act);
        return this;
    }

    /** At any moment after the beginning. */
    Collision laterOther(Act act) {
        laterOfOther.add(act);
        return this;
    }

    /** So many Child SAs are there at the end. */
    Collision endsWithChildren(int fewest, int most) {
        fewestChildren = fewest;
        mostChildren = most;
        return this;
    }

    Collision endsWithChildren(int number) {
        return endsWithChildren(number, number);
    }

    Collision endsWithoutIkeSa() {
        sessions = 0;
        return endsWithChildren(0);
    }

    /** Every order of delivery and every moment. */
    Collision inEveryOrder() {
        Explored explored = orders().esp(EspOrder.AT_ONCE)
                .mostRuns(TO_THE_END ? MORE_THAN_ANY_CASE_TAKES : RUNS_IN_THE_ORDINARY_BUILD)
                .exhaustive();
        if (TO_THE_END) {
            System.out.println(this + ": " + explored);
        }
        assertThat(explored.complete() || !TO_THE_END)
                .as(this + ": " + explored)
                .isTrue();
        return this;
    }

    /** Random orders in which messages of IKE are lost, doubled and late, and those of ESP come in any order. */
    Collision withLosses() {
        orders().esp(EspOrder.ANY).losses(2).duplicates(2).waits(2).random(1, SEEDS);
        return this;
    }

    Collision everything() {
        return inEveryOrder().withLosses();
    }

    /** In at least one of the orders that were run an end has sent each of these. */
    Collision hasSeen(NotifyType... types) {
        assertThat(seen).as(this.toString()).contains(types);
        return this;
    }

    /** In none of the orders that were run so far an end has sent this. */
    Collision hasNotSeen(NotifyType type) {
        assertThat(seen).as(this.toString()).doesNotContain(type);
        return this;
    }

    private DeliveryOrders orders() {
        return DeliveryOrders.of(Run::new).settling(Duration.ofMinutes(4));
    }

    private boolean deletes() {
        return acts().anyMatch(Act::deletes);
    }

    private Stream<Act> acts() {
        return Stream.of(ofOne, ofOther, laterOfOne, laterOfOther).flatMap(List::stream);
    }

    @Override
    public String toString() {
        return (byResponder ? "responder " : "initiator ") + ofOne + " then " + laterOfOne + " x " + ofOther + " then "
                + laterOfOther;
    }

    /** One order. */
    private final class Run implements DeliveryOrders.Scenario {
        private final Pair ends = upAlready(pair.get());
        private final SimulatedEndpoint one = byResponder ? ends.bob : ends.alice;
        private final SimulatedEndpoint other = byResponder ? ends.alice : ends.bob;
        private final ContinuityWatch watch;

        Run() {
            ends.simulation.run(Duration.ofSeconds(1));
            watch = ContinuityWatch.begin(
                    ends.alice, Pair.INSIDE_ALICE, ends.bob, Pair.INSIDE_BOB, Duration.ofSeconds(1));
        }

        private static Pair upAlready(Pair pair) {
            return pair.isUp() ? pair : pair.initiate().comesUp();
        }

        @Override
        public Simulation simulation() {
            return ends.simulation;
        }

        @Override
        public void begin() {
            ofOne.forEach(act -> act(act, one));
            ofOther.forEach(act -> act(act, other));
            ends.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
            ends.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
        }

        @Override
        public List<Runnable> acts() {
            List<Runnable> acts = new ArrayList<>();
            laterOfOne.forEach(act -> acts.add(() -> act(act, one)));
            laterOfOther.forEach(act -> acts.add(() -> act(act, other)));
            return acts;
        }

        @Override
        public void verify() {
            assertThat(ends.alice.sessions()).hasSize(sessions);
            if (sessions > 0) {
                assertThat(ends.alice.sessions().get(0).children()).hasSizeBetween(fewestChildren, mostChildren);
            }
            remember(ends.alice);
            remember(ends.bob);
            lastPing();
            assertThat(watch.losses()).isEmpty();
            assertThat(ends.simulation.tunnels().lost()).isEmpty();
            assertThat(ends.simulation.tunnels().deliveredTwice()).isEmpty();
            assertThat(watch.gaps()).isEmpty();
            if (!deletes()) {
                assertThat(ends.simulation.tunnels().refused()).isEmpty();
            }
            assertThat(SaAgreement.differences(ends.alice, ends.bob)).isEmpty();
            ends.isWithoutInternalError();
        }

        private void act(Act act, SimulatedEndpoint end) {
            // what is offered afterwards may find nothing to be sent through
            if (act.deletes()) {
                watch.end();
            }
            act.by(end);
        }

        private void remember(SimulatedEndpoint end) {
            end.events(IkeEvent.MessageTraced.class).stream()
                    .flatMap(message -> message.payloads().stream())
                    .filter(NotifyPayload.class::isInstance)
                    .forEach(notify -> seen.add(((NotifyPayload) notify).notifyType()));
        }

        /** What is there at the end works. */
        private void lastPing() {
            if (sessions > 0 && !ends.alice.sessions().get(0).children().isEmpty()) {
                ends.simulation.scheduleByTime();
                TunnelPassage there = ends.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
                TunnelPassage back = ends.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
                ends.simulation.run(Duration.ofSeconds(1));
                assertThat(List.of(there.fate(), back.fate())).containsOnly(TunnelPassage.Fate.DELIVERED);
            }
        }

        @Override
        public String story() {
            return Collision.this + "\n" + ends.story();
        }
    }
}
