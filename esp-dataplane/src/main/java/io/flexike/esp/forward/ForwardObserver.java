package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.packet.PacketView;
import java.net.InetSocketAddress;

/** What the packet threads have to tell. Called on them: must not block and must not throw. */
public interface ForwardObserver {
    /** No SA protects the packet. The view is valid during the call only. */
    void unprotected(String tunnel, PacketView packet);

    /** An authentic packet came from an address that we do not send to. */
    void peerMoved(SaPair pair, InetSocketAddress observed);

    /**
     * A pair runs out of sequence numbers, or has none left.
     *
     * @return false if that could not be passed on for now
     */
    boolean expiring(SaPair pair, boolean exhausted);

    /** A datagram with the non-ESP marker came; the marker is cut off. */
    void nonEsp(DatagramPort port, InetSocketAddress remote, byte[] datagram);
}
