package io.flexike.esp.net;

import java.net.InetAddress;

/**
 * An address that a host has and may use.
 *
 * @param device name of the network device that has it
 */
public record HostAddress(InetAddress address, String device) {}
