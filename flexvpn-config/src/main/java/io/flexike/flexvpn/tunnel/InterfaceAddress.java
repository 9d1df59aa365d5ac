package io.flexike.flexvpn.tunnel;

import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * The address of an interface and the prefix that is on its link, such as {@code 10.255.0.2/30}.
 *
 * @param prefixLength 0 to 32 or 128
 */
public record InterfaceAddress(InetAddress address, int prefixLength) {
    /** Checks the length. */
    public InterfaceAddress {
        new IpPrefix(address, prefixLength);
    }

    /**
     * Parses {@code address/length}; an address alone is alone on its link.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static InterfaceAddress parse(String text) {
        IpPrefix prefix = IpPrefix.parse(text);
        int slash = text.indexOf('/');
        return new InterfaceAddress(
                IpPrefix.parseAddress(slash < 0 ? text : text.substring(0, slash)), prefix.length());
    }

    /** The prefix that is on the link. */
    public IpPrefix prefix() {
        return new IpPrefix(address, prefixLength);
    }

    /** Whether it is IPv4. */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** {@code address/length}. */
    @Override
    public String toString() {
        return IpPrefix.format(address) + "/" + prefixLength;
    }
}
