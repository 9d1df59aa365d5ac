package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.sad.Expiry;
import java.net.InetSocketAddress;

/** What the packet threads have to tell. Called on them: must not block and must not throw. */
public interface ForwardObserver {
    /** No SA protects the packet. The view is valid during the call only. */
    void unprotected(String tunnel, PacketView packet);

    /**
     * An authentic packet came from an address that we do not send to.
     *
     * @return false if that could not be passed on for now
     */
    boolean peerMoved(SaPair pair, InetSocketAddress observed);

    /**
     * The first authentic packet came through a pair that does not send.
     *
     * @return false if that could not be passed on for now
     */
    boolean firstPacket(SaPair pair);

    /**
     * One half of a pair is near its end, or at it.
     *
     * @return false if that could not be passed on for now
     */
    boolean expiring(SaPair pair, Expiry expiry);

    /** A packet came that no SA is for. */
    void unknownSpi(DatagramPort port, InetSocketAddress remote, int spi);

    /** A datagram with the non-ESP marker came; the marker is cut off. */
    void nonEsp(DatagramPort port, InetSocketAddress remote, byte[] datagram);
}
