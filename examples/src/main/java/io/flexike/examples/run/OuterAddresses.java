package io.flexike.examples.run;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses of a router's interfaces. */
final class OuterAddresses {
    private OuterAddresses() {}

    /** Those that the gateway can use on this system, that is sources of tunnels and addresses of other interfaces. */
    static List<InetAddress> ofThisSystem(RouterConfig router) {
        Set<InetAddress> named = new LinkedHashSet<>();
        for (Block iface : router.blocks("interface")) {
            iface.statement("tunnel source")
                    .filter(line -> line.value("address").isPresent())
                    .ifPresent(line -> named.add(line.address("address")));
            if (!iface.name().matches("(Tunnel|Virtual-Template|Loopback).*")) {
                named.addAll(own(iface));
            }
        }
        List<InetAddress> usable = new ArrayList<>();
        named.stream().filter(OuterAddresses::isHere).forEach(usable::add);
        if (usable.isEmpty()) {
            usable.add(IpPrefix.parseAddress("127.0.0.1"));
        }
        return usable;
    }

    /** Those of its loopback interfaces, which are inside of the tunnels. */
    static List<InetAddress> ofLoopbacks(RouterConfig router) {
        return router.blocks("interface").stream()
                .filter(iface -> iface.name().startsWith("Loopback"))
                .flatMap(iface -> own(iface).stream())
                .toList();
    }

    private static List<InetAddress> own(Block iface) {
        List<InetAddress> own = new ArrayList<>();
        for (Statement line : iface.statements("ip address")) {
            if (line.value("address").isPresent()) {
                own.add(line.address("address"));
            }
        }
        for (Statement line : iface.statements("ipv6 address")) {
            if (line.value("prefix").isPresent()) {
                own.add(line.address("prefix"));
            }
        }
        return own;
    }

    private static boolean isHere(InetAddress address) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
