package io.flexike.esp.tun;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.netns.Command;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinuxTunIT {
    private static final TunSettings SETTINGS = TunSettings.named("tun7")
            .withMtu(1380)
            .withAddress("10.255.0.1/30")
            .withAddress("fd00:255::1/64")
            .withRoute("10.8.0.0/16")
            .withRoute("fd00:8::/48");

    private NetworkNamespace namespace;

    @BeforeEach
    void createNamespace() throws Exception {
        RootAccess.require();
        namespace = NetworkNamespace.create();
    }

    @AfterEach
    void removeNamespace() throws Exception {
        if (namespace != null) {
            namespace.close();
        }
    }

    private TunDevice open(TunSettings settings) throws Exception {
        return namespace.inside(() -> TunDevices.linux().open(settings));
    }

    @Test
    void looks_as_the_settings_say() throws Exception {
        try (TunDevice tun = open(SETTINGS)) {
            assertThat(tun.name()).isEqualTo("tun7");
            assertThat(tun.mtu()).isEqualTo(1380);
            assertThat(namespace.ip("link", "show", "dev", "tun7"))
                    .contains("mtu 1380")
                    .contains(",UP");
            assertThat(namespace.ip("addr", "show", "dev", "tun7"))
                    .contains("inet 10.255.0.1/30")
                    .contains("inet6 fd00:255::1/64")
                    .doesNotContain("tentative");
            assertThat(namespace.ip("route")).contains("10.8.0.0/16 dev tun7");
            assertThat(namespace.ip("-6", "route")).contains("fd00:8::/48 dev tun7");
        }
        assertThat(namespace.ip("link")).doesNotContain("tun7");
    }

    @Test
    void changes_come_from_any_thread_into_the_devices_own_namespace() throws Exception {
        try (TunDevice tun = open(SETTINGS)) {
            tun.addRoute(TunPrefix.parse("10.9.1.1/16"));
            tun.addRoute(TunPrefix.parse("10.9.0.0/16"));
            tun.addRoute(TunPrefix.parse("10.255.0.0/30"));
            tun.addRoute(TunPrefix.parse("0.0.0.0/0"));
            tun.addRoute(TunPrefix.parse("::/0"));
            tun.addAddress(TunPrefix.parse("10.77.0.1/24"));
            tun.addAddress(TunPrefix.parse("10.77.0.1/24"));
            assertThat(namespace.ip("route"))
                    .contains("10.9.0.0/16 dev tun7", "default dev tun7", "10.77.0.0/24 dev tun7");
            assertThat(namespace.ip("-6", "route")).contains("default dev tun7");

            tun.removeRoute(TunPrefix.parse("10.9.0.0/16"));
            tun.removeRoute(TunPrefix.parse("10.9.0.0/16"));
            tun.removeRoute(TunPrefix.parse("::/0"));
            tun.removeAddress(TunPrefix.parse("10.77.0.1/24"));
            tun.removeAddress(TunPrefix.parse("10.77.0.1/24"));
            tun.removeAddress(TunPrefix.parse("fd00:255::1/64"));
            assertThat(namespace.ip("route")).doesNotContain("10.9.0.0", "10.77.0.0");
            assertThat(namespace.ip("-6", "route")).doesNotContain("default dev tun7");
            assertThat(namespace.ip("addr", "show", "dev", "tun7")).doesNotContain("10.77.0.1", "fd00:255::1");
        }
    }

    @Test
    void somebody_elses_route_is_not_taken_over() throws Exception {
        namespace.ip("link", "add", "other", "type", "veth", "peer", "name", "another");
        namespace.ip("link", "set", "other", "up");
        namespace.ip("route", "add", "10.9.0.0/16", "dev", "other");
        try (TunDevice tun = open(SETTINGS)) {
            assertThatThrownBy(() -> tun.addRoute(TunPrefix.parse("10.9.0.0/16")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("10.9.0.0/16")
                    .hasMessageContaining("tun7");
            assertThat(namespace.ip("route")).contains("10.9.0.0/16 dev other");
        }
    }

    @Test
    void routes_with_several_metrics_stand_side_by_side() throws Exception {
        try (TunDevice tun = open(SETTINGS);
                TunDevice other = open(TunSettings.named("tun8"))) {
            for (String network : new String[] {"10.9.0.0/16", "fd00:9::/48"}) {
                TunPrefix prefix = TunPrefix.parse(network);
                String host = prefix.address().getHostAddress();
                tun.addRoute(prefix, 20);
                tun.addRoute(prefix, 20);
                tun.addRoute(prefix);
                tun.addRoute(prefix);
                other.addRoute(prefix, 10);
                other.addRoute(prefix, 30);
                String family = network.contains(":") ? "-6" : "-4";
                assertThat(namespace.ip(family, "route", "show", network).lines())
                        .hasSize(4);

                tun.removeRoute(prefix);
                tun.removeRoute(prefix);
                assertThat(namespace.ip(family, "route", "show", network))
                        .contains("metric 10", "metric 20", "metric 30");
                assertThat(namespace.ip(family, "route", "get", host)).contains("dev tun8");
                other.removeRoute(prefix, 10);
                assertThat(namespace.ip(family, "route", "get", host)).contains("dev tun7");
                tun.removeRoute(prefix, 20);
                assertThat(namespace.ip(family, "route", "show", network))
                        .contains("metric 30")
                        .doesNotContain("metric 20");
            }
        }
    }

    @Test
    void another_metric_stands_beside_somebody_elses_route_but_the_same_does_not() throws Exception {
        namespace.ip("link", "add", "other", "type", "veth", "peer", "name", "another");
        namespace.ip("link", "set", "other", "up");
        namespace.ip("route", "add", "10.9.0.0/16", "dev", "other", "metric", "5");
        try (TunDevice tun = open(SETTINGS)) {
            TunPrefix prefix = TunPrefix.parse("10.9.0.0/16");
            assertThatThrownBy(() -> tun.addRoute(prefix, 5)).isInstanceOf(IOException.class);
            tun.removeRoute(prefix, 5);
            tun.addRoute(prefix, 6);
            assertThat(namespace.ip("route")).contains("10.9.0.0/16 dev other", "10.9.0.0/16 dev tun7");
        }
    }

    @Test
    void a_negative_metric_is_refused() throws Exception {
        try (TunDevice tun = open(SETTINGS)) {
            assertThatThrownBy(() -> tun.addRoute(TunPrefix.parse("10.9.0.0/16"), -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static InMemoryTun farDevice() {
        return InMemoryTun.open(TunSettings.named("far")
                .withMtu(1380)
                .withRoute("10.255.0.0/30")
                .withRoute("fd00:255::/64"));
    }

    private static InMemoryHost farHost(InMemoryTun device) {
        InMemoryHost host = InMemoryHost.named("far", System::nanoTime)
                .withAddress("10.8.0.1")
                .withAddress("fd00:8::1");
        host.attach(device);
        return host;
    }

    @Test
    void the_kernel_pings_a_host_in_memory_through_it() throws Exception {
        InMemoryTun twin = farDevice();
        InMemoryHost host = farHost(twin);
        try (TunDevice tun = open(SETTINGS);
                DeviceJoint joint = DeviceJoint.between(tun, twin)) {
            for (String target : new String[] {"10.8.0.1", "fd00:8::1"}) {
                for (String octets : new String[] {"0", "56", "1300", "4000"}) {
                    Command.Outcome ping =
                            namespace.run("ping", "-n", "-c", "3", "-i", "0.05", "-w", "10", "-s", octets, target);
                    assertThat(ping.status()).as(ping.output()).isZero();
                }
            }
            assertThat(joint.isAlive()).isTrue();
            assertThat(host.forwarded()).isZero();
        }
    }

    @Test
    void a_host_in_memory_pings_the_kernel_through_it() throws Exception {
        InMemoryTun twin = farDevice();
        InMemoryHost host = farHost(twin);
        try (TunDevice tun = open(SETTINGS);
                DeviceJoint joint = DeviceJoint.between(tun, twin)) {
            for (int octets : new int[] {0, 56, 1300, 4000}) {
                assertThat(host.ping(address("10.8.0.1"), address("10.255.0.1"), octets, Duration.ofSeconds(5)))
                        .as("%d octets", octets)
                        .isPresent();
                assertThat(host.ping(address("fd00:8::1"), address("fd00:255::1"), octets, Duration.ofSeconds(5)))
                        .as("%d octets", octets)
                        .isPresent();
            }
            assertThat(joint.isAlive()).isTrue();
        }
    }

    @Test
    void closing_wakes_up_the_reader() throws Exception {
        TunDevice tun = open(SETTINGS);
        FutureTask<Class<?>> reading = new FutureTask<>(() -> {
            PacketBatch batch = PacketBatch.forReading(4, 0, 1380, 0);
            try {
                while (true) {
                    tun.read(batch);
                }
            } catch (IOException e) {
                return e.getClass();
            }
        });
        Thread reader = new Thread(reading);
        reader.start();

        tun.close();
        tun.close();

        assertThat(reading.get(5, TimeUnit.SECONDS)).isEqualTo(ClosedChannelException.class);
        assertThatThrownBy(() -> tun.write(PacketBatch.forWriting(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> tun.addRoute(TunPrefix.parse("10.9.0.0/16"))).isInstanceOf(IOException.class);
    }

    @Test
    void a_reader_can_be_woken_up_before_and_while_it_waits() throws Exception {
        // without IPv6 the kernel has nothing to say by itself
        TunSettings quiet = TunSettings.named("tun7").withMtu(1200);
        TunDevice tun = open(quiet);
        PacketBatch batch = PacketBatch.forReading(4, 0, 1200, 0);
        tun.wakeUp();
        tun.read(batch);
        assertThat(batch.count()).isZero();
        FutureTask<Class<?>> reading = new FutureTask<>(() -> {
            tun.read(batch);
            try {
                tun.read(batch);
            } catch (IOException e) {
                return e.getClass();
            }
            return null;
        });
        new Thread(reading).start();

        tun.wakeUp();
        assertThatThrownBy(() -> reading.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        tun.close();
        tun.wakeUp();

        assertThat(reading.get(5, TimeUnit.SECONDS)).isEqualTo(ClosedChannelException.class);
    }

    @Test
    void what_is_no_packet_is_refused_and_the_next_one_taken() throws Exception {
        try (TunDevice tun = open(SETTINGS)) {
            byte[] packet = packet("10.8.0.1", "10.255.0.1", 17, new byte[8]);
            PacketBatch batch = PacketBatch.forWriting(2);
            batch.add(new byte[] {0x15, 0, 0, 0}, 0, 4);
            batch.add(packet, 0, packet.length);

            assertThat(tun.write(batch)).isEqualTo(1);
        }
    }

    @Test
    void a_packet_longer_than_the_mtu_is_taken_all_the_same() throws Exception {
        try (TunDevice tun = open(SETTINGS)) {
            PacketBatch batch = PacketBatch.forWriting(3);
            for (int octets : new int[] {8, 65535 - 20, 3000}) {
                byte[] packet = packet("10.8.0.1", "10.255.0.1", 17, new byte[octets]);
                batch.add(packet, 0, packet.length);
            }

            assertThat(tun.write(batch)).isEqualTo(3);
        }
    }

    @Test
    void a_name_that_is_taken_is_an_error_of_the_system() throws Exception {
        try (TunDevice first = open(SETTINGS)) {
            assertThatThrownBy(() -> open(SETTINGS))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(TunUnavailableException.class)
                    .hasMessageContaining(first.name());
        }
    }

    @Test
    void the_kernel_numbers_names_with_a_placeholder() throws Exception {
        try (TunDevice first = open(TunSettings.named("fx%d"));
                TunDevice second = open(TunSettings.named("fx%d"))) {
            assertThat(first.name()).isEqualTo("fx0");
            assertThat(second.name()).isEqualTo("fx1");
        }
    }
}
