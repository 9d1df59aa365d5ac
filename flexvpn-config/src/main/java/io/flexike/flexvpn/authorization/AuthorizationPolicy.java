package io.flexike.flexvpn.authorization;

import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a peer of a virtual template is given (address, netmask, DNS, routes) and which routes of its own are accepted.
 * Immutable.
 */
public final class AuthorizationPolicy {
    private final String name;
    private final List<AddressPool> pools;
    private final Optional<Inet4Address> netmask;
    private final List<InetAddress> dns;
    private final List<IpPrefix> advertised;
    private final List<IpPrefix> accepted;
    private final boolean pushesInterface;
    private final List<IpPrefix> pushed;
    private final Optional<RouteAcceptance> acceptance;
    private final List<StaticRoute> localRoutes;
    private final ClientSettings client;
    private final Optional<Duration> sessionLifetime;
    private final InterfaceSettings interfaceSettings;

    private AuthorizationPolicy(Builder builder) {
        name = builder.name;
        pools = List.copyOf(builder.pools);
        netmask = builder.netmask;
        dns = List.copyOf(builder.dns);
        advertised = List.copyOf(builder.advertised);
        accepted = List.copyOf(builder.accepted);
        pushesInterface = builder.pushesInterface;
        pushed = List.copyOf(builder.pushed);
        acceptance = builder.acceptance;
        localRoutes = List.copyOf(builder.localRoutes);
        client = builder.client;
        sessionLifetime = builder.sessionLifetime;
        interfaceSettings = builder.interfaceSettings;
    }

    /** Begins a policy. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** What findings and logs call it. */
    public String name() {
        return name;
    }

    /** Where addresses come from, at most one pool of each family. */
    public List<AddressPool> pools() {
        return pools;
    }

    /** The netmask sent along with an IPv4 address. */
    public Optional<Inet4Address> netmask() {
        return netmask;
    }

    /** Name servers sent to peers that ask for them, IPv4 and IPv6. */
    public List<InetAddress> dns() {
        return dns;
    }

    /** What a peer may reach through us, sent as INTERNAL_IP4_SUBNET and INTERNAL_IP6_SUBNET; none means everything. */
    public List<IpPrefix> advertised() {
        return advertised;
    }

    /** Prefixes within which a peer may have networks of its own. */
    public List<IpPrefix> acceptedRoutes() {
        return accepted;
    }

    /** Whether our own address on the tunnel is told to the peer as a network. */
    public boolean pushesInterface() {
        return pushesInterface;
    }

    /** Networks that the peer is told of, which restrict nothing. */
    public List<IpPrefix> pushedRoutes() {
        return pushed;
    }

    /** What becomes of networks that the peer tells of in Configuration Payloads; nothing if empty. */
    public Optional<RouteAcceptance> routeAcceptance() {
        return acceptance;
    }

    /** Routes to the peer while its session is there, whatever it says. */
    public List<StaticRoute> localRoutes() {
        return localRoutes;
    }

    /** What clients are told that ask. */
    public ClientSettings client() {
        return client;
    }

    /** The age at which a session ends, whatever happens. */
    public Optional<Duration> sessionLifetime() {
        return sessionLifetime;
    }

    /** What the virtual-access interface of a peer has otherwise than its template says. */
    public InterfaceSettings interfaceSettings() {
        return interfaceSettings;
    }

    /**
     * Both in one: what is said only once here goes before the same of the other, networks and routes add up.
     *
     * @param weaker what holds where this one says nothing
     */
    public AuthorizationPolicy over(AuthorizationPolicy weaker) {
        Builder both = named(name + "+" + weaker.name);
        both.pools.addAll(pools.isEmpty() ? weaker.pools : pools);
        both.netmask = netmask.or(() -> weaker.netmask);
        both.dns.addAll(dns.isEmpty() ? weaker.dns : dns);
        both.advertised.addAll(union(advertised, weaker.advertised));
        both.accepted.addAll(union(accepted, weaker.accepted));
        both.pushesInterface = pushesInterface || weaker.pushesInterface;
        both.pushed.addAll(union(pushed, weaker.pushed));
        both.acceptance = acceptance.or(() -> weaker.acceptance);
        both.localRoutes.addAll(union(localRoutes, weaker.localRoutes));
        both.client = client.over(weaker.client);
        both.sessionLifetime = sessionLifetime.or(() -> weaker.sessionLifetime);
        both.interfaceSettings = interfaceSettings.over(weaker.interfaceSettings);
        return both.build();
    }

    private static <T> List<T> union(List<T> ours, List<T> others) {
        Set<T> all = new LinkedHashSet<>(ours);
        all.addAll(others);
        return List.copyOf(all);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof AuthorizationPolicy that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(
                name,
                pools,
                netmask,
                dns,
                advertised,
                accepted,
                pushesInterface,
                pushed,
                acceptance,
                localRoutes,
                client,
                sessionLifetime,
                interfaceSettings);
    }

