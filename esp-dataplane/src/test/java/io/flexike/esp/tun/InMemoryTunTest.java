package io.flexike.esp.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.packet.Octets;
import io.flexike.esp.packet.Packets;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InMemoryTunTest {
    private final InMemoryTun tun = InMemoryTun.open(TunSettings.named("t").withMtu(100));

    @Test
    void packets_pass_both_ways() throws Exception {
        PacketBatch batch = PacketBatch.forReading(4, 10, 100, 10);
        tun.hostEnd().send(new byte[] {1, 2, 3});
        tun.hostEnd().send(new byte[] {4});

        tun.read(batch);

        assertThat(batch.count()).isEqualTo(2);
        assertThat(batch.offset(0)).isEqualTo(10);
        assertThat(batch.octets(0)).isEqualTo(3);
        assertThat(batch.buffer(1)[10]).isEqualTo((byte) 4);
        assertThat(tun.write(batch)).isEqualTo(2);
        assertThat(tun.hostEnd().receive(Duration.ofSeconds(5))).hasValue(new byte[] {1, 2, 3});
        assertThat(tun.hostEnd().receive(Duration.ofSeconds(5))).hasValue(new byte[] {4});
        assertThat(tun.hostEnd().receive(Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void several_queues_share_the_flows_and_split_none() throws Exception {
        InMemoryTun wide = InMemoryTun.open(TunSettings.named("w").withQueues(4));
        for (int round = 0; round < 3; round++) {
            for (int flow = 0; flow < 40; flow++) {
                assertThat(wide.hostEnd().send(Packets.withPorts("10.0.0.1", "10.0.0.2", 17, 1000 + flow, 53)))
                        .isTrue();
            }
        }
        PacketBatch batch = PacketBatch.forReading(200, 0, wide.mtu(), 0);
        Set<Integer> seen = new HashSet<>();
        for (int queue = 0; queue < wide.queues(); queue++) {
            wide.read(queue, batch);
            Map<Integer, Integer> flows = new HashMap<>();
            for (int i = 0; i < batch.count(); i++) {
                flows.merge(Octets.int16(batch.buffer(i), 20), 1, Integer::sum);
            }
            assertThat(flows).isNotEmpty();
            assertThat(flows.values()).containsOnly(3);
            seen.addAll(flows.keySet());
        }

        assertThat(seen).hasSize(40);
        assertThat(wide.deviceCounters().readPackets()).isEqualTo(120);
        assertThatThrownBy(() -> wide.read(4, batch)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_full_queue_drops_and_counts() {
        for (int i = 0; i < InMemoryTun.QUEUE_PACKETS; i++) {
            assertThat(tun.hostEnd().send(new byte[1])).isTrue();
        }

        assertThat(tun.hostEnd().send(new byte[1])).isFalse();
        assertThat(tun.hostEnd().drops()).isEqualTo(1);
    }

    @Test
    void a_packet_longer_than_the_mtu_is_refused() {
        assertThat(tun.hostEnd().send(new byte[101])).isFalse();
        assertThat(tun.hostEnd().send(new byte[100])).isTrue();
    }

    @Test
    void a_reader_can_be_woken_up_before_and_while_it_waits() throws Exception {
        PacketBatch batch = PacketBatch.forReading(1, 0, 100, 0);
        tun.wakeUp();
        tun.read(batch);
        assertThat(batch.count()).isZero();

        FutureTask<Void> reading = new FutureTask<>(() -> {
            tun.read(batch);
            return null;
        });
        Thread reader = new Thread(reading);
        reader.start();
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        tun.wakeUp();
        reading.get(5, TimeUnit.SECONDS);
        assertThat(batch.count()).isZero();

        tun.wakeUp();
        tun.close();
        assertThatThrownBy(() -> tun.read(batch)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closing_wakes_up_reader_and_host() throws Exception {
        FutureTask<Void> reading = new FutureTask<>(() -> {
            tun.read(PacketBatch.forReading(1, 0, 100, 0));
            return null;
        });
        FutureTask<Boolean> receiving = new FutureTask<>(
                () -> tun.hostEnd().receive(Duration.ofSeconds(60)).isPresent());
        new Thread(reading).start();
        new Thread(receiving).start();

        tun.close();

        assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
        assertThat(receiving.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(tun.hostEnd().send(new byte[1])).isFalse();
        assertThatThrownBy(() -> tun.write(PacketBatch.forWriting(1))).isInstanceOf(ClosedChannelException.class);
    }
}
