package io.flexike.esp;

import static io.flexike.esp.packet.IcmpErrors.about;
import static io.flexike.esp.packet.IcmpErrors.message;
import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withDf;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.Encapsulation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ICMP errors that match no selectors by their own header (RFC 4301 6.2), and fragments (RFC 4301 7.2). */
@Timeout(60)
class IcmpErrorTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int UNREACHABLE = 3;
    private static final int ECHO = 8;
    private static final String HERE = "10.1.0.1";
    private static final String THERE = "10.2.0.1";
    private static final String ROUTER = "172.16.0.1";
    private static final Selector BROWSERS = Selector.subnet("10.1.0.0/16").onlyProtocol(TCP);
    private static final Selector SERVERS =
            Selector.subnet("10.2.0.0/16").onlyProtocol(TCP).onlyPorts(80, 80);
    /** What Alice sends to Bob. */
    private static final byte[] REQUEST = withPorts(HERE, THERE, TCP, 5000, 80);
    /** Of a packet that Alice would not send through this pair. */
    private static final byte[] STRANGE = withPorts(HERE, THERE, TCP, 5000, 81);
    /** What the other end sends last, to see what came before. */
    private static final byte[] LAST = withPorts(THERE, HERE, TCP, 80, 5000);

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private void open(Selector left, Selector right) {
        gateways.open();
        gateways.keepReceived();
        gateways.install(TestSas.GCM_128, left, right);
    }

    /** A pair that enforces selectors at Alice's, and lets Bob send anything. */
    private void openWithCarelessBob(Selector left, Selector right) {
        gateways.open();
        gateways.keepReceived();
        gateways.bob.plane.install(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));
        gateways.alice.plane.install(
                TestSas.alice(TestSas.GCM_128).local(left).remote(right).build());
    }

    private List<byte[]> atAlice(byte[]... sent) throws InterruptedException {
        for (byte[] packet : sent) {
            gateways.bob.sendReliably(packet);
        }
        gateways.bob.sendReliably(LAST);
        return gateways.alice.takeUntil(LAST);
    }

    private static Map<DropReason, Long> drops(TwoGateways.End end) {
        return end.plane.snapshot().drops();
    }

    @Test
    void errors_of_the_host_and_of_routers_travel_with_the_answers() throws InterruptedException {
        open(BROWSERS, SERVERS);
        byte[] fromHost = about(REQUEST, THERE, UNREACHABLE);
        byte[] fromRouter = about(REQUEST, ROUTER, 11);
        byte[] fromElsewhere = about(REQUEST, 24, "10.3.0.9", 12);

        assertThat(atAlice(fromHost, fromRouter, fromElsewhere)).containsExactly(fromHost, fromRouter, fromElsewhere);

        gateways.close();
        assertThat(drops(gateways.alice)).isEmpty();
        assertThat(drops(gateways.bob)).isEmpty();
        assertThat(gateways.bob.unprotected).isEmpty();
    }

    @Test
    void packets_of_ipv6_that_are_too_big_are_told_of() throws InterruptedException {
        Selector left = Selector.subnet("fd01::/16").onlyProtocol(UDP);
        gateways.open();
        gateways.keepReceived();
        gateways.bob.plane.install(TestSas.bob(TestSas.GCM_128)
                .local(Selector.subnet("fd02::/16").onlyProtocol(UDP), SERVERS)
                .remote(left, BROWSERS)
                .build());
        gateways.alice.plane.install(TestSas.alice(TestSas.GCM_128)
                .local(left, BROWSERS)
                .remote(Selector.subnet("fd02::/16").onlyProtocol(UDP), SERVERS)
                .build());
        byte[] tooBig = about(packet("fd01::1", "fd02::1", UDP, new byte[1400]), 1232, "fd09::1", 2);

        assertThat(atAlice(tooBig)).containsExactly(tooBig);
    }

    @Test
    void errors_about_packets_of_no_sa_are_not_sent() throws InterruptedException {
        open(BROWSERS, SERVERS);
        byte[] redirect = about(REQUEST, ROUTER, 5);
        byte[] answers = about(LAST, ROUTER, UNREACHABLE);

        assertThat(atAlice(
                        about(STRANGE, ROUTER, UNREACHABLE),
                        about(REQUEST, 22, ROUTER, UNREACHABLE),
                        about(withPorts(HERE, THERE, UDP, 5000, 80), ROUTER, UNREACHABLE),
                        about(REQUEST, ROUTER, ECHO),
                        redirect,
                        message(ROUTER, "10.1.0.2", UNREACHABLE, REQUEST),
                        message(THERE, HERE, 11, about(LAST, HERE, UNREACHABLE)),
                        answers))
                .isEmpty();

        // the one about an answer goes to the host that has sent it, where nothing leads to
        assertThat(gateways.bob.plane.snapshot().drops())
                .isEqualTo(Map.of(DropReason.OUTBOUND_SELECTOR_MISMATCH, 7L, DropReason.NO_SA, 1L));
        UnprotectedPacket first = gateways.bob.unprotected.poll(5, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(first.source()).isEqualTo(address(ROUTER));
        assertThat(first.destination()).isEqualTo(address(HERE));
        assertThat(drops(gateways.alice)).isEmpty();
    }

    @Test
    void errors_about_packets_that_the_pair_does_not_send_are_dropped() throws InterruptedException {
        openWithCarelessBob(BROWSERS, SERVERS);
        byte[] right = about(REQUEST, ROUTER, UNREACHABLE);
        byte[] lastFragment = about(REQUEST, ROUTER, UNREACHABLE);
        lastFragment[7] = 20;

        assertThat(atAlice(
                        about(STRANGE, ROUTER, UNREACHABLE),
                        about(LAST, ROUTER, UNREACHABLE),
                        about(REQUEST, ROUTER, ECHO),
                        about(REQUEST, ROUTER, 5),
                        about(REQUEST, 23, ROUTER, UNREACHABLE),
                        message(ROUTER, "10.1.0.2", UNREACHABLE, REQUEST),
                        lastFragment,
                        right))
                .containsExactly(right);

        Map<DropReason, Long> seven = Map.of(DropReason.INBOUND_SELECTOR_MISMATCH, 7L);
        assertThat(drops(gateways.alice)).isEqualTo(seven);
        assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().drops())
                .isEqualTo(seven);
        assertThat(gateways.alice
                        .plane
                        .sa(TestSas.ALICE_SPI)
                        .orElseThrow()
                        .inbound()
                        .packets())
                .isEqualTo(2);
    }

    // RFC 4301 6.2: then its payload is not looked at
    @Test
    void selectors_that_let_errors_through_ask_for_no_more() throws InterruptedException {
        openWithCarelessBob(Selector.any4(), Selector.any4());
        byte[] strange = message(ROUTER, HERE, UNREACHABLE, STRANGE);
        byte[] nonsense = message(ROUTER, HERE, UNREACHABLE, new byte[5]);

        assertThat(atAlice(strange, nonsense)).containsExactly(strange, nonsense);
    }

    @Test
    void in_transport_mode_errors_come_from_the_ends() throws InterruptedException {
        String left = "192.0.2.1";
        String right = "192.0.2.2";
        Selector tcp = Selector.any4().onlyProtocol(TCP);
        Selector http = tcp.onlyPorts(80, 80);
        gateways.open(Encapsulation.NATIVE, left, right);
        gateways.keepReceived();
        OuterPath there = new OuterPath(TestSas.ALICE, TestSas.BOB, Encapsulation.NATIVE);
        OuterPath back = new OuterPath(TestSas.BOB, TestSas.ALICE, Encapsulation.NATIVE);
        gateways.bob.plane.install(TestSas.bob(TestSas.GCM_128)
                .mode(Mode.TRANSPORT)
                .path(back)
                .local(http)
                .remote(tcp)
                .build());
        gateways.alice.plane.install(TestSas.alice(TestSas.GCM_128)
                .mode(Mode.TRANSPORT)
                .path(there)
                .local(tcp)
                .remote(http)
                .build());
        byte[] request = withPorts(left, right, TCP, 5000, 80);
        byte[] error = about(request, right, UNREACHABLE);

        gateways.bob.sendReliably(about(request, ROUTER, UNREACHABLE));
        gateways.bob.sendReliably(about(withPorts(left, right, TCP, 5000, 81), right, UNREACHABLE));
        gateways.bob.sendReliably(error);

        byte[] received = gateways.alice.received.poll(5, TimeUnit.SECONDS);
        assertThat(received).isNotNull();
        assertThat(Arrays.copyOfRange(received, 12, received.length))
                .as("addresses and message")
                .isEqualTo(Arrays.copyOfRange(error, 12, error.length));
        assertThat(drops(gateways.bob)).isEqualTo(Map.of(DropReason.OUTBOUND_SELECTOR_MISMATCH, 2L));
        assertThat(drops(gateways.alice)).isEmpty();
    }

    // its pieces would match nothing
    @Test
    void an_error_that_is_too_long_is_cut_after_it_was_protected() throws InterruptedException {
        open(SERVERS.onlyPorts(0, 65535), BROWSERS);
        gateways.network.mtu(500);
        gateways.lose(withDf(packet(THERE, HERE, TCP, new byte[600])));
        byte[] error = about(packet(HERE, THERE, TCP, new byte[700]), 520, ROUTER, UNREACHABLE);

        gateways.alice.sendReliably(error);

        assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isEqualTo(error);
        assertThat(gateways.network.fragmented()).isEqualTo(1);
        assertThat(drops(gateways.alice)).isEmpty();
    }

    @Test
    void fragments_that_could_overlap_ports_are_dropped_where_they_must_not_be_seen() throws InterruptedException {
        openWithCarelessBob(BROWSERS, SERVERS.onlyPorts(65535, 0));
        byte[] near = packet(THERE, HERE, TCP, new byte[16]);
        near[7] = 1;
        byte[] far = near.clone();
        far[7] = 16;

        gateways.bob.sendReliably(near);
        gateways.bob.sendReliably(far);

        assertThat(gateways.alice.received.poll(5, TimeUnit.SECONDS)).isEqualTo(far);
        assertThat(drops(gateways.alice)).isEqualTo(Map.of(DropReason.INBOUND_SELECTOR_MISMATCH, 1L));
    }
}