    @Override
    public String toString() {
        return "authorization policy \"" + name + "\"";
    }

    /** Collects the parts of a policy. */
    public static final class Builder {
        private final String name;
        private final List<AddressPool> pools = new ArrayList<>();
        private Optional<Inet4Address> netmask = Optional.empty();
        private final List<InetAddress> dns = new ArrayList<>();
        private final List<IpPrefix> advertised = new ArrayList<>();
        private final List<IpPrefix> accepted = new ArrayList<>();
        private boolean pushesInterface;
        private final List<IpPrefix> pushed = new ArrayList<>();
        private Optional<RouteAcceptance> acceptance = Optional.empty();
        private final List<StaticRoute> localRoutes = new ArrayList<>();
        private ClientSettings client = ClientSettings.NONE;
        private Optional<Duration> sessionLifetime = Optional.empty();
        private InterfaceSettings interfaceSettings = InterfaceSettings.NONE;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** Gives peers that ask for an address one of this pool; call it twice for IPv4 and IPv6. */
        public Builder pool(AddressPool pool) {
            pools.add(Objects.requireNonNull(pool));
            return this;
        }

        /**
         * Sends a netmask along with an IPv4 address (INTERNAL_IP4_NETMASK).
         *
         * @throws IllegalArgumentException if it is no IPv4 address
         */
        public Builder netmask(String mask) {
            if (!(IpPrefix.parseAddress(mask) instanceof Inet4Address ipv4)) {
                throw new IllegalArgumentException("\"" + mask + "\" is not an IPv4 netmask");
            }
            netmask = Optional.of(ipv4);
            return this;
        }

        /**
         * Sends name servers to peers that ask for them.
         *
         * @throws IllegalArgumentException if one of them is no IP address
         */
        public Builder dns(String... servers) {
            for (String server : servers) {
                dns.add(IpPrefix.parseAddress(server));
            }
            return this;
        }

        /**
         * Lets peers reach these networks, and no others, through us, and tells them so.
         *
         * @param prefixes such as {@code 10.0.0.0/8}
         * @throws IllegalArgumentException if one of them is no prefix
         */
        public Builder advertise(String... prefixes) {
            for (String prefix : prefixes) {
                advertised.add(IpPrefix.parse(prefix));
            }
            return this;
        }

        /**
         * Accepts networks behind a peer that it offers in its traffic selectors and that lie within one of these.
         *
         * @param prefixes such as {@code 10.128.0.0/9}
         * @throws IllegalArgumentException if one of them is no prefix
         */
        public Builder acceptRoutes(String... prefixes) {
            for (String prefix : prefixes) {
                accepted.add(IpPrefix.parse(prefix));
            }
            return this;
        }

        /** Tells the peer our own address on the tunnel as a network ({@code route set interface}). */
        public Builder pushInterface() {
            pushesInterface = true;
            return this;
        }

        /**
         * Tells the peer of these networks, as INTERNAL_IP4_SUBNET and INTERNAL_IP6_SUBNET, and restricts nothing.
         *
         * @param prefixes such as {@code 10.0.0.0/8}
         * @throws IllegalArgumentException if one of them is no prefix
         */
        public Builder pushRoutes(String... prefixes) {
            for (String prefix : prefixes) {
                pushed.add(IpPrefix.parse(prefix));
            }
            return this;
        }

        /** Makes routes of the networks that the peer tells of in Configuration Payloads. */
        public Builder acceptPushedRoutes(RouteAcceptance as) {
            acceptance = Optional.of(as);
            return this;
        }

        /** A route to the peer while its session is there ({@code route set local}). */
        public Builder localRoute(StaticRoute route) {
            localRoutes.add(Objects.requireNonNull(route));
            return this;
        }

        /** What clients are told that ask. */
        public Builder client(ClientSettings settings) {
            client = Objects.requireNonNull(settings);
            return this;
        }

        /**
         * Ends sessions of that age.
         *
         * @param age 120 s to 300 days
         */
        public Builder sessionLifetime(Duration age) {
            sessionLifetime = Optional.of(age);
            return this;
        }

        /**
         * What the virtual-access interface of a peer has otherwise than its template says; nothing becomes of it on
         * the interface of a static tunnel.
         */
        public Builder interfaceSettings(InterfaceSettings settings) {
            interfaceSettings = Objects.requireNonNull(settings);
            return this;
        }

        /** The policy; whether it fits is checked where it is used. */
        public AuthorizationPolicy build() {
            return new AuthorizationPolicy(this);
        }
    }
}
