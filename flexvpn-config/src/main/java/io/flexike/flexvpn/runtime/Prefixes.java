package io.flexike.flexvpn.runtime;

import io.flexike.esp.Selector;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Addresses, prefixes and selectors in the forms of IKE, ESP and TUN devices. */
final class Prefixes {
    private Prefixes() {}

    static Selector toEsp(AddressSelector selector) {
        return new Selector(
                selector.protocol(), selector.startPort(), selector.endPort(), selector.start(), selector.end());
    }

    static List<Selector> toEsp(List<AddressSelector> selectors) {
        return selectors.stream().map(Prefixes::toEsp).toList();
    }

    static TunPrefix toTun(IpPrefix prefix) {
        return new TunPrefix(prefix.address(), prefix.length());
    }

    static TunPrefix toTun(InterfaceAddress address) {
        return new TunPrefix(address.address(), address.prefixLength());
    }

    static IpPrefix ofTun(TunPrefix prefix) {
        return new IpPrefix(prefix.address(), prefix.length());
    }

    static InterfaceAddress ofTunAddress(TunPrefix address) {
        return new InterfaceAddress(address.address(), address.length());
    }

    /** An address alone on its link. */
    static TunPrefix alone(InetAddress address) {
        return new TunPrefix(address, address.getAddress().length * 8);
    }

    /** Whether it means a whole address family. */
    static boolean isEverything(IpPrefix prefix) {
        return prefix.length() == 0;
    }

    /** The prefix of that length that an address is in. */
    static IpPrefix around(InetAddress address, int length) {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            int kept = Math.max(0, Math.min(8, length - i * 8));
            octets[i] &= (byte) (0xff << (8 - kept));
        }
        return new IpPrefix(address(new BigInteger(1, octets), octets.length), length);
    }

    /** Whether all addresses of a prefix are in the other one. */
    static boolean isInside(IpPrefix inner, IpPrefix outer) {
        return outer.length() <= inner.length() && outer.contains(inner.address());
    }

    /** The addresses of the selector without that one: none, one or two ranges. */
    static List<AddressSelector> without(AddressSelector selector, InetAddress address) {
        int octets = selector.start().getAddress().length;
        if (address.getAddress().length != octets) {
            return List.of(selector);
        }
        BigInteger hole = number(address);
        BigInteger first = number(selector.start());
        BigInteger last = number(selector.end());
        if (hole.compareTo(first) < 0 || hole.compareTo(last) > 0) {
            return List.of(selector);
        }
        List<AddressSelector> ranges = new ArrayList<>();
        if (hole.compareTo(first) > 0) {
            ranges.add(AddressSelector.range(selector.start(), address(hole.subtract(BigInteger.ONE), octets)));
        }
        if (hole.compareTo(last) < 0) {
            ranges.add(AddressSelector.range(address(hole.add(BigInteger.ONE), octets), selector.end()));
        }
        return ranges;
    }

    /** The fewest prefixes that together are the addresses of the selector, unless they are more than that. */
    static Optional<List<IpPrefix>> cover(AddressSelector selector, int most) {
        BigInteger next = number(selector.start());
        BigInteger last = number(selector.end());
        int bits = selector.start().getAddress().length * 8;
        List<IpPrefix> prefixes = new ArrayList<>();
        while (next.compareTo(last) <= 0) {
            if (prefixes.size() >= most) {
                return Optional.empty();
            }
            int free = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
            BigInteger left = last.subtract(next).add(BigInteger.ONE);
            int hostBits = Math.min(free, left.bitLength() - 1);
            prefixes.add(new IpPrefix(address(next, bits / 8), bits - hostBits));
            next = next.add(BigInteger.ONE.shiftLeft(hostBits));
        }
        return Optional.of(prefixes);
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static InetAddress address(BigInteger number, int octets) {
        byte[] value = new byte[octets];
        byte[] digits = number.toByteArray();
        int copied = Math.min(digits.length, octets);
        System.arraycopy(digits, digits.length - copied, value, octets - copied, copied);
        try {
            return InetAddress.getByAddress(value);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + octets + " octets", e);
        }
    }
}
