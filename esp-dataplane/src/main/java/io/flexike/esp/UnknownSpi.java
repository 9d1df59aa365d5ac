package io.flexike.esp;

import io.flexike.esp.net.Encapsulation;
import java.net.InetSocketAddress;

/**
 * A packet with an SPI that no SA has, so that its sender may have to be told (RFC 7296 1.5). Anybody can send such.
 *
 * @param spi unsigned
 * @param local the port at which it came
 * @param remote where it came from, as it says
 */
public record UnknownSpi(int spi, InetSocketAddress local, InetSocketAddress remote, Encapsulation encapsulation) {}
