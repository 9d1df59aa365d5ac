package io.flexike.ike.transport;

import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses a stranger may make us connect to: those of the public internet, so that nobody reaches through us
 * what only we can reach.
 */
final class AddressGuard {
    /** IANA IPv4 Special-Purpose Address Registry: those that are not globally reachable, and multicast. */
    private static final List<IpPrefix> SPECIAL_IPV4 = prefixes(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    /** RFC 4291 2.4: global unicast; everything else is local, multicast or not assigned. */
    private static final IpPrefix GLOBAL_IPV6 = IpPrefix.parse("2000::/3");

    /** Of these: protocol assignments with Teredo, documentation. */
    private static final List<IpPrefix> SPECIAL_IPV6 = prefixes("2001::/23", "2001:db8::/32", "3fff::/20");

    /** RFC 4291 2.5.5.2: before an IPv4 address. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static final IpPrefix NAT64 = IpPrefix.parse("64:ff9b::/96");
    private static final IpPrefix SIX_TO_FOUR = IpPrefix.parse("2002::/16");

    private final List<IpPrefix> allowed;

    /** @param allowed may be asked whatever they are */
    AddressGuard(List<IpPrefix> allowed) {
        this.allowed = allowed;
    }

    boolean permits(InetAddress address) {
        return allowed.stream().anyMatch(each -> each.contains(address)) || isPublic(address);
    }

    private boolean isPublic(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return SPECIAL_IPV4.stream().noneMatch(each -> each.contains(address));
        }
        // An address that stands for an IPv4 address is as good as that.
        if (Arrays.equals(octets, 0, MAPPED.length, MAPPED, 0, MAPPED.length) || NAT64.contains(address)) {
            return permits(ipv4(octets, 12));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return permits(ipv4(octets, 2));
        }
        return GLOBAL_IPV6.contains(address) && SPECIAL_IPV6.stream().noneMatch(each -> each.contains(address));
    }

    private static InetAddress ipv4(byte[] octets, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + 4));
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are an address", e);
        }
    }

    private static List<IpPrefix> prefixes(String... prefixes) {
        return Arrays.stream(prefixes).map(IpPrefix::parse).toList();
    }
}
