package io.flexike.esp;

/**
 * Learns that a peer's packets come from a new outer address: its NAT rebound, or it moved. Called on the data plane's
 * event thread. The data plane itself changes nothing; {@link DataPlane#move} does.
 */
@FunctionalInterface
public interface PeerMovedListener {
    /**
     * An authentic packet, newer than all before, came from there. Reported once for each new address, and for one pair
     * not more often than once a second.
     */
    void peerMoved(PeerMoved move);
}
