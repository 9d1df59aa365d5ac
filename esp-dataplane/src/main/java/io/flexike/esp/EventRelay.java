package io.flexike.esp;

import io.flexike.esp.forward.ForwardObserver;
import io.flexike.esp.forward.SaPair;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.sad.Expiry;
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
    private final @Nullable UnknownSpiListener unknownSpiListener;
    private final @Nullable PeerMovedListener peerMovedListener;
    private final @Nullable SaExpiringListener saExpiringListener;
    private final @Nullable FirstPacketListener firstPacketListener;

    EventRelay(
            EventQueue events,
            NonEspHandler nonEspHandler,
            @Nullable NoSaListener noSaListener,
            @Nullable UnknownSpiListener unknownSpiListener,
            @Nullable PeerMovedListener peerMovedListener,
            @Nullable SaExpiringListener saExpiringListener,
            @Nullable FirstPacketListener firstPacketListener) {
        this.events = events;
        this.nonEspHandler = nonEspHandler;
        this.noSaListener = noSaListener;
        this.unknownSpiListener = unknownSpiListener;
        this.peerMovedListener = peerMovedListener;
        this.saExpiringListener = saExpiringListener;
        this.firstPacketListener = firstPacketListener;
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
    public void unknownSpi(DatagramPort port, InetSocketAddress remote, int spi) {
        UnknownSpiListener listener = unknownSpiListener;
        if (listener == null || !events.hasRoom()) {
            return;
        }
        UnknownSpi report = new UnknownSpi(spi, port.localAddress(), remote, port.encapsulation());
        events.publish(() -> listener.unknownSpi(report));
    }

    @Override
    public boolean peerMoved(SaPair pair, InetSocketAddress observed) {
        PeerMovedListener listener = peerMovedListener;
        if (listener == null) {
            return true;
        }
        InetSocketAddress expected = pair.path().remote();
        PeerMoved move = new PeerMoved(pair.inbound().spi(), expected, observed);
        return events.publish(() -> listener.peerMoved(move));
    }

    @Override
    public boolean firstPacket(SaPair pair) {
        FirstPacketListener listener = firstPacketListener;
        if (listener == null) {
            return true;
        }
        int inboundSpi = pair.inbound().spi();
        return events.publish(() -> listener.firstPacket(inboundSpi));
    }

    @Override
    public boolean expiring(SaPair pair, Expiry expiry) {
        SaExpiringListener listener = saExpiringListener;
        if (listener == null) {
            return true;
        }
        SaExpiring.Stage stage = expiry.isHard() ? SaExpiring.Stage.HARD : SaExpiring.Stage.SOFT;
        SaExpiring event = new SaExpiring(pair.inbound().spi(), pair.outbound().spi(), stage, reason(expiry));
        return events.publish(() -> listener.expiring(event));
    }

    private static SaExpiring.Reason reason(Expiry expiry) {
        return switch (expiry) {
            case SOFT_OCTETS, HARD_OCTETS -> SaExpiring.Reason.OCTETS;
            case SOFT_PACKETS, HARD_PACKETS -> SaExpiring.Reason.PACKETS;
            case SOFT_SEQUENCE, HARD_SEQUENCE -> SaExpiring.Reason.SEQUENCE_NUMBERS;
            case NONE -> throw new AssertionError("nothing expires");
        };
    }

    @Override
    public void nonEsp(DatagramPort port, InetSocketAddress remote, byte[] datagram) {
        nonEspHandler.received(port.localAddress(), remote, datagram);
    }
}
