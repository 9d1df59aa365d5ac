package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.DelegatingPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two ports at one address of Alice's, whose device has three queues. */
@Timeout(60)
class PortShardsTest {
    private static final int UDP = 17;
    private static final int FLOWS = 64;
    private static final int KNOWN = 1300;

    private final TwoGateways gateways = new TwoGateways();
    private final BlockingQueue<Integer> senders = new LinkedBlockingQueue<>();
    /** Who was asked for the MTU of the way. */
    private final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws IOException {
        gateways.alice.tun = InMemoryTun.open(TunSettings.named("alice").withQueues(3));
        gateways.alice.device = gateways.alice.tun;
        DatagramPort port = gateways.network.open(Encapsulation.UDP, TestSas.ALICE);
        gateways.alice.start(new Shard(0, port));
        gateways.alice.plane.attach(new Shard(1, port));
        gateways.bob.start(gateways.network.open(Encapsulation.UDP, TestSas.BOB));
        gateways.keepReceived();
        gateways.bob.plane.install(TestSas.anyTraffic(
                TestSas.bob(TestSas.GCM_128).path(new OuterPath(TestSas.BOB, TestSas.ALICE, Encapsulation.UDP))));
        gateways.alice.plane.install(TestSas.anyTraffic(
                TestSas.alice(TestSas.GCM_128).path(new OuterPath(TestSas.ALICE, TestSas.BOB, Encapsulation.UDP))));
    }

    @AfterEach
    void close() {
        gateways.close();
    }

    /** Through which port each flow goes; each packet arrives. */
    private Map<Integer, Integer> shardsOfFlows() throws InterruptedException {
        Map<Integer, Integer> shards = new TreeMap<>();
        for (int flow = 0; flow < FLOWS; flow++) {
            byte[] packet = Packets.withPorts("10.1.0.1", "10.2.0.1", UDP, 1000 + flow, 53);
            gateways.alice.sendReliably(packet);
            assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isEqualTo(packet);
            shards.put(flow, senders.poll(5, TimeUnit.SECONDS));
        }
        return shards;
    }

    @Test
    void the_queues_send_through_all_ports_and_each_flow_through_one() throws InterruptedException {
        Map<Integer, Integer> shards = shardsOfFlows();

        assertThat(shards.values()).contains(0, 1);
        assertThat(shardsOfFlows()).isEqualTo(shards);
        assertThat(senders).isEmpty();
    }

    @Test
    void a_queue_asks_the_port_that_it_sends_through_for_the_mtu() throws InterruptedException {
        Map<Integer, Integer> shards = shardsOfFlows();

        assertThat(shards.values()).contains(0, 1);
        assertThat(asked).containsExactlyElementsOf(shards.values());
    }

    @Test
    void a_snapshot_tells_what_is_known_and_has_nobody_asked() {
        assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI))
                .hasValueSatisfying(sa -> assertThat(sa.pathMtu()).isEqualTo(KNOWN));
        assertThat(asked).isEmpty();
    }

    /** The first one receives for both. */
    private final class Shard extends DelegatingPort {
        private final int number;
        private final CountDownLatch closed = new CountDownLatch(1);

        Shard(int number, DatagramPort port) {
            super(port);
            this.number = number;
        }

        @Override
        public void receive(DatagramBatch batch) throws IOException {
            if (number == 0) {
                super.receive(batch);
                return;
            }
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ClosedChannelException();
        }

        @Override
        public int send(DatagramBatch batch) throws IOException {
            for (int i = 0; i < batch.count(); i++) {
                senders.add(number);
            }
            return super.send(batch);
        }

        @Override
        public int pathMtu(InetSocketAddress remote) {
            asked.add(number);
            return 1400;
        }

        @Override
        public int knownPathMtu(InetSocketAddress remote) {
            return KNOWN;
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            super.close();
        }
    }
}
