package io.flexike.flexvpn.router;

import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The words for tunnel interfaces and virtual templates. */
final class InterfaceWords {
    private static final String PROTECTION = "tunnel protection ipsec profile ";

    private InterfaceWords() {}

    static void write(StaticTunnel tunnel, Sentences out) {
        if (!tunnel.name().matches("Tunnel[0-9]{1,9}")) {
            out.missing(tunnel + ": a name other than Tunnel and a number");
        }
        List<String> lines = out.block("interface " + tunnel.name(), tunnel);
        tunnel.vrf().ifPresent(vrf -> {
            out.block("vrf definition " + vrf, vrf);
            lines.add("vrf forwarding " + vrf);
        });
        addresses(tunnel, lines, out);
        mtu(tunnel.mtu(), lines);
        tcpMss(tunnel.toString(), tunnel.tcpMss(), tunnel.ipv6TcpMss(), lines, out);
        tunnel.source().ifPresent(address -> lines.add("tunnel source " + IpPrefix.format(address)));
        boolean ipv6 = tunnel.destination()
                .flatMap(PeerEndpoint::literalAddress)
                .or(tunnel::source)
                .filter(address -> !(address instanceof Inet4Address))
                .isPresent();
        mode(tunnel.toString(), tunnel.mode(), ipv6, lines, out);
        tunnel.destination().ifPresent(peer -> {
            if (!peer.equals(PeerEndpoint.of(peer.host()))) {
                out.missing(tunnel + ": ports of the peer");
            }
            lines.add("tunnel destination " + peer.host());
        });
        tunnel.greKey().ifPresent(key -> lines.add("tunnel key " + key));
        if (tunnel.responderOnly()) {
            out.missing(tunnel + ": waiting for the peer");
        }
        if (!tunnel.equals(renamed(tunnel))) {
            out.missing(tunnel + ": the name of its device, or subnets that restrict what is protected");
        }
        String ike = tunnel.profile()
                .map(profile -> " ikev2-profile " + profile.name())
                .orElse("");
        lines.add(PROTECTION + tunnel.ipsec().name() + ike);
        ProtectionWords.write(tunnel.ipsec(), out);
        tunnel.profile().ifPresent(profile -> ProfileWords.write(profile, Optional.empty(), out));
        tunnel.staticRoutes().forEach(route -> out.line(words(route, tunnel)));
    }

    /** The same by what there are words for. */
    private static StaticTunnel renamed(StaticTunnel tunnel) {
        StaticTunnel.Builder same = StaticTunnel.named(tunnel.name())
                .ipsec(tunnel.ipsec())
                .mode(tunnel.mode())
                .mtu(tunnel.mtu());
        tunnel.tcpMss().ifPresent(same::tcpMss);
        tunnel.ipv6TcpMss().ifPresent(same::ipv6TcpMss);
        tunnel.profile().ifPresent(same::profile);
        tunnel.source().ifPresent(address -> same.source(IpPrefix.format(address)));
        tunnel.destination().ifPresent(same::destination);
        tunnel.addresses().forEach(address -> same.address(address.toString()));
        tunnel.staticRoutes().forEach(same::route);
        tunnel.greKey().ifPresent(same::greKey);
        tunnel.vrf().ifPresent(same::vrf);
        if (tunnel.requestsIpv4Address()) {
            same.requestAddress();
        }
        if (tunnel.requestsIpv6Address()) {
            same.requestIpv6Address();
        }
        if (tunnel.requestsDns()) {
            same.requestDns();
        }
        if (tunnel.responderOnly()) {
            same.responderOnly();
        }
        return same.build();
    }

    private static void addresses(StaticTunnel tunnel, List<String> lines, Sentences out) {
        if (tunnel.requestsDns() != tunnel.requestsAddress()) {
            out.missing(tunnel + ": name servers without addresses, or the other way round");
        }
        if (tunnel.requestsIpv4Address()) {
            lines.add("ip address negotiated");
        }
        if (tunnel.requestsIpv6Address()) {
            lines.add("ipv6 address negotiated");
        }
        boolean first = !tunnel.requestsIpv4Address();
        for (InterfaceAddress address : tunnel.addresses()) {
            if (!address.isIpv4()) {
                lines.add("ipv6 address " + address);
            } else {
                lines.add("ip address " + IpPrefix.format(address.address()) + " "
                        + IpPrefix.format(address.prefix().mask()) + (first ? "" : " secondary"));
                first = false;
            }
        }
    }

