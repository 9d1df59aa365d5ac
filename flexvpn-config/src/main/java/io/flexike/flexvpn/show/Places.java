package io.flexike.flexvpn.show;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/** Addresses, networks and selectors as a router writes them. */
final class Places {
    private Places() {}

    /** IPv6 in capital letters. */
    static String address(InetAddress address) {
        return IpPrefix.format(address).toUpperCase(Locale.ROOT);
    }

    /** Such as {@code 192.0.2.1/500}. */
    static String withPort(InetSocketAddress address) {
        return address(address.getAddress()) + "/" + address.getPort();
    }

    static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    /** Such as {@code 10.1.0.0 255.255.0.0}. */
    static String network(IpPrefix prefix) {
        return isIpv4(prefix.address())
                ? address(prefix.address()) + " " + address(prefix.mask())
                : address(prefix.address()) + "/" + prefix.length();
    }

    /** Such as {@code 10.1.0.0/16}. */
    static String prefix(IpPrefix prefix) {
        return address(prefix.address()) + "/" + prefix.length();
    }

    /** Such as {@code 10.1.0.0/0 - 10.1.255.255/65535}: first and last address, first and last port. */
    static String range(AddressSelector selector) {
        int first = selector.hasOpaquePorts() ? 0 : selector.startPort();
        int last = selector.hasOpaquePorts() ? 65535 : selector.endPort();
        return address(selector.start()) + "/" + first + " - " + address(selector.end()) + "/" + last;
    }

    /** Such as {@code 10.1.0.0/255.255.0.0/6/443}: address, mask, protocol, port. */
    static String ident(AddressSelector selector) {
        Optional<IpPrefix> prefix = selector.prefix();
        String mask = prefix.map(each -> isIpv4(each.address()) ? address(each.mask()) : "" + each.length())
                .orElse(selector.isIpv4() ? "255.255.255.255" : "128");
        return address(selector.start()) + "/" + mask + "/" + selector.protocol() + "/" + port(selector);
    }

    private static int port(AddressSelector selector) {
        return selector.hasAnyPort() || selector.hasOpaquePorts() ? 0 : selector.startPort();
    }

    /** Such as {@code permit 47 host 192.0.2.1 host 192.0.2.2}. */
    static String flow(AddressSelector local, AddressSelector remote) {
        String any = local.isIpv4() ? "ip" : "ipv6";
        return "permit " + (local.protocol() == 0 ? any : "" + local.protocol()) + " " + end(local) + " " + end(remote);
    }

    private static String end(AddressSelector selector) {
        String ports = port(selector) == 0 ? "" : " port " + port(selector);
        if (selector.start().equals(selector.end())) {
            return "host " + address(selector.start()) + ports;
        }
        return selector.prefix()
                        .map(each -> isIpv4(each.address())
                                ? address(each.address()) + "/" + address(each.mask())
                                : prefix(each))
                        .orElseGet(() -> address(selector.start()) + "-" + address(selector.end()))
                + ports;
    }
}
