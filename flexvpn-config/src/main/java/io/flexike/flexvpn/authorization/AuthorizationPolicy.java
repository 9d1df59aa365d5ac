package io.flexike.flexvpn.authorization;

import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

    private AuthorizationPolicy(Builder builder) {
        name = builder.name;
        pools = List.copyOf(builder.pools);
        netmask = builder.netmask;
        dns = List.copyOf(builder.dns);
        advertised = List.copyOf(builder.advertised);
        accepted = List.copyOf(builder.accepted);
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

        /** The policy; whether it fits is checked where it is used. */
        public AuthorizationPolicy build() {
            return new AuthorizationPolicy(this);
        }
    }
}
