package io.flexike.flexvpn.session;

import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.List;

/**
 * What one side of a session gave the other in CFG_REPLY (RFC 7296 3.15).
 *
 * @param addresses inner addresses
 * @param dns name servers
 * @param subnets networks that are reached through the session
 * @param attributes all attributes as they were sent, unknown ones included
 */
public record Assignment(
        List<InetAddress> addresses,
        List<InetAddress> dns,
        List<IpPrefix> subnets,
        List<ConfigurationAttribute> attributes) {
    /** Nothing was given. */
    public static final Assignment NONE = new Assignment(List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Assignment {
        addresses = List.copyOf(addresses);
        dns = List.copyOf(dns);
        subnets = List.copyOf(subnets);
        attributes = List.copyOf(attributes);
    }
}