    static void write(VirtualTemplate template, Sentences out) {
        if (!template.name().matches("Virtual-Template[0-9]{1,4}")) {
            out.missing(template + ": a name other than Virtual-Template and a number");
            return;
        }
        if (!template.devicePerPeer()) {
            out.missing(template + ": one device for all peers");
        }
        int number = Integer.parseInt(template.name().replaceAll("[^0-9]", ""));
        List<String> lines = out.block("interface " + template.name() + " type tunnel", template);
        template.vrf().ifPresent(vrf -> {
            out.block("vrf definition " + vrf, vrf);
            lines.add("vrf forwarding " + vrf);
        });
        borrow(template, number, lines, out);
        mtu(template.mtu(), lines);
        tcpMss(template.toString(), template.tcpMss(), template.ipv6TcpMss(), lines, out);
        mode(template.toString(), template.mode(), false, lines, out);
        template.greKey().ifPresent(key -> lines.add("tunnel key " + key));
        lines.add(PROTECTION + template.ipsec().name());
        ProtectionWords.write(template.ipsec(), out);
        template.profiles().forEach(profile -> ProfileWords.write(profile, Optional.of(number), out));
    }

    /** A template borrows its addresses of a loopback interface. */
    private static void borrow(VirtualTemplate template, int number, List<String> lines, Sentences out) {
        List<InetAddress> own = template.unnumbered();
        if (own.isEmpty()) {
            return;
        }
        String loopback = "Loopback" + number;
        List<String> addresses = hosts(own);
        out.block("interface " + loopback, own).addAll(addresses);
        if (addresses.stream().anyMatch(line -> line.startsWith("ip "))) {
            lines.add("ip unnumbered " + loopback);
        }
        if (addresses.stream().anyMatch(line -> line.startsWith("ipv6 "))) {
            lines.add("ipv6 unnumbered " + loopback);
        }
    }

    /** Addresses of an interface without a network around them. */
    static List<String> hosts(List<InetAddress> own) {
        List<String> addresses = new ArrayList<>();
        for (InetAddress address : own) {
            addresses.add(
                    address instanceof Inet4Address
                            ? "ip address " + IpPrefix.format(address) + " 255.255.255.255"
                                    + (addresses.stream().anyMatch(line -> line.startsWith("ip ")) ? " secondary" : "")
                            : "ipv6 address " + IpPrefix.format(address) + "/128");
        }
        return addresses;
    }

    private static void mtu(int octets, List<String> lines) {
        if (octets != StaticTunnel.DEFAULT_MTU) {
            lines.add("ip mtu " + octets);
        }
    }

    private static void tcpMss(String owner, OptionalInt ipv4, OptionalInt ipv6, List<String> lines, Sentences out) {
        if (ipv4.isPresent()) {
            word("ip tcp adjust-mss ", ipv4.getAsInt(), 500, 10_000, owner, lines, out);
        }
        if (ipv6.isPresent()) {
            word("ipv6 tcp adjust-mss ", ipv6.getAsInt(), 40, 1940, owner, lines, out);
        }
    }

    private static void word(
            String words, int number, int least, int most, String owner, List<String> lines, Sentences out) {
        if (number < least || number > most) {
            out.missing(owner + ": " + words + number);
        } else {
            lines.add(words + number);
        }
    }

    private static void mode(String owner, TunnelMode mode, boolean ipv6, List<String> lines, Sentences out) {
        String underlay = ipv6 ? "ipv6" : "ipv4";
        switch (mode) {
            case IPSEC_IPV4 -> lines.add("tunnel mode ipsec " + underlay + (ipv6 ? " v4-overlay" : ""));
            case IPSEC_IPV6 -> lines.add("tunnel mode ipsec " + underlay + (ipv6 ? "" : " v6-overlay"));
            case IPSEC_DUAL_OVERLAY -> lines.add("tunnel mode ipsec dual-overlay");
            case GRE -> lines.add("tunnel mode gre " + (ipv6 ? "ipv6" : "ip"));
            case IPSEC, AUTO -> out.missing(owner + ": mode " + mode);
        }
    }

    private static String words(StaticRoute route, StaticTunnel tunnel) {
        String tag = route.tag() == 0 ? "" : " tag " + route.tag();
        IpPrefix prefix = route.prefix();
        boolean ipv4 = prefix.address() instanceof Inet4Address;
        String destination =
                ipv4 ? IpPrefix.format(prefix.address()) + " " + IpPrefix.format(prefix.mask()) : prefix.toString();
        String vrf = tunnel.vrf().map(name -> " vrf " + name).orElse("");
        return (ipv4 ? "ip route" : "ipv6 route") + vrf + " " + destination + " " + tunnel.name() + " "
                + route.distance() + tag;
    }
}
