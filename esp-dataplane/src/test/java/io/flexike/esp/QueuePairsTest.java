package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pairs with the same selectors, one for each of two queues of Alice's device, and one for all three queues. */
class QueuePairsTest {
    private static final int UDP = 17;
    private static final int FLOWS = 64;
    private static final int SHARED = 0x1000;
    private static final int FIRST = 0x2000;
    private static final int SECOND = 0x3000;

    private final BlockingQueue<Integer> spis = new LinkedBlockingQueue<>();
    private TwoGateways gateways;

    @BeforeEach
    void open() {
        gateways = new TwoGateways();
        gateways.alice.tun = InMemoryTun.open(TunSettings.named("alice").withQueues(3));
        gateways.alice.device = gateways.alice.tun;
        gateways.open();
        gateways.keepReceived();
        gateways.network.link((datagram, onwards) -> {
            spis.add(ByteBuffer.wrap(datagram.octets()).getInt());
            onwards.accept(datagram);
        });
        install(SHARED, pair -> pair);
        install(FIRST, pair -> pair.queue(0));
        install(SECOND, pair -> pair.queue(1));
    }

    @AfterEach
    void close() {
        gateways.close();
    }

    private void install(int number, UnaryOperator<EspSaParameters.Builder> change) {
        EspSaParameters.Builder bob = TestSas.bob(TestSas.GCM_128)
                .spis(TestSas.BOB_SPI + number, TestSas.ALICE_SPI + number)
                .path(new OuterPath(TestSas.BOB, TestSas.ALICE, Encapsulation.UDP));
        EspSaParameters.Builder alice = TestSas.alice(TestSas.GCM_128)
                .spis(TestSas.ALICE_SPI + number, TestSas.BOB_SPI + number)
                .path(new OuterPath(TestSas.ALICE, TestSas.BOB, Encapsulation.UDP));
        gateways.bob.plane.install(TestSas.anyTraffic(bob));
        gateways.alice.plane.install(TestSas.anyTraffic(change.apply(alice)));
    }

    /** Which pair each flow goes through, by the peer's SPI on the wire; each packet arrives. */
    private Map<Integer, Integer> pairsOfFlows() throws InterruptedException {
        Map<Integer, Integer> pairs = new TreeMap<>();
        for (int flow = 0; flow < FLOWS; flow++) {
            byte[] packet = Packets.withPorts("10.1.0.1", "10.2.0.1", UDP, 1000 + flow, 53);
            gateways.alice.sendReliably(packet);
            assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isEqualTo(packet);
            Integer spi = spis.poll(5, TimeUnit.SECONDS);
            pairs.put(flow, spi == null ? 0 : spi - TestSas.BOB_SPI);
        }
        return pairs;
    }

    @Test
    void each_queue_sends_through_its_own_pair_and_one_without_through_the_shared_one() throws InterruptedException {
        Map<Integer, Integer> pairs = pairsOfFlows();

        assertThat(pairs.values()).contains(SHARED, FIRST, SECOND);
        assertThat(pairsOfFlows()).isEqualTo(pairs);
        for (int number : new int[] {SHARED, FIRST, SECOND}) {
            long flows = pairs.values().stream().filter(each -> each == number).count();
            assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI + number))
                    .hasValueSatisfying(
                            sa -> assertThat(sa.outbound().packets()).isEqualTo(2 * flows));
            assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI + number))
                    .hasValueSatisfying(sa -> assertThat(sa.inbound().packets()).isEqualTo(2 * flows));
        }
    }

    @Test
    void a_queue_whose_pair_goes_falls_back_to_the_shared_one() throws InterruptedException {
        Map<Integer, Integer> before = pairsOfFlows();

        gateways.alice.plane.remove(TestSas.ALICE_SPI + SECOND);

        Map<Integer, Integer> after = new TreeMap<>(before);
        after.replaceAll((flow, pair) -> pair == SECOND ? SHARED : pair);
        assertThat(pairsOfFlows()).isEqualTo(after);
    }

    @Test
    void a_queue_without_a_shared_pair_takes_one_of_another_queue() throws InterruptedException {
        gateways.alice.plane.remove(TestSas.ALICE_SPI + SHARED);

        assertThat(pairsOfFlows().values()).contains(FIRST, SECOND).doesNotContain(SHARED);
    }

    @Test
    void a_successor_takes_the_queue_over() throws InterruptedException {
        int successor = 0x4000;
        install(successor, pair -> pair.queue(1));

        assertThat(pairsOfFlows().values()).contains(SHARED, FIRST, successor).doesNotContain(SECOND);
    }

    @Test
    void the_pair_of_another_group_takes_all_queues_over_until_it_has_its_own() throws InterruptedException {
        int newShared = 0x4000;
        int newFirst = 0x5000;
        install(newShared, pair -> pair.group(1));

        assertThat(pairsOfFlows().values()).containsOnly(newShared);

        install(newFirst, pair -> pair.group(1).queue(0));
        assertThat(pairsOfFlows().values()).containsOnly(newShared, newFirst);
    }

    @Test
    void there_is_no_queue_below_0() {
        assertThatThrownBy(() -> EspSaParameters.builder().queue(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no queue -1");
    }
}
