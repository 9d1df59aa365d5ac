package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.DelegatingPort;
import io.flexike.esp.net.Encapsulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataPlaneFaultTest {
    private static final byte[] PACKET = packet("10.1.0.1", "10.2.0.9", 17, new byte[8]);

    private static final int FAULTS = 4;

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    /** A fault of each kind, then none. */
    private static void faultOf(AtomicInteger calls) {
        switch (calls.getAndIncrement()) {
            case 0 -> throw new ArrayIndexOutOfBoundsException("a fault of the test");
            case 1 -> throw new AssertionError("a fault of the test");
            // no memory for a moment
            case 2 -> throw new OutOfMemoryError("a fault of the test");
            // a native provider that is not complete
            case 3 -> throw new NoClassDefFoundError("a fault of the test");
            default -> {
                // no fault any more
            }
        }
    }

    @Test
    void a_device_that_throws_costs_its_packets_but_not_the_thread_of_the_port() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        AtomicInteger calls = new AtomicInteger();
        BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> met = new LinkedBlockingQueue<>();
        gateways.bob.tun.hostEnd().onPacket(octets -> {
            met.add(calls.get());
            faultOf(calls);
            arrived.add(octets);
        });

        for (int i = 0; i <= FAULTS; i++) {
            gateways.alice.sendReliably(PACKET);
            assertThat(met.poll(5, TimeUnit.SECONDS)).isEqualTo(i);
        }

        assertThat(arrived.poll(5, TimeUnit.SECONDS)).isEqualTo(PACKET);
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.INTERNAL_ERROR))
                .isEqualTo(FAULTS);
    }

    @Test
    void a_port_that_throws_costs_its_packets_but_not_the_thread_of_the_device() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        AtomicInteger calls = new AtomicInteger();
        BlockingQueue<Integer> met = new LinkedBlockingQueue<>();
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        gateways.network.link((datagram, onwards) -> {
            met.add(calls.get());
            faultOf(calls);
            onwards.accept(datagram);
        });

        for (int i = 0; i <= FAULTS; i++) {
            gateways.alice.sendReliably(PACKET);
            assertThat(met.poll(5, TimeUnit.SECONDS)).isEqualTo(i);
        }

        assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isEqualTo(PACKET);
        assertThat(gateways.alice.plane.snapshot().drops(DropReason.INTERNAL_ERROR))
                .isEqualTo(FAULTS);
    }

    @Test
    void a_listener_that_throws_is_called_again() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        List<Integer> seen = new ArrayList<>();
        BlockingQueue<Integer> met = new LinkedBlockingQueue<>();
        EventQueue events = new EventQueue();
        events.start();
        try {
            for (int i = 0; i <= FAULTS; i++) {
                events.publish(() -> {
                    met.add(calls.get());
                    faultOf(calls);
                });
            }
            for (int i = 0; i <= FAULTS; i++) {
                seen.add(met.poll(5, TimeUnit.SECONDS));
            }
        } finally {
            events.close();
        }
        assertThat(seen).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void a_port_that_cannot_be_read_stays_with_who_attached_it() {
        gateways.open();
        AtomicInteger closed = new AtomicInteger();
        InetSocketAddress local = new InetSocketAddress("192.0.2.77", 4500);
        DatagramPort port = new DelegatingPort(gateways.network.open(Encapsulation.UDP, local)) {
            @Override
            public int preferredBatch() {
                throw new OutOfMemoryError("a fault of the test");
            }

            @Override
            public void close() throws IOException {
                closed.incrementAndGet();
                super.close();
            }
        };

        assertThatThrownBy(() -> gateways.alice.plane.attach(port)).isInstanceOf(OutOfMemoryError.class);

        gateways.alice.plane.detach(port);
        gateways.alice.plane.close();
        assertThat(closed).hasValue(0);
    }

    @Test
    void icmp_of_the_wrong_ip_version_hurts_nobody() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());

        gateways.alice.sendReliably(packet("10.1.0.1", "10.2.0.1", 58, new byte[8]));

        assertThat(gateways.alice.host.ping(address("10.1.0.1"), address("10.2.0.1"), 56, Duration.ofSeconds(5)))
                .isPresent();
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
    }
}
