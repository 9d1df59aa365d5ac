package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramPort;
import java.net.InetSocketAddress;

/**
 * Where a pair's packets leave.
 *
 * @param port the port they are sent from
 * @param local our outer address, which the port's may stand for as a wildcard
 * @param remote the peer's outer address
 */
public record SendPath(DatagramPort port, InetSocketAddress local, InetSocketAddress remote) {}
