package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.RawEspPort;
import io.flexike.esp.net.UdpPort;
import io.flexike.esp.netns.Command;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two data planes in two namespaces with real devices and sockets; the kernels ping each other. */
class LinuxDataPlaneIT {
    private NetworkNamespace left;
    private NetworkNamespace right;

    @BeforeEach
    void createNamespaces() throws Exception {
        RootAccess.require();
        left = NetworkNamespace.create();
        right = NetworkNamespace.create();
        left.connect(right, List.of("192.0.2.1/24", "2001:db8::1/64"), List.of("192.0.2.2/24", "2001:db8::2/64"));
    }

    @AfterEach
    void removeNamespaces() throws Exception {
        if (left != null) {
            left.close();
        }
        if (right != null) {
            right.close();
        }
    }

    private static Stream<Arguments> outerForms() {
        return Stream.of(
                Arguments.of(Encapsulation.UDP, "192.0.2.1", "192.0.2.2", TestSas.GCM_128),
                Arguments.of(Encapsulation.UDP, "2001:db8::1", "2001:db8::2", TestSas.CBC_128_SHA_256),
                Arguments.of(Encapsulation.NATIVE, "192.0.2.1", "192.0.2.2", TestSas.CBC_256_SHA_512_ESN),
                Arguments.of(Encapsulation.NATIVE, "2001:db8::1", "2001:db8::2", TestSas.GCM_256_ESN));
    }

    private static DatagramPort port(Encapsulation encapsulation, InetAddress local) throws IOException {
        return encapsulation == Encapsulation.UDP
                ? UdpPort.bind(new InetSocketAddress(local, 4500))
                : RawEspPort.open(local);
    }

    private static DataPlane start(TunSettings settings, Encapsulation encapsulation, String local) throws IOException {
        TunDevice tun = TunDevices.linux().open(settings);
        return DataPlane.builder()
                .crypto(CryptoProvider.standard())
                .random(new SecureRandom())
                .clock(InstantSource.system())
                .tunnel(tun)
                .port(port(encapsulation, address(local)))
                .start();
    }

    private static OuterPath path(Encapsulation encapsulation, String local, String remote) {
        return new OuterPath(
                new InetSocketAddress(address(local), 4500),
                new InetSocketAddress(address(remote), 4500),
                encapsulation);
    }

    @ParameterizedTest
    @MethodSource("outerForms")
    void kernels_ping_each_other(Encapsulation encapsulation, String from, String to, CipherSpec spec)
            throws Exception {
        TunSettings aliceTun = TunSettings.named("alice")
                .withAddress("10.1.0.1/24")
                .withAddress("fd01::1/64")
                .withRoute("10.2.0.0/24")
                .withRoute("fd02::/64");
        TunSettings bobTun = TunSettings.named("bob")
                .withAddress("10.2.0.1/24")
                .withAddress("fd02::1/64")
                .withRoute("10.1.0.0/24")
                .withRoute("fd01::/64");
        try (DataPlane alice = left.inside(() -> start(aliceTun, encapsulation, from));
                DataPlane bob = right.inside(() -> start(bobTun, encapsulation, to))) {
            bob.install(TestSas.bob(spec)
                    .path(path(encapsulation, to, from))
                    .local(Selector.subnet("10.2.0.0/24"), Selector.subnet("fd02::/64"))
                    .remote(Selector.subnet("10.1.0.0/24"), Selector.subnet("fd01::/64"))
                    .build());
            alice.install(TestSas.alice(spec)
                    .path(path(encapsulation, from, to))
                    .local(Selector.subnet("10.1.0.0/24"), Selector.subnet("fd01::/64"))
                    .remote(Selector.subnet("10.2.0.0/24"), Selector.subnet("fd02::/64"))
                    .build());
            for (String octets : new String[] {"56", "1300", "4000"}) {
                for (String target : new String[] {"10.2.0.1", "fd02::1"}) {
                    assertPing(left, target, octets);
                }
                for (String target : new String[] {"10.1.0.1", "fd01::1"}) {
                    assertPing(right, target, octets);
                }
            }
            assertThat(bob.snapshot().drops().keySet()).isSubsetOf(DropReason.NO_SA);
            assertThat(alice.snapshot().drops().keySet()).isSubsetOf(DropReason.NO_SA);
        }
    }

    private static void assertPing(NetworkNamespace from, String target, String octets) throws IOException {
        Command.Outcome ping = from.run("ping", "-n", "-c", "3", "-i", "0.05", "-w", "10", "-s", octets, target);
        assertThat(ping.status()).as(ping.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("outerForms")
    void packets_longer_than_the_path_are_cut_by_the_kernel(
            Encapsulation encapsulation, String from, String to, CipherSpec spec) throws Exception {
        TunSettings aliceTun = TunSettings.named("alice")
                .withMtu(9000)
                .withAddress("10.1.0.1/24")
                .withRoute("10.2.0.0/24");
        TunSettings bobTun = TunSettings.named("bob")
                .withMtu(9000)
                .withAddress("10.2.0.1/24")
                .withRoute("10.1.0.0/24");
        try (DataPlane alice = left.inside(() -> start(aliceTun, encapsulation, from));
                DataPlane bob = right.inside(() -> start(bobTun, encapsulation, to))) {
            bob.install(TestSas.anyTraffic(TestSas.bob(spec).path(path(encapsulation, to, from))));
            alice.install(TestSas.anyTraffic(TestSas.alice(spec).path(path(encapsulation, from, to))));

            assertPing(left, "10.2.0.1", "8000");
            assertPing(right, "10.1.0.1", "8000");
        }
    }
}
