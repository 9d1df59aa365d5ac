package io.flexike.esp.forward;

import static io.flexike.esp.packet.Packets.view;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendPathTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 4500);
    private static final InetSocketAddress REMOTE = new InetSocketAddress("192.0.2.2", 40_000);

    private static SendPath path(Encapsulation encapsulation) {
        return new SendPath(new InMemoryNetwork().open(encapsulation, LOCAL), LOCAL, REMOTE);
    }

    private static boolean carries(SendPath path, String to, int protocol, int fromPort, int toPort) {
        return path.carries(view(withPorts("192.0.2.1", to, protocol, fromPort, toPort)));
    }

    @Test
    void segments_are_carried_between_both_ports() {
        SendPath path = path(Encapsulation.TCP);
        assertThat(carries(path, "192.0.2.2", TCP, 4500, 40_000)).isTrue();
        assertThat(carries(path, "192.0.2.2", TCP, 80, 40_000)).isFalse();
        assertThat(carries(path, "192.0.2.2", TCP, 4500, 80)).isFalse();
        assertThat(carries(path, "192.0.2.2", UDP, 4500, 40_000)).isFalse();
        assertThat(carries(path, "192.0.2.3", TCP, 4500, 40_000)).isFalse();
    }

    @Test
    void datagrams_are_carried_between_both_ports() {
        SendPath path = path(Encapsulation.UDP);
        assertThat(carries(path, "192.0.2.2", UDP, 4500, 40_000)).isTrue();
        assertThat(carries(path, "192.0.2.2", UDP, 50_000, 40_000)).isFalse();
        assertThat(carries(path, "192.0.2.2", TCP, 4500, 40_000)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Encapsulation.class)
    void udp_and_tcp_may_cross_a_nat(Encapsulation encapsulation) {
        assertThat(path(encapsulation).mayCrossNat())
                .isEqualTo(encapsulation == Encapsulation.UDP || encapsulation == Encapsulation.TCP);
    }
}
