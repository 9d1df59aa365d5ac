package io.flexike.esp.tun;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a tunnel device is to look when it is opened.
 *
 * @param name 1 to 15 octets; Linux replaces {@code %d} by the first free number
 * @param mtu longest packet in octets, 68 to 65535; from 1280 on it can carry IPv6
 * @param addresses of the device
 * @param routes through the device
 * @param vrf whose routing table the device and its routes belong to; the main table if empty
 * @param offload the most that the device and we may leave to each other
 * @param queues 1 to 16, each of which is read by a thread of its own; where the system has fewer, it gets those
 */
public record TunSettings(
        String name,
        int mtu,
        List<TunPrefix> addresses,
        List<TunPrefix> routes,
        Optional<TunVrf> vrf,
        TunOffload offload,
        int queues) {
    /** Leaves room for outer IPv6, UDP and ESP on a path of 1500 octets. */
    public static final int DEFAULT_MTU = 1400;

    /** The most queues of a device. */
    public static final int MAX_QUEUES = 16;

    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65535;
    private static final int MAX_NAME = 15;

    public TunSettings {
        checkName(name);
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            throw new IllegalArgumentException("an MTU of " + mtu + " is not between " + MIN_MTU + " and " + MAX_MTU);
        }
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new IllegalArgumentException(queues + " queues are not between 1 and " + MAX_QUEUES);
        }
        Objects.requireNonNull(offload, "offload");
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** Settings of a device in the main routing table. */
    public TunSettings(String name, int mtu, List<TunPrefix> addresses, List<TunPrefix> routes) {
        this(name, mtu, addresses, routes, Optional.empty());
    }

    /** Settings of a device with one queue and all the offload that the system has. */
    public TunSettings(String name, int mtu, List<TunPrefix> addresses, List<TunPrefix> routes, Optional<TunVrf> vrf) {
        this(name, mtu, addresses, routes, vrf, TunOffload.TCP_AND_UDP, 1);
    }

    static void checkName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/')) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a network device");
        }
    }

    /** Settings with the default MTU, one queue and all offload, without addresses, routes and VRF. */
    public static TunSettings named(String name) {
        return new TunSettings(name, DEFAULT_MTU, List.of(), List.of(), Optional.empty());
    }

    public TunSettings withMtu(int newMtu) {
        return new TunSettings(name, newMtu, addresses, routes, vrf, offload, queues);
    }

    /** Adds an address such as {@code 10.255.0.2/30}. */
    public TunSettings withAddress(String address) {
        return withAddress(TunPrefix.parse(address));
    }

    /** Adds an address. */
    public TunSettings withAddress(TunPrefix address) {
        return new TunSettings(name, mtu, appended(addresses, address), routes, vrf, offload, queues);
    }

    /** Adds a route such as {@code 10.1.0.0/16}. */
    public TunSettings withRoute(String route) {
        return withRoute(TunPrefix.parse(route));
    }

    /** Adds a route. */
    public TunSettings withRoute(TunPrefix route) {
        return new TunSettings(name, mtu, addresses, appended(routes, route), vrf, offload, queues);
    }

    /** Puts the device into a VRF. */
    public TunSettings withVrf(TunVrf newVrf) {
        return new TunSettings(name, mtu, addresses, routes, Optional.of(newVrf), offload, queues);
    }

    /** Limits what the device and we may leave to each other. */
    public TunSettings withOffload(TunOffload newOffload) {
        return new TunSettings(name, mtu, addresses, routes, vrf, newOffload, queues);
    }

    /** Lets so many threads read the device. */
    public TunSettings withQueues(int newQueues) {
        return new TunSettings(name, mtu, addresses, routes, vrf, offload, newQueues);
    }

    private static List<TunPrefix> appended(List<TunPrefix> list, TunPrefix last) {
        List<TunPrefix> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
