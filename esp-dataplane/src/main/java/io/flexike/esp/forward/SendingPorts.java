package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which ports send from an address. */
final class SendingPorts {
    private SendingPorts() {}

    /** The ports bound to that local address, else those bound to the wildcard; empty if there are none. */
    static List<DatagramPort> find(
            Collection<DatagramPort> ports, InetSocketAddress local, Encapsulation encapsulation) {
        DatagramPort one = findOne(ports, local, encapsulation);
        if (one == null) {
            return List.of();
        }
        InetSocketAddress bound = one.localAddress();
        return ports.stream()
                .filter(port -> port.encapsulation() == encapsulation
                        && port.localAddress().equals(bound))
                .toList();
    }

    private static @Nullable DatagramPort findOne(
            Collection<DatagramPort> ports, InetSocketAddress local, Encapsulation encapsulation) {
        DatagramPort wildcard = null;
        for (DatagramPort port : ports) {
            InetSocketAddress bound = port.localAddress();
            // who opens a TCP connection does so from any port (RFC 9329 2)
            boolean samePort = encapsulation == Encapsulation.TCP || bound.getPort() == local.getPort();
            if (port.encapsulation() != encapsulation || !samePort) {
                continue;
            }
            if (bound.getAddress().equals(local.getAddress())) {
                return port;
            }
            // a wildcard socket of IPv6 also sends IPv4, one of IPv4 does not send IPv6
            int boundOctets = bound.getAddress().getAddress().length;
            int wantedOctets = local.getAddress().getAddress().length;
            boolean suits =
                    encapsulation == Encapsulation.UDP ? boundOctets >= wantedOctets : boundOctets == wantedOctets;
            if (bound.getAddress().isAnyLocalAddress() && suits) {
                wildcard = port;
            }
        }
        return wildcard;
    }
}
