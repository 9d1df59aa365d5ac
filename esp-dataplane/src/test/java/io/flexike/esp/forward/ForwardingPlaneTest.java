package io.flexike.esp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.sad.Expiry;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
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
}
