package io.flexike.ike.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PathTest {
    private static final InetSocketAddress ALICE = new InetSocketAddress("192.0.2.1", 40_000);
    private static final InetSocketAddress BOB = new InetSocketAddress("198.51.100.1", 4500);

    @Test
    void a_path_made_without_a_carrier_is_one_over_udp() {
        assertThat(new Path(ALICE, BOB, false)).isEqualTo(new Path(ALICE, BOB, Carrier.UDP));
        assertThat(new Path(ALICE, BOB, true)).isEqualTo(new Path(ALICE, BOB, Carrier.UDP_NAT_TRAVERSAL));
    }

    @Test
    void a_path_over_tcp_is_no_udp_encapsulation() {
        assertThat(Path.tcp(ALICE, BOB).natTraversal()).isFalse();
        assertThat(Path.tcp(ALICE, BOB)).isNotEqualTo(new Path(ALICE, BOB, true));
    }

    @ParameterizedTest
    @EnumSource
    void other_ends_keep_the_carrier(Carrier carrier) {
        Path path = new Path(ALICE, BOB, carrier);

        assertThat(path.reversed()).isEqualTo(new Path(BOB, ALICE, carrier));
        assertThat(path.withRemote(ALICE)).isEqualTo(new Path(ALICE, ALICE, carrier));
    }
}
