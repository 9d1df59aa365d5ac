package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the form of Linux does. */
@Timeout(20)
class LinuxUdpPortTest {
    private static final int SO_NO_CHECK = 11;

    @BeforeEach
    void requireLinux() {
        assumeTrue(LinuxUdpPort.suits());
    }

    private static LinuxUdpPort bind(String literal) throws IOException {
        return LinuxUdpPort.bind(new InetSocketAddress(address(literal), 0), false, Offloads.ALL);
    }

    private static InetSocketAddress at(String literal, UdpPort port) {
        return new InetSocketAddress(address(literal), port.localAddress().getPort());
    }

    private static List<byte[]> run(int count, int octets) {
        return IntStream.range(0, count)
                .mapToObj(i -> Datagrams.numbered(i, octets))
                .toList();
    }

    // RFC 2474 3, RFC 3168 5
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 127.0.0.1",
        "::1, ::1, ::1",
        "::, 127.0.0.1, 127.0.0.1",
        "127.0.0.1, ::, 127.0.0.1",
        "::, ::, 127.0.0.1",
        "::, ::, ::1"
    })
    void the_traffic_class_arrives_of_single_datagrams_and_of_runs(String from, String at, String to)
            throws IOException {
        try (UdpPort left = bind(from);
                UdpPort right = bind(at)) {
            for (int trafficClass : new int[] {0, 1, 2, 3, 0xb8, 0xbb, 0xff, 0}) {
                for (int count : new int[] {1, 5}) {
                    Datagrams.send(left, run(count, 200), at(to, right), trafficClass, false);

                    assertThat(Datagrams.receive(right, count)).allMatch(one -> one.trafficClass() == trafficClass);
                }
            }
        }
    }

    @Test
    void each_datagram_of_a_batch_has_a_traffic_class_of_its_own() throws IOException {
        try (UdpPort left = bind("127.0.0.1");
                UdpPort right = bind("127.0.0.1")) {
            DatagramBatch batch = DatagramBatch.forSending(200);
            for (int i = 0; i < 200; i++) {
                batch.add(new byte[100], 0, 100, right.localAddress(), i / 3, i % 2 == 0);
            }
            assertThat(left.send(batch)).isEqualTo(200);

            assertThat(Datagrams.receive(right, 200))
                    .extracting(Datagrams.Received::trafficClass)
                    .isEqualTo(IntStream.range(0, 200).mapToObj(i -> i / 3).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whole_datagrams_travel_beside_others(String loopback) throws IOException {
        try (UdpPort left = bind(loopback);
                UdpPort right = bind(loopback)) {
            for (boolean whole : new boolean[] {true, false, true}) {
                assertThat(Datagrams.send(left, run(70, 1000), right.localAddress(), 0, whole))
                        .isEqualTo(70);

                assertThat(Datagrams.octets(Datagrams.receive(right, 70))).isEqualTo(Datagrams.lists(run(70, 1000)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1", "::, ::1"})
    void a_whole_datagram_that_is_refused_tells_the_path_mtu(String from, String to) throws IOException {
        try (UdpPort left = bind(from)) {
            InetSocketAddress there = new InetSocketAddress(address(to), 9);
            byte[] tooLong = new byte[65530];

            assertThat(Datagrams.send(left, List.of(tooLong), there, 0, false)).isZero();
            assertThat(Datagrams.send(left, List.of(tooLong), there, 0, true)).isZero();

            // the MTU of the loopback device, 65536 as a rule, as far as a packet can be long
            assertThat(left.pathMtu(there)).isEqualTo(65535);
            assertThat(left.pathMtu(new InetSocketAddress(there.getAddress(), 10)))
                    .isEqualTo(65535);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1", "::, ::1"})
    void the_mtu_of_the_route_is_known_before_anything_is_sent(String from, String to) throws IOException {
        try (UdpPort left = bind(from)) {
            InetSocketAddress there = new InetSocketAddress(address(to), 9);
            assertThat(left.knownPathMtu(there)).isZero();
            assertThat(left.pathMtu(there)).isEqualTo(65535);
            assertThat(left.knownPathMtu(there)).isEqualTo(65535);
        }
    }

    @Test
    void a_closed_port_asks_for_no_mtu() throws IOException {
        UdpPort port = bind("127.0.0.1");
        port.close();
        assertThat(port.pathMtu(new InetSocketAddress(address("127.0.0.1"), 9))).isZero();
    }

    @Test
    void a_kernel_that_refuses_to_segment_gets_datagrams_one_by_one() throws IOException {
        int socket = Libc.socket(SocketFamily.IPV4.number(), 2 | 0x800 | 0x80000, 0);
        // without checksums, which the kernel does not segment
        SocketOptions.set(socket, SocketOptions.SOL_SOCKET, SO_NO_CHECK, 1);
        PolledDescriptor descriptor = PolledDescriptor.of(socket);
        try (PathMtuProbe probe = PathMtuProbe.at(address("127.0.0.1"));
                UdpPort right = bind("127.0.0.1")) {
            PathMtus mtus = new PathMtus(System::nanoTime);
            SegmentedSender sender = new SegmentedSender(descriptor, SocketFamily.IPV4, Offloads.ALL, mtus, probe, 0);
            for (int round = 0; round < 3; round++) {
                DatagramBatch batch = DatagramBatch.forSending(130);
                for (byte[] datagram : run(130, 800)) {
                    batch.add(datagram, 0, datagram.length, right.localAddress(), 0xb9, false);
                }

                assertThat(sender.send(batch)).isEqualTo(130);
                // once could be for a reason of its own
                assertThat(sender.isSegmenting()).isEqualTo(round == 0);

                List<Datagrams.Received> received = Datagrams.receive(right, 130);
                assertThat(Datagrams.octets(received)).isEqualTo(Datagrams.lists(run(130, 800)));
                assertThat(received).allMatch(datagram -> datagram.trafficClass() == 0xb9);
            }
        } finally {
            descriptor.close();
        }
    }

    @Test
    void an_overloaded_port_counts_what_it_drops() throws IOException {
        try (UdpPort left = bind("127.0.0.1");
                UdpPort right = bind("127.0.0.1")) {
            assertThat(right.overflows()).isZero();
            int sent = 0;
            while (right.overflows() == 0) {
                sent += Datagrams.send(left, run(60, 1000), right.localAddress());
            }

            // a run is kept or dropped as one, and counts as one
            int kept = sent - 60 * (int) right.overflows();
            assertThat(Datagrams.receive(right, kept)).hasSize(kept);
            Datagrams.send(left, new byte[] {1}, right.localAddress());
            assertThat(Datagrams.receive(right, 1).get(0).octets()).hasSize(1);
        }
    }

    @Test
    void receives_what_was_put_together_in_few_calls() throws IOException {
        try (UdpPort left = bind("127.0.0.1");
                UdpPort right = bind("127.0.0.1")) {
            Datagrams.send(left, run(120, 1000), right.localAddress());
            DatagramBatch batch = DatagramBatch.forReceiving(right.preferredBatch(), 1500);

            right.receive(batch);

            assertThat(batch.count()).isEqualTo(120);
        }
    }
}
