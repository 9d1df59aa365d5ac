package io.flexike.ike.simulation;

/** What a host does with a packet that has arrived. */
@FunctionalInterface
public interface PacketReceiver {
    /** Called in virtual time, once for each copy. */
    void received(NetworkPacket packet);
}
