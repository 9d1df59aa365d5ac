package io.flexike.flexvpn;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A port behind a NAT: others see another port number than it has, and yet another one when the NAT has forgotten it.
 */
final class NattedPort implements DatagramPort {
    private final InetSocketAddress inside;
    private final InetAddress outsideAddress;
    private final AtomicReference<UdpPort> outside;

    NattedPort(InetSocketAddress inside) throws IOException {
        this(inside, inside.getAddress());
    }

    /** A port behind a NAT of which others see that address. */
    NattedPort(InetSocketAddress inside, InetAddress outsideAddress) throws IOException {
        this.inside = inside;
        this.outsideAddress = outsideAddress;
        this.outside = new AtomicReference<>(anyPort());
    }

    private UdpPort anyPort() throws IOException {
        return UdpPort.bind(new InetSocketAddress(outsideAddress, 0));
    }

    /** The port number that others see. */
    int outsidePort() {
        return outside.get().localAddress().getPort();
    }

    /** The NAT forgets the port: it gets another number, and what is sent to the old one is lost. */
    void rebind() throws IOException {
        outside.getAndSet(anyPort()).close();
    }

    @Override
    public Encapsulation encapsulation() {
        return Encapsulation.UDP;
    }

    @Override
    public InetSocketAddress localAddress() {
        return inside;
    }

    @Override
    public int preferredBatch() {
        return outside.get().preferredBatch();
    }

    @Override
    public void receive(DatagramBatch batch) throws IOException {
        while (true) {
            UdpPort current = outside.get();
            try {
                current.receive(batch);
                return;
            } catch (ClosedChannelException e) {
                if (outside.get() == current) {
                    throw e;
                }
            }
        }
    }

    @Override
    public int send(DatagramBatch batch) throws IOException {
        return outside.get().send(batch);
    }

    @Override
    public void close() throws IOException {
        outside.get().close();
    }
}
