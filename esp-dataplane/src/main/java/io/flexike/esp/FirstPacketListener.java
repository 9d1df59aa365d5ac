package io.flexike.esp;

/**
 * Learns that a peer uses a pair of which only the receiving half is installed, so that the other half may follow (RFC
 * 7296 2.8). Called on the data plane's event thread.
 */
@FunctionalInterface
public interface FirstPacketListener {
    /** The first authentic packet came. Called once for a pair, and not at all if the pair sends already. */
    void firstPacket(int inboundSpi);
}
