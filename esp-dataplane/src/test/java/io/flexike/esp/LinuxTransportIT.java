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
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
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

/**
 * Transport mode between two namespaces: a rule sends ICMP between the outer addresses themselves into the devices,
 * while what the data planes send takes the cable.
 */
class LinuxTransportIT {
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

    private static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(Encapsulation.UDP, "192.0.2.1", "192.0.2.2", TestSas.GCM_128),
                Arguments.of(Encapsulation.UDP, "2001:db8::1", "2001:db8::2", TestSas.CBC_128_SHA_256),
                Arguments.of(Encapsulation.NATIVE, "192.0.2.1", "192.0.2.2", TestSas.CBC_256_SHA_512_ESN),
                Arguments.of(Encapsulation.NATIVE, "2001:db8::1", "2001:db8::2", TestSas.GCM_256_ESN));
    }

    private static DataPlane start(NetworkNamespace here, String name, Encapsulation encapsulation, OuterPath path)
            throws IOException {
        InetSocketAddress local = path.local();
        DatagramPort port =
                encapsulation == Encapsulation.UDP ? UdpPort.bind(local) : RawEspPort.open(local.getAddress());
        DataPlane plane = DataPlane.builder()
                .crypto(CryptoProvider.standard())
                .random(new SecureRandom())
                .clock(InstantSource.system())
                .tunnel(TunDevices.linux().open(TunSettings.named(name)))
                .port(port)
                .start();
        String to = path.remote().getAddress().getHostAddress();
        boolean ipv6 = to.contains(":");
        String family = ipv6 ? "-6" : "-4";
        here.ip(
                family,
                "route",
                "add",
                to,
                "dev",
                name,
                "src",
                local.getAddress().getHostAddress(),
                "table",
                "100");
        here.ip(family, "rule", "add", "ipproto", ipv6 ? "ipv6-icmp" : "icmp", "to", to, "lookup", "100");
        return plane;
    }

    private static OuterPath path(Encapsulation encapsulation, String local, String remote) {
        return new OuterPath(
                new InetSocketAddress(address(local), 4500),
                new InetSocketAddress(address(remote), 4500),
                encapsulation);
    }

    private static EspSaParameters transport(EspSaParameters.Builder end, OuterPath path) {
        return TestSas.anyTraffic(end.mode(Mode.TRANSPORT).path(path));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void kernels_ping_each_others_outer_addresses(Encapsulation encapsulation, String from, String to, CipherSpec spec)
            throws Exception {
        OuterPath there = path(encapsulation, from, to);
        OuterPath back = path(encapsulation, to, from);
        try (DataPlane alice = left.inside(() -> start(left, "alice", encapsulation, there));
                DataPlane bob = right.inside(() -> start(right, "bob", encapsulation, back))) {
            bob.install(transport(TestSas.bob(spec), back));
            alice.install(transport(TestSas.alice(spec), there));

            for (String octets : new String[] {"56", "1200"}) {
                Command.Outcome ping = left.run("ping", "-n", "-c", "3", "-i", "0.05", "-w", "10", "-s", octets, to);
                assertThat(ping.status()).as(ping.output()).isZero();
            }

            assertThat(bob.sa(TestSas.BOB_SPI).orElseThrow().inbound().packets())
                    .isGreaterThanOrEqualTo(6);
            assertThat(alice.snapshot().drops()).doesNotContainKey(DropReason.LOOP);
        }
    }
}
