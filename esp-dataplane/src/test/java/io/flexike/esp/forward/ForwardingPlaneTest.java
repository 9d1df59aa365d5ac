package io.flexike.esp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.sad.Expiry;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForwardingPlaneTest {
    private static final class Silent implements ForwardObserver {
        @Override
        public void unprotected(String tunnel, PacketView packet) {}

        @Override
        public boolean peerMoved(SaPair pair, InetSocketAddress observed) {
            return true;
        }

        @Override
        public boolean firstPacket(SaPair pair) {
            return true;
        }

        @Override
        public boolean expiring(SaPair pair, Expiry expiry) {
            return true;
        }

        @Override
        public void unknownSpi(DatagramPort port, InetSocketAddress remote, int spi) {}

        @Override
        public void nonEsp(DatagramPort port, InetSocketAddress remote, byte[] datagram) {}
    }

    private static boolean runs(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }

    @Test
    void threads_of_detached_tunnels_are_forgotten() throws IOException {
        try (ForwardingPlane plane = new ForwardingPlane(new Silent(), InstantSource.system())) {
            plane.start();
            for (int i = 0; i < 20; i++) {
                plane.attach(InMemoryTun.open(TunSettings.named("passing")));
                plane.detachTunnel("passing");
                while (runs("esp-tun-passing")) {
                    Thread.onSpinWait();
                }
            }
            plane.attach(InMemoryTun.open(TunSettings.named("staying")));

            assertThat(plane.threadCount()).isEqualTo(1);
        }
    }

    @Test
    void every_queue_of_a_device_has_a_thread() throws IOException {
        try (ForwardingPlane plane = new ForwardingPlane(new Silent(), InstantSource.system())) {
            plane.start();
            plane.attach(InMemoryTun.open(TunSettings.named("wide").withQueues(3)));

            assertThat(plane.threadCount()).isEqualTo(3);
            assertThat(runs("esp-tun-wide") && runs("esp-tun-wide-1") && runs("esp-tun-wide-2"))
                    .isTrue();
            plane.detachTunnel("wide");
            while (runs("esp-tun-wide") || runs("esp-tun-wide-1") || runs("esp-tun-wide-2")) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_device_that_cannot_be_read_is_not_kept() {
        try (ForwardingPlane plane = new ForwardingPlane(new Silent(), InstantSource.system())) {
            plane.start();
            assertThatThrownBy(() -> plane.attach(new UnreadableDevice("same")))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(plane.tunnel("same")).isNull();
            plane.attach(InMemoryTun.open(TunSettings.named("same")));
        }
    }

    @Test
    void a_detached_port_is_closed_and_sends_no_more() throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4500);
        try (ForwardingPlane plane = new ForwardingPlane(new Silent(), InstantSource.system())) {
            DatagramPort port = new InMemoryNetwork().open(Encapsulation.UDP, local);
            plane.start();
            plane.attach(port);
            assertThat(plane.portsFor(local, Encapsulation.UDP)).containsExactly(port);

            plane.detach(port);
            plane.detach(port);

            assertThat(plane.portsFor(local, Encapsulation.UDP)).isEmpty();
            assertThatThrownBy(() -> port.receive(DatagramBatch.forReceiving(1, 100)))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }
}
