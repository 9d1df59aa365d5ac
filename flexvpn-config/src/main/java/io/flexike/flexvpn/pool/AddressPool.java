package io.flexike.flexvpn.pool;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A range of inner addresses that peers are given. Immutable; {@link AddressLeases} knows which of them are taken.
 *
 * <p>The first address of a prefix (the network, or the subnet-router anycast address of RFC 4291 2.6.1) is never given
 * out, nor is the last one of an IPv4 prefix (the broadcast address), except in prefixes of one or two addresses.
 */
public final class AddressPool {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(62);

    private final String name;
    private final IpPrefix prefix;
    private final Optional<AddressSelector> range;
    private final Set<InetAddress> excluded;

    private AddressPool(String name, IpPrefix prefix, Optional<AddressSelector> range, Set<InetAddress> excluded) {
        this.name = Objects.requireNonNull(name);
        this.prefix = prefix;
        this.range = range;
        this.excluded = Set.copyOf(excluded);
    }

    /**
     * A pool of the addresses of a prefix.
     *
     * @param prefix such as {@code 10.255.0.0/24} or {@code 2001:db8:5::/64}
     * @throws IllegalArgumentException if that is no prefix
     */
    public static AddressPool of(String name, String prefix) {
        return of(name, IpPrefix.parse(prefix));
    }

    /** A pool of the addresses of a prefix. */
    public static AddressPool of(String name, IpPrefix prefix) {
        return new AddressPool(name, prefix, Optional.empty(), Set.of());
    }

    /**
     * A pool of the addresses from the first to the last, both included.
     *
     * @throws IllegalArgumentException if they are of different families, or the last is before the first
     */
    public static AddressPool range(String name, InetAddress first, InetAddress last) {
        AddressSelector range = AddressSelector.range(first, last);
        int length = first.getAddress().length * 8;
        while (!new IpPrefix(first, length).contains(last)) {
            length--;
        }
        return new AddressPool(name, new IpPrefix(first, length), Optional.of(range), Set.of());
    }

    /**
     * The same pool without some addresses, which stay free for other uses.
     *
     * @throws IllegalArgumentException if one of them is no IP address
     */
    public AddressPool without(String... addresses) {
        Set<InetAddress> all = new HashSet<>(excluded);
        for (String address : addresses) {
            all.add(IpPrefix.parseAddress(address));
        }
        return new AddressPool(name, prefix, range, all);
    }

    /** What logs and snapshots call it. */
    public String name() {
        return name;
    }

    /** The prefix it was made of, or the shortest one around its range. */
    public IpPrefix prefix() {
        return prefix;
    }

    /** Whether its addresses are IPv4. */
    public boolean isIpv4() {
        return prefix.address() instanceof Inet4Address;
    }

    /** Whether an address can be given out at all. */
    public boolean offers(InetAddress address) {
        if (!prefix.contains(address) || excluded.contains(address)) {
            return false;
        }
        if (range.isPresent()) {
            return range.get().contains(AddressSelector.host(address));
        }
        if (hostBits() <= 1) {
            return true;
        }
        return !address.equals(prefix.address()) && !(isIpv4() && address.equals(prefix.last()));
    }

    /** How many addresses the prefix has between the first and the last that may be given out; at most 2^62. */
    long slots() {
        if (range.isPresent()) {
            return number(range.get().end())
                    .subtract(number(range.get().start()))
                    .add(BigInteger.ONE)
                    .min(MOST)
                    .longValueExact();
        }
        BigInteger all = BigInteger.ONE.shiftLeft(hostBits());
        int unusable = hostBits() <= 1 ? 0 : isIpv4() ? 2 : 1;
        return all.subtract(BigInteger.valueOf(unusable)).min(MOST).longValueExact();
    }

    /** The address of a slot counted from 0; it may be an excluded one. */
    InetAddress slot(long index) {
        long offset = hostBits() <= 1 || range.isPresent() ? index : index + 1;
        byte[] first =
                range.map(AddressSelector::start).orElse(prefix.address()).getAddress();
        byte[] sum = new BigInteger(1, first).add(BigInteger.valueOf(offset)).toByteArray();
        byte[] octets = new byte[first.length];
        int copied = Math.min(sum.length, octets.length);
        System.arraycopy(sum, sum.length - copied, octets, octets.length - copied, copied);
        return new IpPrefix(addressOf(octets), octets.length * 8).address();
    }

    private static InetAddress addressOf(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError("an address of " + octets.length + " octets", e);
        }
    }

    /** The first address that may be given out. */
    public InetAddress first() {
        return slot(0);
    }

    /** The last one, of 2^62 at most. */
    public InetAddress last() {
        return slot(slots() - 1);
    }

    /** Addresses between these two that are left out. */
    public Set<InetAddress> excluded() {
        return excluded;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private int hostBits() {
        return (isIpv4() ? 32 : 128) - prefix.length();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof AddressPool that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        // one that is made of a prefix gives away the same as one of the range that is left of it
        return List.of(name, prefix, first(), last(), excluded);
    }

    @Override
    public String toString() {
        return "pool \"" + name + "\" "
                + range.map(selector -> IpPrefix.format(selector.start()) + " to " + IpPrefix.format(selector.end()))
                        .orElse(prefix.toString());
    }
}
