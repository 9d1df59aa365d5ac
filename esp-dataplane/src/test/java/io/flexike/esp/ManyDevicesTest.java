package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.gre.GreEnds;
import io.flexike.esp.gre.GreSettings;
import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hub with a device for each peer, which come and go while others work. */
@Timeout(120)
class ManyDevicesTest {
    private static final int DEVICES = 200;

    private final TwoGateways gateways = new TwoGateways();

    @BeforeEach
    void open() {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
    }

    @AfterEach
    void close() {
        gateways.close();
    }

    private DataPlane hub() {
        return gateways.alice.plane;
    }

    private static long readers(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("esp-tun-" + prefix))
                .count();
    }

    /** A device in use: every second one carries GRE. */
    private InMemoryTun attach(String name, int number) {
        InMemoryTun tun = InMemoryTun.open(TunSettings.named(name));
        TunDevice device = tun;
        if (number % 2 == 1) {
            GreTunnel tunnel = GreTunnel.over(tun, GreSettings.standard());
            tunnel.connect(new GreEnds(address("192.0.2.1"), address("192.0.2.2")));
            device = tunnel;
        }
        hub().attach(device);
        hub().install(TestSas.anyTraffic(
                TestSas.alice(TestSas.GCM_128).tunnel(name).spis(0x10000 + number, 0x20000 + number)));
        assertThat(tun.hostEnd().send(packet("10.1.0.1", "10.2.0.1", 17, new byte[8])))
                .isTrue();
        return tun;
    }

    private long sent(int number) {
        return hub().sa(0x10000 + number).orElseThrow().outbound().packets();
    }

    private boolean pings() throws InterruptedException {
        return gateways.alice
                .host
                .ping(address("10.1.0.1"), address("10.2.0.1"), 56, Duration.ofSeconds(5))
                .isPresent();
    }

    @Test
    void two_hundred_come_and_go_with_their_threads_and_sas() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<InMemoryTun> devices = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                devices.add(attach("va" + i, i));
            }
            assertThat(readers("va")).isEqualTo(DEVICES);
            for (int i = 0; i < DEVICES; i++) {
                while (sent(i) == 0 && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
            assertThat(pings()).isTrue();

            for (int i = 0; i < DEVICES; i++) {
                hub().detachTunnel("va" + i);
            }

            assertThat(hub().snapshot().sas()).extracting(SaSnapshot::tunnel).containsExactly("alice");
            assertThat(devices).allMatch(device -> device.hostEnd().isClosed());
            while (readers("va") > 0 && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }
        assertThat(pings()).isTrue();
        assertThat(hub().snapshot().drops()).isEmpty();
    }

    @Test
    void several_threads_attach_and_detach_under_traffic() throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            tasks.add(new FutureTask<>(() -> {
                for (int round = 0; round < 50; round++) {
                    InMemoryTun tun = attach("vb" + number, number);
                    for (int i = 0; i < 20; i++) {
                        tun.hostEnd().send(packet("10.1.0.1", "10.2.0.1", 17, new byte[8]));
                    }
                    hub().detachTunnel("vb" + number);
                }
                return null;
            }));
        }
        tasks.forEach(task -> new Thread(task).start());
        for (FutureTask<Void> task : tasks) {
            task.get(60, TimeUnit.SECONDS);
        }

        while (readers("vb") > 0 && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        assertThat(hub().snapshot().sas()).hasSize(1);
        assertThat(hub().snapshot().drops()).doesNotContainKey(DropReason.INTERNAL_ERROR);
        assertThat(pings()).isTrue();
    }

    @Test
    void a_device_that_leaves_takes_nothing_of_the_others() throws InterruptedException, IOException {
        attach("vc0", 0);
        attach("vc2", 2);

        hub().detachTunnel("vc0");
        hub().detachTunnel("vc0");

        assertThat(hub().sa(0x10000)).isEmpty();
        assertThat(hub().sa(0x10002)).isPresent();
        assertThat(hub().move(0x10000, new OuterPath(TestSas.ALICE, TestSas.BOB, Encapsulation.UDP)))
                .isFalse();
        assertThat(pings()).isTrue();
    }
}
