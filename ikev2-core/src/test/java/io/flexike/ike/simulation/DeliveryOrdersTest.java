package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.simulation.DeliveryOrders.EspOrder;
import io.flexike.ike.simulation.DeliveryOrders.Explored;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DeliveryOrdersTest {
    private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 1000);
    private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 2000);

    /** Sends a number of packets at once and remembers how they arrived. */
    private static final class Volley implements DeliveryOrders.Scenario {
        private final Simulation simulation = new Simulation(1);
        private final NetworkPort port;
        private final List<Integer> arrived = new ArrayList<>();
        private final int packets;
        private final Consumer<List<Integer>> oracle;

        Volley(int packets, Consumer<List<Integer>> oracle) {
            this.packets = packets;
            this.oracle = oracle;
            port = simulation.network().attach(A.getAddress(), packet -> {});
            simulation.network().attach(B.getAddress(), packet -> arrived.add((int) packet.octets()[0]));
        }

        @Override
        public Simulation simulation() {
            return simulation;
        }

        @Override
        public void begin() {
            for (int i = 0; i < packets; i++) {
                port.send(NetworkPacket.datagram(A, B, new byte[] {(byte) i}));
            }
        }

        @Override
        public void verify() {
            oracle.accept(arrived);
        }

        @Override
        public String story() {
            return "arrived " + arrived;
        }
    }

    @Test
    void every_order_is_run_exactly_once() {
        List<List<Integer>> orders = new ArrayList<>();
        Explored explored = DeliveryOrders.of(() -> new Volley(5, orders::add)).exhaustive();
        assertThat(explored).isEqualTo(new Explored(120, true, 4));
        assertThat(new HashSet<>(orders)).hasSize(120);
    }

    @Test
    void a_loss_or_a_duplicate_may_happen_to_each_packet_at_each_moment() {
        Set<List<Integer>> orders = new HashSet<>();
        Explored lossy =
                DeliveryOrders.of(() -> new Volley(2, orders::add)).losses(1).exhaustive();
        assertThat(lossy.complete()).isTrue();
        assertThat(orders).containsExactlyInAnyOrder(List.of(0, 1), List.of(1, 0), List.of(0), List.of(1));
        orders.clear();
        DeliveryOrders.of(() -> new Volley(2, orders::add)).duplicates(1).exhaustive();
        assertThat(orders)
                .contains(List.of(0, 1), List.of(1, 0), List.of(0, 0, 1), List.of(0, 1, 0), List.of(1, 0, 1))
                .allMatch(order -> order.size() <= 3);
    }

    @Test
    void a_timer_may_come_before_what_is_in_flight() {
        Set<List<Integer>> orders = new HashSet<>();
        DeliveryOrders.of(() -> {
                    Volley volley = new Volley(2, orders::add);
                    volley.simulation.after(Duration.ofSeconds(1), () -> volley.arrived.add(99));
                    return volley;
                })
                .waits(1)
                .exhaustive();
        assertThat(orders).contains(List.of(0, 1, 99), List.of(1, 0, 99), List.of(99, 1, 0), List.of(0, 99, 1));
    }

    @Test
    void a_failure_names_the_choices_that_lead_there_again() {
        Consumer<List<Integer>> oracle = order -> assertThat(order).isNotEqualTo(List.of(2, 0, 1));
        DeliveryOrders orders = DeliveryOrders.of(() -> new Volley(3, oracle));
        DeliveryOrderFailure[] failure = new DeliveryOrderFailure[1];
        assertThatExceptionOfType(DeliveryOrderFailure.class)
                .isThrownBy(orders::exhaustive)
                .withMessageContaining("choices [2, 0]")
                .withMessageContaining("arrived [2, 0, 1]")
                .satisfies(thrown -> failure[0] = thrown);
        assertThatExceptionOfType(DeliveryOrderFailure.class)
                .isThrownBy(() -> orders.replay(failure[0].choices()))
                .withMessageContaining("arrived [2, 0, 1]");
        orders.replay(List.of(1));
        assertThatExceptionOfType(DeliveryOrderFailure.class)
                .isThrownBy(() -> orders.random(1, 100))
                .satisfies(thrown -> assertThat(thrown.choices()).isEqualTo(failure[0].choices()));
    }

    @Test
    void a_scenario_that_does_not_repeat_is_found_out() {
        AtomicInteger made = new AtomicInteger(4);
        assertThatIllegalStateException()
                .isThrownBy(() -> DeliveryOrders.of(() -> new Volley(made.decrementAndGet(), order -> {}))
                        .exhaustive())
                .withMessageContaining("the scenario does not repeat");
        AtomicInteger growing = new AtomicInteger(4);
        DeliveryOrders orders = DeliveryOrders.of(() -> new Volley(growing.getAndSet(2), order -> {}));
        assertThatExceptionOfType(DeliveryOrderFailure.class)
                .isThrownBy(() -> orders.replay(List.of(7)))
                .withMessageContaining("the scenario does not repeat");
    }

    @Test
    void a_search_can_be_bounded() {
        assertThat(DeliveryOrders.of(() -> new Volley(5, order -> {}))
                        .mostRuns(7)
                        .exhaustive())
                .isEqualTo(new Explored(7, false, 4));
        assertThat(DeliveryOrders.of(() -> new Volley(5, order -> {}))
                        .mostChoices(1)
                        .exhaustive())
                .isEqualTo(new Explored(5, true, 1));
    }

    /** A pair with a live tunnel, to which both ends do something at once. */
    private static final class BothAct implements DeliveryOrders.Scenario {
        private final Pair pair = Pair.of(1, Pair.Algorithms.QUICK).initiate().comesUp();
        private final Consumer<Pair> actions;
        private final Consumer<Pair> oracle;

        BothAct(Consumer<Pair> actions, Consumer<Pair> oracle) {
            this.actions = actions;
            this.oracle = oracle;
        }

        @Override
        public Simulation simulation() {
            return pair.simulation;
        }

        @Override
        public void begin() {
            actions.accept(pair);
        }

        @Override
        public void verify() {
            oracle.accept(pair);
            pair.isWithoutInternalError();
        }

        @Override
        public String story() {
            return pair.story();
        }
    }

    /** HDR, SK {D} --> and <-- HDR, SK {D} at once. */
    @Test
    void both_delete_the_ike_sa_in_every_order_with_a_loss_and_a_late_packet() {
        Explored explored = DeliveryOrders.of(() -> new BothAct(
                        pair -> {
                            pair.alice.deleteIkeSa(spiOf(pair.alice));
                            pair.bob.deleteIkeSa(spiOf(pair.bob));
                        },
                        pair -> {
                            assertThat(pair.isGone()).isTrue();
                            assertThat(pair.alice.dataPlane().installed()).isEmpty();
                            assertThat(pair.bob.dataPlane().installed()).isEmpty();
                        }))
                .losses(1)
                .waits(1)
                .exhaustive();
        assertThat(explored.complete()).isTrue();
        assertThat(explored.runs()).isGreaterThan(100);
    }

    /** HDR, SK {} --> and <-- HDR, SK {} at once, under traffic. */
    @Test
    void probes_of_both_ends_disturb_no_traffic_in_any_order() {
        Explored explored = DeliveryOrders.of(() -> new BothAct(
                        pair -> {
                            pair.alice.input(new IkeInput.CheckLiveness(spiOf(pair.alice)));
                            pair.bob.input(new IkeInput.CheckLiveness(spiOf(pair.bob)));
                            pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
                            pair.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
                        },
                        pair -> {
                            assertThat(SaAgreement.differences(pair.alice, pair.bob))
                                    .isEmpty();
                            assertThat(pair.simulation.tunnels().withFate(TunnelPassage.Fate.DELIVERED))
                                    .hasSize(2);
                        }))
                .esp(EspOrder.ANY)
                .exhaustive();
        assertThat(explored.complete()).isTrue();
    }

    private static long spiOf(SimulatedEndpoint end) {
        return end.sessions().get(0).localSpi();
    }
}
