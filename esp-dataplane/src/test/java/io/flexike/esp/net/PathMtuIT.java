package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two hosts with a router between them, whose second cable carries less than the first. */
@Timeout(60)
class PathMtuIT {
    private static final int MTU = 1300;

    private NetworkNamespace left;
    private NetworkNamespace router;
    private NetworkNamespace right;

    @BeforeEach
    void createNamespaces() throws Exception {
        RootAccess.require();
        left = NetworkNamespace.create();
        router = NetworkNamespace.create();
        right = NetworkNamespace.create();
        left.connect(router, List.of("192.0.2.2/24", "2001:db8:1::2/64"), List.of("192.0.2.1/24", "2001:db8:1::1/64"));
        router.ip("link", "set", "eth0", "down");
        router.ip("link", "set", "eth0", "name", "west");
        router.ip("link", "set", "west", "up");
        router.ip("addr", "replace", "2001:db8:1::1/64", "dev", "west", "nodad");
        right.connect(
                router, List.of("198.51.100.2/24", "2001:db8:2::2/64"), List.of("198.51.100.1/24", "2001:db8:2::1/64"));
        router.ip("link", "set", "eth0", "mtu", Integer.toString(MTU));
        right.ip("link", "set", "eth0", "mtu", Integer.toString(MTU));
        router.run("sysctl", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        left.ip("route", "add", "default", "via", "192.0.2.1");
        left.ip("-6", "route", "add", "default", "via", "2001:db8:1::1");
        right.ip("route", "add", "default", "via", "198.51.100.1");
        right.ip("-6", "route", "add", "default", "via", "2001:db8:2::1");
    }

    @AfterEach
    void removeNamespaces() throws Exception {
        for (NetworkNamespace namespace : new NetworkNamespace[] {left, router, right}) {
            if (namespace != null) {
                namespace.close();
            }
        }
    }

    private static List<byte[]> run(int octets) {
        return IntStream.range(0, 20)
                .mapToObj(i -> Datagrams.numbered(i, octets))
                .toList();
    }

    private static DatagramPort open(Encapsulation encapsulation, String address) throws IOException {
        return encapsulation == Encapsulation.UDP
                ? UdpPort.bind(new InetSocketAddress(address(address), 4500))
                : RawEspPort.open(address(address));
    }

    // RFC 1191 4, RFC 8201 4
    @ParameterizedTest
    @CsvSource({
        "UDP, 192.0.2.2, 198.51.100.2",
        "UDP, 2001:db8:1::2, 2001:db8:2::2",
        "UDP, ::, 198.51.100.2",
        "UDP, ::, 2001:db8:2::2",
        "NATIVE, 192.0.2.2, 198.51.100.2",
        "NATIVE, 2001:db8:1::2, 2001:db8:2::2",
        "NATIVE, 0.0.0.0, 198.51.100.2",
        "NATIVE, ::, 2001:db8:2::2"
    })
    void what_a_router_tells_is_learnt_and_hinders_nothing(Encapsulation encapsulation, String from, String to)
            throws Exception {
        try (DatagramPort near = left.inside(() -> open(encapsulation, from));
                DatagramPort far = right.inside(() -> open(encapsulation, to))) {
            InetSocketAddress there = far.localAddress();
            // that of the first cable
            assertThat(near.pathMtu(there)).isEqualTo(1500);
            // nothing of these arrives; at some time the router's word has come back, and the kernel refuses
            while (near.pathMtu(there) == 1500) {
                Datagrams.send(near, run(1400), there, 0, true);
            }
            assertThat(near.pathMtu(there)).isEqualTo(MTU);

            // longer than the path, but may be fragmented
            assertThat(Datagrams.send(near, run(1400), there, 0, false)).isEqualTo(20);
            assertThat(Datagrams.octets(Datagrams.receive(far, 20))).isEqualTo(Datagrams.lists(run(1400)));

            // short enough
            assertThat(Datagrams.send(near, run(1200), there, 0, true)).isEqualTo(20);
            List<Datagrams.Received> received = Datagrams.receive(far, 20);
            assertThat(Datagrams.octets(received)).isEqualTo(Datagrams.lists(run(1200)));

            // and back, past what ICMP has said to this socket
            assertThat(Datagrams.send(far, run(500), received.get(0).remote(), 0, true))
                    .isEqualTo(20);
            assertThat(Datagrams.receive(near, 20)).hasSize(20);
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.2, 192.0.2.1", "2001:db8:1::2, 2001:db8:1::1", "::, 192.0.2.1", "::, 2001:db8:1::1"})
    void runs_that_are_longer_than_the_cable_are_fragmented(String from, String to) throws Exception {
        try (UdpPort near = left.inside(() -> UdpPort.bind(new InetSocketAddress(address(from), 4500)));
                UdpPort far = router.inside(() -> UdpPort.bind(new InetSocketAddress(address(to), 4500)))) {
            InetSocketAddress there = far.localAddress();
            for (int round = 0; round < 2; round++) {
                assertThat(Datagrams.send(near, run(3000), there, 0, false)).isEqualTo(20);
                assertThat(Datagrams.octets(Datagrams.receive(far, 20))).isEqualTo(Datagrams.lists(run(3000)));
            }
            assertThat(near.pathMtu(there)).isEqualTo(1500);
            assertThat(Datagrams.send(near, run(1000), there, 0, false)).isEqualTo(20);
            assertThat(Datagrams.receive(far, 20)).hasSize(20);
        }
    }
}
