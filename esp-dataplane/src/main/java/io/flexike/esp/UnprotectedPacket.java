package io.flexike.esp;

import java.net.InetAddress;

/**
 * A packet from a tunnel device that no SA protects; it was dropped.
 *
 * @param tunnel name of the tunnel device
 * @param protocol the next layer protocol
 * @param sourcePort also ICMP type and code as 256 * type + code; -1 if there is none
 * @param destinationPort -1 if there is none
 */
public record UnprotectedPacket(
        String tunnel,
        int protocol,
        InetAddress source,
        int sourcePort,
        InetAddress destination,
        int destinationPort) {}
