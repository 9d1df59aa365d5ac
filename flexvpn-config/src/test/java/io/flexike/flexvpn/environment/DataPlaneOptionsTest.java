package io.flexike.flexvpn.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.UdpPort;
import io.flexike.esp.tun.InMemoryHost;
import io.flexike.esp.tun.TunOffload;
import io.flexike.esp.tun.TunSettings;
import io.flexike.ike.transport.IkePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataPlaneOptionsTest {
    private static final DataPlaneOptions WIDE =
            DataPlaneOptions.STANDARD.withQueues(4).withPortShards(3).withoutOffload();

    @Test
    void the_standard_is_one_of_each_with_offload() {
        assertThat(DataPlaneOptions.STANDARD).isEqualTo(new DataPlaneOptions(1, 1, true));
        assertThat(WIDE).isEqualTo(new DataPlaneOptions(4, 3, false));
    }

    @Test
    void a_number_out_of_range_is_refused_with_what_would_be_right() {
        assertThatThrownBy(() -> WIDE.withQueues(17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("17 queues of a tunnel device: right would be 1 to 16");
        assertThatThrownBy(() -> WIDE.withPortShards(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 sockets for a UDP port: right would be 1 to 16");
        assertThat(WIDE.withQueues(16).withPortShards(16).queues()).isEqualTo(16);
    }

    @Test
    void devices_get_queues_and_offload() {
        TunSettings device = TunSettings.named("tu0");

        assertThat(DataPlaneOptions.STANDARD.applyTo(device)).isEqualTo(device);
        assertThat(WIDE.applyTo(device)).isEqualTo(device.withQueues(4).withOffload(TunOffload.NONE));
    }

    @Test
    void ports_of_linux_have_shards_at_one_address() throws IOException {
        GatewayEnvironment linux = GatewayEnvironment.linux().withDataPlane(WIDE);
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

        assertThat(linux.dataPlane()).isEqualTo(WIDE);
        assertThat(linux.ignoresDataPlaneOptions()).isFalse();
        List<DatagramPort> shards = linux.udpPorts().bindShards(loopback, 3);
        try {
            assertThat(shards).hasSize(3);
            assertThat(shards.stream().map(DatagramPort::localAddress).distinct())
                    .hasSize(1);
        } finally {
            for (DatagramPort shard : shards) {
                shard.close();
            }
        }
    }

    @Test
    void without_offload_a_port_takes_datagrams_one_by_one() throws IOException {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        GatewayEnvironment linux = GatewayEnvironment.linux();
        GatewayEnvironment plain = linux.withDataPlane(DataPlaneOptions.STANDARD.withoutOffload());
        try (DatagramPort rich = linux.udpPorts().bind(loopback);
                DatagramPort poor = plain.udpPorts().bind(loopback)) {
            assertThat(poor.preferredBatch()).isLessThan(rich.preferredBatch());
        }
    }

    @Test
    void a_source_of_single_ports_binds_one() throws IOException {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        DatagramPorts source = UdpPort::bind;

        List<DatagramPort> only = source.bindShards(loopback, 3);

        assertThat(only).hasSize(1);
        only.get(0).close();
    }

    @Test
    void a_data_plane_in_memory_does_without() {
        GatewayEnvironment inMemory = GatewayEnvironment.inMemory(
                        InMemoryHost.named("host", System::nanoTime), "127.0.0.1", IkePorts.EPHEMERAL)
                .withDataPlane(WIDE);

        assertThat(inMemory.dataPlane()).isEqualTo(DataPlaneOptions.STANDARD);
        assertThat(inMemory.ignoresDataPlaneOptions()).isTrue();
    }
}
