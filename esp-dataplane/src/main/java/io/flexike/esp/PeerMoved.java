package io.flexike.esp;

import java.net.InetSocketAddress;

/**
 * A peer's packets come from a new outer address.
 *
 * @param inboundSpi of the SA that the packet came through
 * @param expected where we send to
 * @param observed where the packet came from
 */
public record PeerMoved(int inboundSpi, InetSocketAddress expected, InetSocketAddress observed) {}
