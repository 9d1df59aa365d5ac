package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 1000);
    private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 2000);
    private static final int MANY = 20_000;

    private final Simulation simulation = new Simulation(1);
    private final SimulatedNetwork network = simulation.network();
    private final NetworkPort a = network.attach(A.getAddress(), packet -> {});
    private final List<Integer> arrived = new ArrayList<>();

    SimulatedNetworkTest() {
        network.attach(B.getAddress(), packet -> arrived.add(numberIn(packet)));
    }

    @Test
    void a_perfect_network_delivers_in_order_after_ten_milliseconds() {
        List<Transit> transits = sendMany(100);
        simulation.run(Duration.ofSeconds(1));
        assertThat(arrived).hasSize(100).isSorted();
        Instant due = VirtualClock.START.plusMillis(10);
        assertThat(transits)
                .allSatisfy(transit -> assertThat(transit.arrivals()).containsExactly(due));
    }

    @Test
    void as_many_are_lost_as_asked_for() {
        network.conditions(NetworkConditions.PERFECT.withLoss(0.3));
        List<Transit> transits = sendMany(MANY);
        simulation.run(Duration.ofSeconds(1));
        assertThat(arrived.size()).isBetween((int) (MANY * 0.69), (int) (MANY * 0.71));
        assertThat(transits.stream().filter(Transit::lost).count()).isEqualTo(MANY - arrived.size());
        assertThat(transits.stream().filter(Transit::lost))
                .allSatisfy(transit -> assertThat(transit.loss()).contains(Transit.Loss.CONDITIONS));
    }

    @Test
    void as_many_are_doubled_as_asked_for() {
        network.conditions(NetworkConditions.PERFECT.withDuplication(0.2));
        List<Transit> transits = sendMany(MANY);
        simulation.run(Duration.ofSeconds(1));
        assertThat(arrived.size()).isBetween((int) (MANY * 1.19), (int) (MANY * 1.21));
        assertThat(transits.stream().filter(Transit::duplicated).count()).isEqualTo(arrived.size() - MANY);
    }

    @Test
    void delay_alone_does_not_reorder() {
        network.conditions(NetworkConditions.PERFECT.withDelay(Duration.ofMillis(1), Duration.ofMillis(500)));
        sendMany(1_000);
        simulation.run(Duration.ofSeconds(2));
        assertThat(arrived).hasSize(1_000).isSorted();
    }

    @Test
    void reordering_lets_later_ones_overtake() {
        network.conditions(NetworkConditions.PERFECT.withReordering(0.1));
        for (int i = 0; i < 1_000; i++) {
            send(i);
            simulation.run(Duration.ofMillis(1));
        }
        simulation.run(Duration.ofSeconds(2));
        assertThat(arrived).hasSize(1_000);
        int overtaken = 0;
        int highest = -1;
        for (int number : arrived) {
            overtaken += number < highest ? 1 : 0;
            highest = Math.max(highest, number);
        }
        assertThat(overtaken).isBetween(50, 150);
    }

    @Test
    void delays_stay_in_their_range() {
        network.conditions(NetworkConditions.PERFECT.withDelay(Duration.ofMillis(20), Duration.ofMillis(40)));
        List<Transit> transits = sendMany(1_000);
        simulation.run(Duration.ofSeconds(1));
        assertThat(transits)
                .allSatisfy(transit -> assertThat(Duration.between(
                                transit.sentAt(), transit.arrivals().get(0)))
                        .isBetween(Duration.ofMillis(20), Duration.ofMillis(40)));
    }

    @Test
    void conditions_of_one_direction_leave_the_other_alone() {
        network.conditions(A.getAddress(), B.getAddress(), NetworkConditions.PERFECT.withLoss(1));
        Transit lost = send(1);
        Transit back = network.inject(NetworkPacket.datagram(B, A, new byte[4]));
        simulation.run(Duration.ofSeconds(1));
        assertThat(lost.lost()).isTrue();
        assertThat(back.lost()).isFalse();
    }

    @Test
    void a_partition_separates_until_it_is_healed() {
        network.partition(A.getAddress(), B.getAddress());
        Transit lost = send(1);
        network.heal(B.getAddress(), A.getAddress());
        send(2);
        simulation.run(Duration.ofSeconds(1));
        assertThat(lost.loss()).contains(Transit.Loss.PARTITION);
        assertThat(arrived).containsExactly(2);
    }

    @Test
    void a_predicate_drops_what_it_likes_until_it_is_taken_back() {
        Runnable end = network.dropIf(packet -> numberIn(packet) == 1);
        Transit dropped = send(1);
        send(2);
        end.run();
        send(1);
        simulation.run(Duration.ofSeconds(1));
        assertThat(dropped.loss()).contains(Transit.Loss.DROPPED);
        assertThat(arrived).containsExactly(2, 1);
    }

    @Test
    void what_nobody_receives_is_lost_and_an_address_is_taken_once() throws Exception {
        Transit transit = a.send(NetworkPacket.esp(A.getAddress(), InetAddress.getByName("192.0.2.9"), new byte[8]));
        simulation.run(Duration.ofSeconds(1));
        assertThat(transit.loss()).contains(Transit.Loss.NO_RECEIVER);
        assertThatIllegalArgumentException().isThrownBy(() -> network.attach(B.getAddress(), packet -> {}));
    }

    @Test
    void a_schedule_chooses_what_arrives_next() {
        network.conditions(NetworkConditions.PERFECT);
        simulation.schedule((inFlight, timer) -> switch (arrived.size()) {
            case 0 -> DeliverySchedule.Choice.deliver(inFlight.size() - 1);
            case 1 -> DeliverySchedule.Choice.deliverCopy(0);
            case 2 -> inFlight.size() == 3 ? DeliverySchedule.Choice.lose(1) : DeliverySchedule.Choice.deliver(0);
            default -> DeliverySchedule.byTime().next(inFlight, timer);
        });
        sendMany(4);
        simulation.run(Duration.ofSeconds(1));
        assertThat(arrived).containsExactly(3, 0, 0, 2);
    }

    @Test
    void an_invalid_probability_or_delay_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> NetworkConditions.PERFECT.withLoss(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> NetworkConditions.PERFECT.withReordering(Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkConditions.PERFECT.withDelay(Duration.ofMillis(2), Duration.ofMillis(1)));
    }

    private List<Transit> sendMany(int count) {
        List<Transit> transits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transits.add(send(i));
        }
        return transits;
    }

    private Transit send(int number) {
        byte[] octets = java.nio.ByteBuffer.allocate(4).putInt(number).array();
        return a.send(NetworkPacket.datagram(A, B, octets));
    }

    private static int numberIn(NetworkPacket packet) {
        return java.nio.ByteBuffer.wrap(packet.octets()).getInt();
    }
}
