package io.flexike.flexvpn.authorization;

import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the virtual-access interface of a peer has otherwise than its template says. What is not said here is as the
 * template says it.
 *
 * @param addresses ours towards the peer, in place of all those of the same address family
 * @param mtu the largest inner packet in octets, 576 (1280 with IPv6 inside) to 9000
 * @param vrf the VRF that it belongs to
 * @param greKey the key of the GRE header (RFC 2890), 0 to 4,294,967,295
 */
public record InterfaceSettings(
        List<InetAddress> addresses, OptionalInt mtu, Optional<String> vrf, OptionalLong greKey) {
    /** All as the template says. */
    public static final InterfaceSettings NONE =
            new InterfaceSettings(List.of(), OptionalInt.empty(), Optional.empty(), OptionalLong.empty());

    /** Copies the list, IPv4 first. */
    public InterfaceSettings {
        addresses = addresses.stream()
                .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                .toList();
        Objects.requireNonNull(mtu);
        Objects.requireNonNull(vrf);
        Objects.requireNonNull(greKey);
    }

    /**
     * The same with one more address.
     *
     * @throws IllegalArgumentException if it is no IP address
     */
    public InterfaceSettings withAddress(String address) {
        List<InetAddress> all = new ArrayList<>(addresses);
        all.add(IpPrefix.parseAddress(address));
        return new InterfaceSettings(all, mtu, vrf, greKey);
    }

    /** The same with that MTU in octets. */
    public InterfaceSettings withMtu(int octets) {
        return new InterfaceSettings(addresses, OptionalInt.of(octets), vrf, greKey);
    }

    /** The same in that VRF. */
    public InterfaceSettings withVrf(String name) {
        return new InterfaceSettings(addresses, mtu, Optional.of(name), greKey);
    }

    /** The same with that key of the GRE header. */
    public InterfaceSettings withGreKey(long key) {
        return new InterfaceSettings(addresses, mtu, vrf, OptionalLong.of(key));
    }

    /** Whether all is as the template says. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    /** Both in one: what is said here goes before the same of the other; of addresses, those of a family together. */
    public InterfaceSettings over(InterfaceSettings weaker) {
        return new InterfaceSettings(
                addressesOver(weaker.addresses),
                mtu.isPresent() ? mtu : weaker.mtu,
                vrf.or(() -> weaker.vrf),
                greKey.isPresent() ? greKey : weaker.greKey);
    }

    /** Our addresses in place of those of the same families. */
    public List<InetAddress> addressesOver(List<InetAddress> weaker) {
        List<InetAddress> all = new ArrayList<>(addresses);
        weaker.stream().filter(address -> !hasFamily(address)).forEach(all::add);
        return List.copyOf(all);
    }

    private boolean hasFamily(InetAddress other) {
        return addresses.stream().anyMatch(address -> address instanceof Inet4Address == other instanceof Inet4Address);
    }
}
