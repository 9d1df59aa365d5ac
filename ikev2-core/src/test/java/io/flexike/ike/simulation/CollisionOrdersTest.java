package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.simulation.DeliveryOrders.EspOrder;
import io.flexike.ike.simulation.DeliveryOrders.Explored;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ends of a live tunnel act at once, and everything arrives in every order. */
class CollisionOrdersTest {
    /** One end's doing. */
    record Action(String name, BiConsumer<SimulatedEndpoint, IkeSaSnapshot> run) {
        static final Action REKEY_CHILD = new Action(
                "rekey Child SA",
                (end, sa) -> end.input(new IkeInput.RekeyChildSa(
                        sa.localSpi(), sa.children().get(0).inboundSpi())));
        static final Action REKEY_IKE =
                new Action("rekey IKE SA", (end, sa) -> end.input(new IkeInput.RekeyIkeSa(sa.localSpi())));
        static final Action PROBE =
                new Action("probe", (end, sa) -> end.input(new IkeInput.CheckLiveness(sa.localSpi())));

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> collisions() {
        List<Action> actions = List.of(Action.PROBE, Action.REKEY_CHILD, Action.REKEY_IKE);
        return actions.stream().flatMap(alices -> actions.stream().map(bobs -> Arguments.of(alices, bobs)));
    }

    @ParameterizedTest
    @MethodSource("collisions")
    void nothing_is_lost_and_both_agree_in_every_order(Action alices, Action bobs) {
        Explored explored = orders(alices, bobs).esp(EspOrder.AT_ONCE).exhaustive();
        assertThat(explored.complete()).isTrue();
        assertThat(explored.runs()).isGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("collisions")
    void nothing_is_lost_whatever_is_lost_doubled_or_late_of_ike(Action alices, Action bobs) {
        orders(alices, bobs)
                .esp(EspOrder.ANY)
                .losses(2)
                .duplicates(2)
                .waits(2)
                .random(1, Integer.getInteger("flexike.orders", 100));
    }

    private static DeliveryOrders orders(Action alices, Action bobs) {
        return DeliveryOrders.of(() -> new Collision(1, alices, bobs)).settling(Duration.ofMinutes(3));
    }

    /** A pair with a live tunnel that is watched. */
    static final class Collision implements DeliveryOrders.Scenario {
        private final Pair pair;
        private final Action alices;
        private final Action bobs;
        private final ContinuityWatch watch;

        Collision(long seed, Action alices, Action bobs) {
            pair = Pair.of(seed, Pair.Algorithms.QUICK).initiate().comesUp();
            pair.simulation.run(Duration.ofSeconds(1));
            this.alices = alices;
            this.bobs = bobs;
            watch = ContinuityWatch.begin(
                    pair.alice, Pair.INSIDE_ALICE, pair.bob, Pair.INSIDE_BOB, Duration.ofSeconds(1));
        }

        @Override
        public Simulation simulation() {
            return pair.simulation;
        }

        @Override
        public void begin() {
            alices.run().accept(pair.alice, pair.alice.sessions().get(0));
            bobs.run().accept(pair.bob, pair.bob.sessions().get(0));
            pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
            pair.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
        }

        @Override
        public void verify() {
            assertThat(watch.losses()).isEmpty();
            assertThat(watch.gaps()).isEmpty();
            assertThat(pair.simulation.tunnels().lost()).isEmpty();
            assertThat(pair.simulation.tunnels().refused()).isEmpty();
            assertThat(pair.simulation.tunnels().deliveredTwice()).isEmpty();
            assertThat(SaAgreement.differences(pair.alice, pair.bob)).isEmpty();
            assertThat(pair.alice.sessions()).hasSize(1);
            assertThat(pair.alice.sessions().get(0).children()).hasSize(1);
            pair.isWithoutInternalError();
        }

        @Override
        public String story() {
            return pair.story();
        }
    }
}
