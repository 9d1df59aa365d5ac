package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flexike.ike.session.Path;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TcpIkeTransportTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Arrival> esp = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Path> reconnected = new LinkedBlockingQueue<>();

    private record Arrival(Path path, byte[] octets) {}

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void messages_and_packets_go_both_ways_over_the_originators_connection() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT);
        TcpIkeTransport alice = originator();
        Path path = alice.path(LOOPBACK, bob.listeningOn().get(0));

        alice.send(path, new byte[] {1, 2, 3});
        Arrival request = next(arrivals);
        assertThat(request.path()).isEqualTo(path.reversed());
        assertThat(request.octets()).containsExactly(1, 2, 3);

        bob.send(request.path(), new byte[60_000]);
        Arrival response = next(arrivals);
        assertThat(response.path()).isEqualTo(path);
        assertThat(response.octets()).hasSize(60_000);

        alice.sendEsp(path, new byte[] {0, 9, 9, 9, 9, 0}, 1, 4);
        assertThat(next(esp).octets()).containsExactly(9, 9, 9, 9);
        assertThat(bob.counters().connections()).isEqualTo(1);
        assertThat(bob.counters().accepted()).isEqualTo(1);
    }

    @Test
    void a_responder_opens_no_connection() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT);

        bob.send(Path.tcp(bob.listeningOn().get(0), new InetSocketAddress(LOOPBACK, 9)), new byte[] {1});

        assertThat(bob.counters().sendFailures()).isEqualTo(1);
        assertThat(bob.counters().connections()).isZero();
    }

    /** RFC 9329 6.1, 6.2: the originator opens it again, and what has no response is sent over the new one. */
    @Test
    void a_connection_that_breaks_is_opened_again_and_told_of() throws Exception {
        TcpIkeTransport alice = originator();
        try (ServerSocket peer = new ServerSocket(0, 5, LOOPBACK)) {
            Path path = alice.path(LOOPBACK, (InetSocketAddress) peer.getLocalSocketAddress());
            alice.send(path, new byte[] {1});
            try (Socket first = peer.accept()) {
                assertThat(first.getInputStream().readNBytes(13)).startsWith('I', 'K', 'E', 'T', 'C', 'P', 0, 7);
                assertThat(reconnected).isEmpty();
            }
            try (Socket second = peer.accept()) {
                assertThat(second.getInputStream().readNBytes(6)).containsExactly('I', 'K', 'E', 'T', 'C', 'P');
                assertThat(reconnected.poll(10, TimeUnit.SECONDS)).isEqualTo(path);
                second.getOutputStream().write(new byte[] {0, 7, 0, 0, 0, 0, 5});
                assertThat(next(arrivals).path()).isEqualTo(path);
            }
        }
    }

    @Test
    void a_released_connection_is_closed_and_not_opened_again() throws Exception {
        TcpIkeTransport alice = originator();
        try (ServerSocket peer = new ServerSocket(0, 5, LOOPBACK)) {
            Path path = alice.path(LOOPBACK, (InetSocketAddress) peer.getLocalSocketAddress());
            alice.send(path, new byte[] {1});
            try (Socket only = peer.accept()) {
                alice.release(path);
                assertThat(only.getInputStream().readAllBytes()).hasSize(13);
            }
            await().until(() -> alice.counters().connections() == 0);
            peer.setSoTimeout(600);
            assertThatThrownBy(peer::accept).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_peer_may_come_back_on_another_connection_while_the_old_one_is_open() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT);
        try (Socket old = connect(bob, "IKETCP\0\7\0\0\0\0a");
                Socket fresh = connect(bob, "IKETCP\0\7\0\0\0\0b")) {
            Path one = next(arrivals).path();
            Path other = next(arrivals).path();
            bob.send(one, new byte[] {1});
            bob.send(other, new byte[] {1});
            assertThat(old.getInputStream().readNBytes(7)).hasSize(7);
            assertThat(fresh.getInputStream().readNBytes(7)).hasSize(7);
        }
    }

    @Test
    void keepalives_and_empty_messages_are_dropped_in_silence() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT);
        try (Socket peer = connect(bob, "IKETCP\0\3\u00ff\0\2\0\4ab\0\7\0\0\0\0z")) {
            assertThat(next(arrivals).octets()).containsExactly('z');
            assertThat(bob.counters().keepalives()).isEqualTo(1);
            assertThat(bob.counters().malformed()).isEqualTo(1);
            assertThat(peer.isConnected()).isTrue();
        }
    }

    // Hostile peers

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.0\r\n\r\n", "IKETCQ", "IKETCP\0\0", "IKETCP\0\1", "\u0016\3\1"})
    void a_stream_that_makes_no_sense_is_closed(String octets) throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT);
        try (Socket peer = connect(bob, octets)) {
            assertClosed(peer);
            assertThat(bob.counters().broken()).isEqualTo(1);
        }
        assertThat(arrivals).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IKETC", "IKETCP", "IKETCP\u00ff\u00ff\0\0"})
    void a_peer_that_does_not_get_on_is_closed(String octets) throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT.withPatience(Duration.ofMillis(300), Duration.ofMillis(600)));
        try (Socket peer = connect(bob, octets)) {
            assertClosed(peer);
            await().until(() -> bob.counters().expired() == 1);
            assertThat(bob.counters().untrusted()).isZero();
        }
    }

    @Test
    void a_trusted_connection_outlives_the_time_for_strangers_but_not_idleness() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT
                .withPatience(Duration.ofMillis(200), Duration.ofMillis(300))
                .withIdleAndStall(Duration.ofMillis(1500), Duration.ofSeconds(5)));
        try (Socket peer = connect(bob, "IKETCP\0\7\0\0\0\0z")) {
            long since = System.nanoTime();
            bob.trust(next(arrivals).path());
            assertThat(bob.counters().untrusted()).isZero();
            assertClosed(peer);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThan(Duration.ofMillis(1400));
        }
    }

    @Test
    void a_trusted_peer_that_comes_back_from_the_same_port_is_no_stranger() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT);
        InetSocketAddress port;
        try (Socket peer = connect(bob, "IKETCP\0\7\0\0\0\0z")) {
            bob.trust(next(arrivals).path());
            port = (InetSocketAddress) peer.getLocalSocketAddress();
            // So that the port is free at once.
            peer.setSoLinger(true, 0);
        }
        await().until(() -> bob.counters().connections() == 0);
        try (Socket again = new Socket()) {
            again.setReuseAddress(true);
            again.bind(port);
            again.connect(bob.listeningOn().get(0));
            await().until(() -> bob.counters().connections() == 1);
            assertThat(bob.counters().untrusted()).isZero();
        }
        await().until(() -> bob.counters().connections() == 0);
        assertThat(bob.counters().untrusted()).isZero();
    }

    @Test
    void connections_of_one_origin_are_bounded_and_come_free_again() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT.withConnections(100, 3, 50));
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sockets.add(connect(bob, "IKETCP"));
        }
        await().until(() -> bob.counters().connections() == 3);
        try (Socket fourth = connect(bob, "")) {
            assertClosed(fourth);
        }
        assertThat(bob.counters().refused()).isEqualTo(1);
        for (Socket socket : sockets) {
            socket.close();
        }
        await().until(() -> bob.counters().connections() == 0);
        try (Socket again = connect(bob, "IKETCP\0\7\0\0\0\0z")) {
            assertThat(next(arrivals).octets()).containsExactly('z');
            assertThat(again.isConnected()).isTrue();
        }
    }

    @Test
    void strangers_are_bounded_and_leave_room_for_who_is_authenticated() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT.withConnections(100, 100, 2));
        try (Socket friend = connect(bob, "IKETCP\0\7\0\0\0\0z")) {
            bob.trust(next(arrivals).path());
            try (Socket one = connect(bob, "");
                    Socket two = connect(bob, "")) {
                await().until(() -> bob.counters().untrusted() == 2);
                try (Socket three = connect(bob, "")) {
                    assertClosed(three);
                }
                assertThat(List.of(one, two, friend)).allMatch(Socket::isConnected);
                assertThat(bob.counters().connections()).isEqualTo(3);
            }
        }
    }

    @Test
    void thousands_of_connections_hold_no_more_than_the_limit() throws Exception {
        // opening so many may take longer than strangers are waited for
        TcpIkeTransport bob = responder(
                TcpLimits.DEFAULT.withConnections(50, 50, 50).withPatience(Duration.ofHours(1), Duration.ofHours(1)));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                Socket socket = new Socket();
                try {
                    socket.connect(bob.listeningOn().get(0), 5_000);
                    sockets.add(socket);
                } catch (IOException e) {
                    // refused so fast that it never came to be
                    socket.close();
                }
                assertThat(bob.counters().connections()).isLessThanOrEqualTo(50);
            }
            await().until(() -> bob.counters().accepted() + bob.counters().refused() >= sockets.size());
            assertThat(bob.counters().connections()).isEqualTo(50);
            assertThat(bob.counters().untrusted()).isEqualTo(50);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> bob.counters().connections() == 0);
        assertThat(bob.counters().untrusted()).isZero();
    }

    @Test
    void a_slow_reader_holds_a_bounded_queue_and_is_closed() throws Exception {
        TcpIkeTransport bob =
                responder(TcpLimits.DEFAULT.withIdleAndStall(Duration.ofMinutes(1), Duration.ofMillis(700)));
        try (Socket peer = connect(bob, "IKETCP\0\7\0\0\0\0z")) {
            Path path = next(arrivals).path();
            byte[] packet = new byte[60_000];
            packet[0] = 1;
            for (int i = 0; i < 2_000 && bob.counters().sendOverflows() < 10; i++) {
                bob.sendEsp(path, packet, 0, packet.length);
            }
            assertThat(bob.counters().sendOverflows()).isGreaterThan(0);
            await().until(() -> bob.counters().expired() == 1);
            assertThat(peer.isConnected()).isTrue();
        }
    }

    @Test
    void what_does_not_fit_in_a_frame_is_not_sent() throws Exception {
        TcpIkeTransport alice = originator();
        Path path = alice.path(LOOPBACK, new InetSocketAddress(LOOPBACK, 9));

        alice.send(path, new byte[65_530]);
        alice.send(path, new byte[0]);
        alice.sendEsp(path, new byte[65_534], 0, 65_534);

        assertThat(alice.counters().sendFailures()).isEqualTo(3);
        assertThat(alice.counters().connections()).isZero();
    }

    @Test
    void a_taken_port_leaves_nothing_bound_and_closing_frees_it() throws Exception {
        TcpIkeTransport bob = responder(TcpLimits.DEFAULT);
        int port = bob.listeningOn().get(0).getPort();
        assertThatThrownBy(() -> TcpIkeTransport.open(List.of(LOOPBACK), port, TcpLimits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1");
        bob.close();
        TcpIkeTransport.open(List.of(LOOPBACK), port, TcpLimits.DEFAULT).close();
    }

    private TcpIkeTransport responder(TcpLimits limits) throws IOException {
        return start(TcpIkeTransport.open(List.of(LOOPBACK), 0, limits));
    }

    private TcpIkeTransport originator() throws IOException {
        return start(TcpIkeTransport.open(List.of(), 0, TcpLimits.DEFAULT));
    }

    private TcpIkeTransport start(TcpIkeTransport transport) {
        opened.add(transport);
        transport.start(
                "test-tcp",
                (path, octets) -> arrivals.add(new Arrival(path, octets)),
                (local, remote, packet) -> esp.add(new Arrival(Path.tcp(local, remote), packet)),
                reconnected::add);
        return transport;
    }

    private static Socket connect(TcpIkeTransport to, String octets) throws IOException {
        InetSocketAddress address = to.listeningOn().get(0);
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static void assertClosed(Socket socket) throws IOException {
        InputStream input = socket.getInputStream();
        try {
            assertThat(input.read()).isEqualTo(-1);
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static Arrival next(LinkedBlockingQueue<Arrival> queue) throws InterruptedException {
        Arrival arrival = queue.poll(10, TimeUnit.SECONDS);
        assertThat(arrival).isNotNull();
        return arrival;
    }
}
