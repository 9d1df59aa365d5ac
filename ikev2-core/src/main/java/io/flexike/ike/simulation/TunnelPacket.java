package io.flexike.ike.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An IP packet that is offered to a tunnel.
 *
 * @param id tells it from all others of its simulation; {@link TunnelLedger#next} gives the next one
 * @param protocol IP protocol number, 0 to 255
 * @param source its port is 0 where the protocol has none
 * @param destination its port is 0 where the protocol has none
 * @param octets its whole length, which counts towards the limits of a Child SA; at least 1
 */
public record TunnelPacket(long id, int protocol, InetSocketAddress source, InetSocketAddress destination, int octets) {
    /** IP protocol number of ICMP, which stands for traffic of any kind here. */
    public static final int ICMP = 1;

    /** Our choice: as long as a ping. */
    public static final int PING_OCTETS = 84;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the protocol or the length is out of range
     */
    public TunnelPacket {
        if (protocol < 0 || protocol > 255 || octets < 1) {
            throw new IllegalArgumentException("protocol " + protocol + ", " + octets + " octets");
        }
    }

    /** A ping. */
    public static TunnelPacket ping(long id, InetAddress source, InetAddress destination) {
        return new TunnelPacket(
                id, ICMP, new InetSocketAddress(source, 0), new InetSocketAddress(destination, 0), PING_OCTETS);
    }
}
