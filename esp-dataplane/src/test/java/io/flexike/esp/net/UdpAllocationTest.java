package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much of the heap datagrams cost, once everything is warm. */
@Timeout(60)
class UdpAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 500;
    /** Asking for the figure may cost an object itself. */
    private static final int TOLERANCE = 1_000;

    @ParameterizedTest
    @EnumSource(
            value = UdpForm.class,
            names = {"CHANNEL"},
            mode = EnumSource.Mode.EXCLUDE)
    void runs_cost_nothing(UdpForm form) throws IOException {
        assertCostsNothing(form, 1, new int[] {1400, 1400, 1400, 1400, 700, 64, 64, 64, 3, 9});
    }

    @ParameterizedTest
    @EnumSource(
            value = UdpForm.class,
            names = {"CHANNEL"},
            mode = EnumSource.Mode.EXCLUDE)
    void several_peers_cost_nothing(UdpForm form) throws IOException {
        assertCostsNothing(form, 8, new int[] {100});
    }

    @Test
    void the_figure_is_one_that_would_show_an_object() {
        assumeTrue(THREADS.isThreadAllocatedMemorySupported());
        long before = THREADS.getCurrentThreadAllocatedBytes();
        List<byte[]> objects = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            objects.add(new byte[16]);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isGreaterThan(TOLERANCE);
        assertThat(objects).hasSize(ROUNDS);
    }

    private static void assertCostsNothing(UdpForm form, int peers, int[] lengths) throws IOException {
        assumeTrue(LinuxUdpPort.suits() && THREADS.isThreadAllocatedMemorySupported());
        List<UdpPort> others = new ArrayList<>();
        try (UdpPort hub = form.bind("::")) {
            InetSocketAddress address = new InetSocketAddress(
                    address("127.0.0.1"), hub.localAddress().getPort());
            DatagramBatch there = DatagramBatch.forSending(lengths.length);
            for (int length : lengths) {
                there.add(new byte[length], 0, length, address, 0xb8, length % 2 == 0);
            }
            DatagramBatch back = DatagramBatch.forSending(peers);
            for (int i = 0; i < peers; i++) {
                others.add(form.bind("127.0.0.1"));
                back.add(new byte[50], 0, 50, others.get(i).localAddress(), 1, false);
            }
            DatagramBatch received = DatagramBatch.forReceiving(hub.preferredBatch(), 2000);

            exchange(WARM_UP, hub, others, there, back, received);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            exchange(ROUNDS, hub, others, there, back, received);

            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(TOLERANCE);
        } finally {
            for (UdpPort other : others) {
                other.close();
            }
        }
    }

    private static void exchange(
            int rounds,
            UdpPort hub,
            List<UdpPort> others,
            DatagramBatch there,
            DatagramBatch back,
            DatagramBatch received)
            throws IOException {
        for (int round = 0; round < rounds; round++) {
            int sent = 0;
            for (int i = 0; i < others.size(); i++) {
                sent += others.get(i).send(there);
            }
            take(hub, sent, received);
            hub.send(back);
            for (int i = 0; i < others.size(); i++) {
                take(others.get(i), 1, received);
            }
        }
    }

    private static void take(UdpPort port, int count, DatagramBatch received) throws IOException {
        int left = count;
        while (left > 0) {
            port.receive(received);
            left -= received.count();
        }
    }
}
