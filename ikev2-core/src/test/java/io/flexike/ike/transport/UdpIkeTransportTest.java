package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flexike.ike.session.Path;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UdpIkeTransportTest {
    private static final InetAddress ONE = InetAddress.getLoopbackAddress();
    private static final InetAddress TWO = address("127.0.0.2");
    private static final InetAddress SIX = address("::1");

    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<byte[]> esp = new LinkedBlockingQueue<>();

    private record Arrival(Path path, byte[] octets) {}

    @Test
    void datagrams_arrive_with_the_path_they_came_by_and_without_the_marker() throws Exception {
        try (UdpIkeTransport sender = UdpIkeTransport.open(List.of(ONE), IkePorts.EPHEMERAL);
                UdpIkeTransport receiver = open(ONE, TWO)) {
            for (InetAddress to : List.of(ONE, TWO)) {
                IkePorts ports = receiver.ports(to);
                InetSocketAddress ike = new InetSocketAddress(to, ports.ike());
                InetSocketAddress nat = new InetSocketAddress(to, ports.natTraversal());
                sender.send(sender.ikePath(ONE, ike), new byte[] {1, 2, 3});
                expect(new Path(ike, sender.ikePath(ONE, ike).local(), false), 1, 2, 3);
                sender.send(sender.natTraversalPath(ONE, nat), new byte[] {4, 5});
                expect(new Path(nat, sender.natTraversalPath(ONE, nat).local(), true), 4, 5);
            }
            assertThat(receiver.counters().received()).isEqualTo(4);
            assertThat(sender.counters().sent()).isEqualTo(4);
        }
    }

    @Test
    void ipv6_works_beside_ipv4() throws Exception {
        assumeTrue(NetworkInterface.getByInetAddress(SIX) != null, "no IPv6 loopback on this machine");
        try (UdpIkeTransport transport = open(ONE, SIX)) {
            InetSocketAddress target =
                    new InetSocketAddress(SIX, transport.ports(SIX).natTraversal());
            transport.send(transport.natTraversalPath(SIX, target), new byte[] {9});
            expect(new Path(target, target, true), 9);
        }
    }

    @Test
    void keepalives_esp_and_rubbish_on_the_nat_traversal_port_are_told_apart() throws Exception {
        try (UdpIkeTransport receiver = open(ONE);
                DatagramSocket socket = new DatagramSocket(0, ONE)) {
            InetSocketAddress nat =
                    new InetSocketAddress(ONE, receiver.ports(ONE).natTraversal());
            for (byte[] datagram : List.of(
                    new byte[] {(byte) 0xff}, new byte[] {0, 0, 1, 0, 7}, new byte[] {0, 0}, new byte[0], new byte[] {1
                    })) {
                socket.send(new DatagramPacket(datagram, datagram.length, nat));
            }
            socket.send(new DatagramPacket(new byte[] {0, 0, 0, 0, 8}, 5, nat));
            expect(new Path(nat, (InetSocketAddress) socket.getLocalSocketAddress(), true), 8);
            assertThat(esp.poll(10, TimeUnit.SECONDS)).containsExactly(0, 0, 1, 0, 7);
            UdpCounters counters = receiver.counters();
            assertThat(counters.keepalives()).isEqualTo(1);
            assertThat(counters.esp()).isEqualTo(1);
            assertThat(counters.malformed()).isEqualTo(3);
        }
    }

    @Test
    void a_receiver_that_throws_does_not_end_the_reading() throws Exception {
        try (UdpIkeTransport receiver = UdpIkeTransport.open(List.of(ONE), IkePorts.EPHEMERAL)) {
            receiver.start(
                    "test-udp",
                    (path, octets) -> {
                        if (octets[0] == 1) {
                            throw new IllegalStateException("not this one");
                        }
                        arrivals.add(new Arrival(path, octets));
                    },
                    EspReceiver.none());
            InetSocketAddress own =
                    new InetSocketAddress(ONE, receiver.ports(ONE).ike());
            receiver.send(receiver.ikePath(ONE, own), new byte[] {1});
            receiver.send(receiver.ikePath(ONE, own), new byte[] {2});
            expect(new Path(own, own, false), 2);
            assertThat(receiver.counters().receiveFailures()).isEqualTo(1);
        }
    }

    @Test
    void what_cannot_be_sent_is_counted() throws Exception {
        try (UdpIkeTransport transport = open(ONE)) {
            InetSocketAddress to = new InetSocketAddress(TWO, 9);
            transport.send(new Path(new InetSocketAddress(TWO, 500), to, false), new byte[1]);
            Path ike = transport.ikePath(ONE, to);
            transport.send(new Path(ike.local(), to, true), new byte[1]);
            transport.send(ike, new byte[70_000]);
            assertThat(transport.counters().sendFailures()).isEqualTo(3);
        }
    }

    @Test
    void wildcards_and_no_address_are_refused_and_a_taken_port_leaves_nothing_bound() throws Exception {
        assertThatIllegalArgumentException().isThrownBy(() -> UdpIkeTransport.open(List.of(), IkePorts.EPHEMERAL));
        InetAddress any = address("0.0.0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpIkeTransport.open(List.of(any), IkePorts.EPHEMERAL))
                .withMessageContaining("NAT detection");
        int free;
        try (UdpIkeTransport probe = UdpIkeTransport.open(List.of(TWO), IkePorts.EPHEMERAL)) {
            free = probe.ports(TWO).ike();
        }
        try (UdpIkeTransport first = open(TWO)) {
            IkePorts taken = new IkePorts(free, first.ports(TWO).natTraversal());
            assertThatThrownBy(() -> UdpIkeTransport.open(List.of(TWO), taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.2");
        }
        new DatagramSocket(free, TWO).close();
    }

    @Test
    void closing_ends_the_thread_and_starting_twice_is_a_mistake() throws Exception {
        UdpIkeTransport transport = open(ONE);
        assertThatIllegalStateException()
                .isThrownBy(() -> transport.start("again", (path, octets) -> {}, EspReceiver.none()));
        transport.close();
        transport.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("test-udp")));
    }

    @Test
    void ports_out_of_range_or_the_same_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new IkePorts(-1, 4500));
        assertThatIllegalArgumentException().isThrownBy(() -> new IkePorts(500, 65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> new IkePorts(500, 500));
    }

    private UdpIkeTransport open(InetAddress... addresses) throws IOException {
        UdpIkeTransport transport = UdpIkeTransport.open(List.of(addresses), IkePorts.EPHEMERAL);
        transport.start(
                "test-udp",
                (path, octets) -> arrivals.add(new Arrival(path, octets)),
                (local, remote, packet) -> esp.add(packet));
        return transport;
    }

    private void expect(Path path, int... octets) throws InterruptedException {
        Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
        assertThat(arrival).isNotNull();
        assertThat(arrival.path()).isEqualTo(path);
        assertThat(arrival.octets()).containsExactly(octets);
    }

    private static InetAddress address(String literal) {
        return new InetSocketAddress(literal, 0).getAddress();
    }
}
