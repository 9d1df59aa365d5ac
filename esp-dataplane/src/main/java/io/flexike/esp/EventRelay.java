package io.flexike.esp;

import io.flexike.esp.forward.ForwardObserver;
import io.flexike.esp.forward.SaPair;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.packet.PacketView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Turns what the packet threads tell into events for listeners. */
final class EventRelay implements ForwardObserver {
    private final EventQueue events;
    private final NonEspHandler nonEspHandler;
    private final @Nullable NoSaListener noSaListener;
    private final @Nullable PeerMovedListener peerMovedListener;
    private final @Nullable SaExpiringListener saExpiringListener;

    EventRelay(
            EventQueue events,
            NonEspHandler nonEspHandler,
            @Nullable NoSaListener noSaListener,
            @Nullable PeerMovedListener peerMovedListener,
            @Nullable SaExpiringListener saExpiringListener) {
        this.events = events;
        this.nonEspHandler = nonEspHandler;
        this.noSaListener = noSaListener;
        this.peerMovedListener = peerMovedListener;
        this.saExpiringListener = saExpiringListener;
    }

    @Override
    public void unprotected(String tunnel, PacketView packet) {
        NoSaListener listener = noSaListener;
        if (listener == null || !events.hasRoom()) {
            return;
        }
        UnprotectedPacket report = new UnprotectedPacket(
                tunnel,
                packet.protocol(),
                address(packet.version(), packet.sourceHigh(), packet.sourceLow()),
                packet.sourcePort(),
                address(packet.version(), packet.destinationHigh(), packet.destinationLow()),
                Math.max(packet.destinationPort(), PacketView.NO_PORT));
        events.publish(() -> listener.noSa(report));
    }

    private static InetAddress address(int version, long high, long low) {
        ByteBuffer octets = version == 4
                ? ByteBuffer.allocate(4).putInt((int) low)
                : ByteBuffer.allocate(16).putLong(high).putLong(low);
        try {
            return InetAddress.getByAddress(octets.array());
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of version " + version, e);
        }
    }

    @Override
    public void peerMoved(SaPair pair, InetSocketAddress observed) {
        PeerMovedListener listener = peerMovedListener;
        if (listener != null) {
            InetSocketAddress expected = pair.path().remote();
            PeerMoved move = new PeerMoved(pair.inbound().spi(), expected, observed);
            events.publish(() -> listener.peerMoved(move));
        }
    }

    @Override
    public boolean expiring(SaPair pair, boolean exhausted) {
        SaExpiringListener listener = saExpiringListener;
        if (listener == null) {
            return true;
        }
        SaExpiring event = new SaExpiring(pair.inbound().spi(), pair.outbound().spi(), exhausted);
        return events.publish(() -> listener.expiring(event));
    }

    @Override
    public void nonEsp(DatagramPort port, InetSocketAddress remote, byte[] datagram) {
        nonEspHandler.received(port.localAddress(), remote, datagram);
    }
}
