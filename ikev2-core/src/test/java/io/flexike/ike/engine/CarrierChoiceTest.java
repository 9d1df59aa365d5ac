package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.session.Path;
import io.flexike.ike.session.TcpEncapsulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CarrierChoiceTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 4500);
    private static final InetSocketAddress THERE = new InetSocketAddress("192.0.2.2", 4500);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.9", 4711);
    private static final Path UDP = new Path(HERE, THERE, false);
    private static final Path NAT_TRAVERSAL = new Path(HERE, THERE, true);
    private static final Path TCP = Path.tcp(HERE, THERE);
    private static final Instant START = Instant.EPOCH;

    @Test
    void only_always_begins_with_tcp_and_only_if_there_is_a_path() {
        assertThat(CarrierChoice.first(TcpEncapsulation.OFF, UDP, Optional.of(TCP)))
                .isEqualTo(UDP);
        assertThat(CarrierChoice.first(TcpEncapsulation.FALLBACK, UDP, Optional.of(TCP)))
                .isEqualTo(UDP);
        assertThat(CarrierChoice.first(TcpEncapsulation.ALWAYS, UDP, Optional.of(TCP)))
                .isEqualTo(TCP);
        assertThat(CarrierChoice.first(TcpEncapsulation.ALWAYS, UDP, Optional.empty()))
                .isEqualTo(UDP);
    }

    @Test
    void fallback_comes_after_three_transmissions_over_udp_and_only_once() {
        assertThat(CarrierChoice.fallback(TcpEncapsulation.FALLBACK, UDP, Optional.of(TCP), 2))
                .isEmpty();
        assertThat(CarrierChoice.fallback(TcpEncapsulation.FALLBACK, UDP, Optional.of(TCP), 3))
                .contains(TCP);
        assertThat(CarrierChoice.fallback(TcpEncapsulation.FALLBACK, TCP, Optional.of(TCP), 3))
                .isEmpty();
        assertThat(CarrierChoice.fallback(TcpEncapsulation.FALLBACK, UDP, Optional.empty(), 9))
                .isEmpty();
        assertThat(CarrierChoice.fallback(TcpEncapsulation.OFF, UDP, Optional.of(TCP), 9))
                .isEmpty();
    }

    @Test
    void over_tcp_nothing_is_repeated_fragmented_or_asked_for_a_cookie() {
        assertThat(CarrierChoice.repeatsRequests(TCP)).isFalse();
        assertThat(CarrierChoice.mayFragment(TCP)).isFalse();
        assertThat(CarrierChoice.needsCookie(TCP)).isFalse();
        assertThat(CarrierChoice.believesErrors(TCP)).isTrue();
        for (Path udp : new Path[] {UDP, NAT_TRAVERSAL}) {
            assertThat(CarrierChoice.repeatsRequests(udp)).isTrue();
            assertThat(CarrierChoice.mayFragment(udp)).isTrue();
            assertThat(CarrierChoice.needsCookie(udp)).isTrue();
            assertThat(CarrierChoice.believesErrors(udp)).isFalse();
        }
    }

    @Test
    void a_nat_moves_udp_to_the_nat_traversal_port_and_leaves_tcp_where_it_is() {
        assertThat(CarrierChoice.afterInit(UDP, NAT_TRAVERSAL, true)).isEqualTo(NAT_TRAVERSAL);
        assertThat(CarrierChoice.afterInit(UDP, NAT_TRAVERSAL, false)).isEqualTo(UDP);
        assertThat(CarrierChoice.afterInit(TCP, NAT_TRAVERSAL, true)).isEqualTo(TCP);
    }

    @Test
    void a_responder_follows_to_any_connection_and_an_initiator_to_none() {
        Path other = TCP.withRemote(ELSEWHERE);
        assertThat(CarrierChoice.follows(TCP, other, false, false)).isTrue();
        assertThat(CarrierChoice.follows(TCP, other, true, true)).isFalse();
    }

    @Test
    void between_udp_and_tcp_nobody_just_follows() {
        assertThat(CarrierChoice.follows(UDP, TCP, false, true)).isFalse();
        assertThat(CarrierChoice.follows(TCP, NAT_TRAVERSAL, false, true)).isFalse();
        assertThat(CarrierChoice.follows(UDP, NAT_TRAVERSAL, false, true)).isTrue();
        assertThat(CarrierChoice.follows(UDP, NAT_TRAVERSAL, false, false)).isFalse();
    }

    @Test
    void probes_of_udp_go_on_over_tcp_and_come_more_and_more_seldom() {
        UdpProbe probe = new UdpProbe(START);
        Instant now = START;
        for (int minutes : new int[] {1, 1, 2, 4, 8, 16, 32, 32}) {
            assertThat(probe.due()).isEqualTo(now.plus(Duration.ofMinutes(minutes)));
            now = probe.due();
            probe.begun();
            assertThat(probe.due()).isEqualTo(Instant.MAX);
            assertThat(probe.unanswered(now)).isEqualTo(UdpProbe.Step.REPEAT_OVER_UDP);
            assertThat(probe.unanswered(now)).isEqualTo(UdpProbe.Step.REPEAT_OVER_UDP);
            assertThat(probe.isUnderWay()).isTrue();
            assertThat(probe.unanswered(now)).isEqualTo(UdpProbe.Step.GO_ON_OVER_TCP);
            assertThat(probe.isUnderWay()).isFalse();
        }
    }

    @Test
    void another_network_is_probed_at_once() {
        UdpProbe probe = new UdpProbe(START);
        Instant later = START.plusSeconds(5);
        probe.networkChanged(later);
        assertThat(probe.due()).isEqualTo(later);
        probe.begun();
        probe.networkChanged(later);
        assertThat(probe.due()).isEqualTo(Instant.MAX);
    }
}
