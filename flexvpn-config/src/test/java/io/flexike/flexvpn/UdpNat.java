package io.flexike.flexvpn;

import io.flexike.flexvpn.tunnel.PeerEndpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between one client and a gateway like a NAT that changes the ports of both, and can change those on the
 * outside again.
 */
final class UdpNat implements AutoCloseable {
    private final Relay ike;
    private final Relay natTraversal;

    UdpNat(PeerEndpoint gateway) throws IOException {
        ike = new Relay(new InetSocketAddress(gateway.host(), gateway.ikePort()));
        natTraversal = new Relay(new InetSocketAddress(gateway.host(), gateway.natTraversalPort()));
    }

    /** What the client has to dial. */
    PeerEndpoint inside() {
        return new PeerEndpoint("127.0.0.1", ike.inside.getLocalPort(), natTraversal.inside.getLocalPort());
    }

    /** The port from which the gateway sees the client come. */
    int outsidePort() {
        return natTraversal.outside.get().getLocalPort();
    }

    /**
     * Forgets its mappings: from now on the client comes from other ports, and what is sent to the old ones is lost.
     */
    void rebind() throws IOException {
        ike.rebind();
        natTraversal.rebind();
    }

    @Override
    public void close() {
        ike.close();
        natTraversal.close();
    }

    private static final class Relay {
        private final InetSocketAddress gateway;
        private final DatagramSocket inside = open();
        private final AtomicReference<DatagramSocket> outside = new AtomicReference<>(open());
        private final AtomicReference<InetSocketAddress> client = new AtomicReference<>();

        Relay(InetSocketAddress gateway) throws IOException {
            this.gateway = gateway;
            start(this::fromInside);
            start(() -> fromOutside(outside.get()));
        }

        private static DatagramSocket open() throws IOException {
            return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        private static void start(Runnable loop) {
            Thread thread = new Thread(loop, "nat");
            thread.setDaemon(true);
            thread.start();
        }

        private void fromInside() {
            forwardAll(inside, packet -> {
                client.set((InetSocketAddress) packet.getSocketAddress());
                outside.get().send(new DatagramPacket(packet.getData(), packet.getLength(), gateway));
            });
        }

        private void fromOutside(DatagramSocket socket) {
            forwardAll(
                    socket,
                    packet -> inside.send(new DatagramPacket(packet.getData(), packet.getLength(), client.get())));
        }

        private static void forwardAll(DatagramSocket from, Forward forward) {
            byte[] buffer = new byte[65535];
            while (!from.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    from.receive(packet);
                    packet.setData(Arrays.copyOf(buffer, packet.getLength()));
                    forward.accept(packet);
                } catch (IOException e) {
                    // closed, or lost as on any network
                }
            }
        }

        void rebind() throws IOException {
            DatagramSocket fresh = open();
            outside.getAndSet(fresh).close();
            start(() -> fromOutside(fresh));
        }

        void close() {
            inside.close();
            outside.get().close();
        }
    }

    @FunctionalInterface
    private interface Forward {
        void accept(DatagramPacket packet) throws IOException;
    }
}
