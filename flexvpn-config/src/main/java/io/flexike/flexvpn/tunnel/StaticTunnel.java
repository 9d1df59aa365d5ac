package io.flexike.flexvpn.tunnel;

import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A tunnel interface to one peer (SVTI). Immutable; may be incomplete, which is found when the configuration is built.
 */
public final class StaticTunnel {
    /** MTU unless told otherwise: fits with ESP in UDP over IPv6 on a path of 1500 octets. */
    public static final int DEFAULT_MTU = 1400;

    private final String name;
    private final Optional<IkeProfile> profile;
    private final IpsecProfile ipsec;
    private final Optional<InetAddress> source;
    private final Optional<PeerEndpoint> destination;
    private final List<InterfaceAddress> addresses;
    private final boolean requestsIpv4Address;
    private final boolean requestsIpv6Address;
    private final boolean requestsDns;
    private final List<StaticRoute> staticRoutes;
    private final List<AddressSelector> localSelectors;
    private final List<AddressSelector> remoteSelectors;
    private final List<Flow> flows;
    private final TunnelMode mode;
    private final OptionalLong greKey;
    private final Optional<String> vrf;
    private final boolean responderOnly;
    private final int mtu;
    private final OptionalInt tcpMss;
    private final OptionalInt ipv6TcpMss;
    private final Optional<String> device;

    private StaticTunnel(Builder builder) {
        name = builder.name;
        profile = builder.profile;
        ipsec = builder.ipsec;
        source = builder.source;
        destination = builder.destination.map(endpoint -> builder.peerPorts
                .filter(ports -> endpoint.equals(PeerEndpoint.of(endpoint.host())))
                .map(ports -> new PeerEndpoint(endpoint.host(), ports.ikePort(), ports.natTraversalPort()))
                .orElse(endpoint));
        addresses = List.copyOf(builder.addresses);
        requestsIpv4Address = builder.requestsIpv4Address;
        requestsIpv6Address = builder.requestsIpv6Address;
        requestsDns = builder.requestsDns;
        staticRoutes = List.copyOf(builder.staticRoutes);
        localSelectors = List.copyOf(builder.localSelectors);
        remoteSelectors = List.copyOf(builder.remoteSelectors);
        flows = List.copyOf(builder.flows);
        mode = builder.mode();
        greKey = builder.greKey;
        vrf = builder.vrf;
        responderOnly = builder.responderOnly;
        mtu = builder.mtu;
        tcpMss = builder.tcpMss;
        ipv6TcpMss = builder.ipv6TcpMss;
        device = builder.device;
    }

    /** Begins a tunnel. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Such as {@code Tunnel0}. */
    public String name() {
        return name;
    }

    /** How the peer is recognised and authenticated. */
    public Optional<IkeProfile> profile() {
        return profile;
    }

    /** How packets are protected. */
    public IpsecProfile ipsec() {
        return ipsec;
    }

    /** Our outer address; empty for the one that the system would use. */
    public Optional<InetAddress> source() {
        return source;
    }

    /** Where the peer is; empty if it connects to us from anywhere. */
    public Optional<PeerEndpoint> destination() {
        return destination;
    }

    /** Configured inner addresses. */
    public List<InterfaceAddress> addresses() {
        return addresses;
    }

    /** Whether the peer is asked for an inner IPv4 address. */
    public boolean requestsIpv4Address() {
        return requestsIpv4Address;
    }

    /** Whether the peer is asked for an inner IPv6 address. */
    public boolean requestsIpv6Address() {
        return requestsIpv6Address;
    }

    /** Whether the peer is asked for any inner address. */
    public boolean requestsAddress() {
        return requestsIpv4Address || requestsIpv6Address;
    }

    /** Whether the peer is asked for name servers. */
    public boolean requestsDns() {
        return requestsDns;
    }

    /** Networks that are reached through the tunnel only. */
    public List<IpPrefix> routes() {
        return staticRoutes.stream().map(StaticRoute::prefix).toList();
    }

    /** The same with what else is said of them. */
    public List<StaticRoute> staticRoutes() {
        return staticRoutes;
    }

    /** What is protected by one Child SA each, in place of {@link #localSelectors} and {@link #remoteSelectors}. */
    public List<Flow> flows() {
        return flows;
    }

    /** What travels inside. */
    public TunnelMode mode() {
        return mode;
    }

    /** The key of the GRE header (RFC 2890), if there is to be one. */
    public OptionalLong greKey() {
        return greKey;
    }

    /** The VRF that the interface belongs to; empty for the global one. */
    public Optional<String> vrf() {
        return vrf;
    }

    /** What we offer to protect on our side: what was configured, else everything of the families in use. */
    public List<AddressSelector> localSelectors() {
        return localSelectors.isEmpty() ? everything() : withRequestedAddress();
    }

    /** What we offer to protect on the peer's side: what was configured, else everything of the families in use. */
    public List<AddressSelector> remoteSelectors() {
        return remoteSelectors.isEmpty() ? everything() : remoteSelectors;
    }

    /** Whether we wait for the peer to connect. */
    public boolean responderOnly() {
        return responderOnly;
    }

    /** Largest inner packet in octets. */
    public int mtu() {
        return mtu;
    }

    /**
     * The largest segment that TCP connections of IPv4 through it may agree upon; what they say themselves if empty.
     */
    public OptionalInt tcpMss() {
        return tcpMss;
    }

    /** The same for connections of IPv6. */
    public OptionalInt ipv6TcpMss() {
        return ipv6TcpMss;
    }

    /**
     * Name of the TUN device in the system: what was configured, else {@link #name()}, shortened if it is too long for
     * that.
     */
    public String deviceName() {
        return device.orElseGet(() -> DeviceNames.of(name));
    }

    /**
     * RFC 7296 2.19: the address that is yet to be assigned is offered as the whole range, for the responder to narrow.
     */
    private List<AddressSelector> withRequestedAddress() {
        List<AddressSelector> all = new ArrayList<>();
        if (requestsIpv4Address) {
            all.add(AddressSelector.any4());
        }
        if (requestsIpv6Address) {
            all.add(AddressSelector.any6());
        }
        all.addAll(localSelectors);
        return List.copyOf(all);
    }

    private List<AddressSelector> everything() {
        return switch (mode) {
            case IPSEC_IPV4 -> List.of(AddressSelector.any4());
            case IPSEC_IPV6 -> List.of(AddressSelector.any6());
            case IPSEC_DUAL_OVERLAY -> List.of(AddressSelector.any4(), AddressSelector.any6());
            case IPSEC, GRE, AUTO -> everythingOfItsFamilies();
        };
    }

    private List<AddressSelector> everythingOfItsFamilies() {
        boolean ipv4 = requestsIpv4Address || addresses.stream().anyMatch(InterfaceAddress::isIpv4);
        boolean ipv6 = requestsIpv6Address || addresses.stream().anyMatch(address -> !address.isIpv4());
        if (ipv4 && ipv6) {
            return List.of(AddressSelector.any4(), AddressSelector.any6());
        }
        return List.of(ipv6 ? AddressSelector.any6() : AddressSelector.any4());
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof StaticTunnel that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(
                name,
                profile,
                ipsec,
                source,
                destination,
                addresses,
                requestsIpv4Address,
                requestsIpv6Address,
                requestsDns,
                staticRoutes,
                localSelectors,
                remoteSelectors,
                flows,
                mode,
                greKey,
                vrf,
                responderOnly,
                mtu,
                tcpMss,
                ipv6TcpMss,
                device);
    }

    @Override
    public String toString() {
        return "tunnel \"" + name + "\"";
    }

    /** Collects the parts of a tunnel. */
    public static final class Builder extends InterfaceBuilder<Builder> {
        private Optional<IkeProfile> profile = Optional.empty();
        private Optional<InetAddress> source = Optional.empty();
        private Optional<PeerEndpoint> destination = Optional.empty();
        private Optional<PeerEndpoint> peerPorts = Optional.empty();
        private final List<InterfaceAddress> addresses = new ArrayList<>();
        private boolean requestsIpv4Address;
        private boolean requestsIpv6Address;
        private boolean requestsDns;
        private final List<StaticRoute> staticRoutes = new ArrayList<>();
        private final List<AddressSelector> localSelectors = new ArrayList<>();
        private final List<AddressSelector> remoteSelectors = new ArrayList<>();
        private final List<Flow> flows = new ArrayList<>();
        private boolean responderOnly;

        private Builder(String name) {
            super(name);
        }

        @Override
        Builder self() {
            return this;
        }

        /** How the peer is recognised and authenticated. */
        public Builder profile(IkeProfile ikeProfile) {
            profile = Optional.of(ikeProfile);
            return this;
        }

        /**
         * Our outer address, in place of the one that the system would use.
         *
         * @throws IllegalArgumentException if it is no IP address
         */
        public Builder source(String address) {
            source = Optional.of(IpPrefix.parseAddress(address));
            return this;
        }

        /** The peer's outer address or host name, on ports 500 and 4500. */
        public Builder destination(String host) {
            return destination(PeerEndpoint.of(host));
        }

        /** Where the peer listens. */
        public Builder destination(PeerEndpoint endpoint) {
            destination = Optional.of(endpoint);
            return this;
        }

        /**
         * Where the peer listens if the destination does not say other ports than 500 and 4500.
         *
         * @throws IllegalArgumentException if a port is out of range
         */
        public Builder peerPorts(int ikePort, int natTraversalPort) {
            peerPorts = Optional.of(new PeerEndpoint("any", ikePort, natTraversalPort));
            return this;
        }

        /**
         * An inner address with the prefix of its link, such as {@code 10.255.0.2/30}; may be repeated.
         *
         * @throws IllegalArgumentException if it is none
         */
        public Builder address(String addressAndPrefix) {
            addresses.add(InterfaceAddress.parse(addressAndPrefix));
            return this;
        }

        /** Asks the peer for an inner IPv4 address. */
        public Builder requestAddress() {
            requestsIpv4Address = true;
            return this;
        }

        /** Asks the peer for an inner IPv6 address. */
        public Builder requestIpv6Address() {
            requestsIpv6Address = true;
            return this;
        }

        /** Asks the peer for name servers. */
        public Builder requestDns() {
            requestsDns = true;
            return this;
        }

        /**
         * Networks that are reached through the tunnel only: while it is down, packets to them are dropped and counted.
         * Networks that the peer tells us of need not be named.
         *
         * @param prefixes such as {@code 10.1.0.0/16}
         * @throws IllegalArgumentException if one of them is no prefix
         */
        public Builder route(String... prefixes) {
            for (String prefix : prefixes) {
                staticRoutes.add(StaticRoute.to(IpPrefix.parse(prefix)));
            }
            return this;
        }

        /** A network that is reached through the tunnel only, with a distance and a tag. */
        public Builder route(StaticRoute route) {
            staticRoutes.add(Objects.requireNonNull(route));
            return this;
        }

        /** Protects each of these by a Child SA of its own, as a crypto access list does, in place of subnets. */
        public Builder flows(List<Flow> perChildSa) {
            flows.addAll(perChildSa);
            return this;
        }

        /**
         * Protects only these networks on our side, in place of everything. An address that the peer assigns is always
         * protected.
         *
         * @throws IllegalArgumentException if one of them is no prefix
         */
        public Builder localSubnets(String... prefixes) {
            for (String prefix : prefixes) {
                localSelectors.add(AddressSelector.subnet(prefix));
            }
            return this;
        }

        /**
         * Protects only these networks on the peer's side, in place of everything.
         *
         * @throws IllegalArgumentException if one of them is no prefix
         */
        public Builder remoteSubnets(String... prefixes) {
            for (String prefix : prefixes) {
                remoteSelectors.add(AddressSelector.subnet(prefix));
            }
            return this;
        }

        /** Waits for the peer to connect, instead of connecting at once and again whenever the session was lost. */
        public Builder responderOnly() {
            responderOnly = true;
            return this;
        }

        /** What is protected is said only once: everything of the families of the addresses is a mode of its own. */
        private TunnelMode mode() {
            if (mode != TunnelMode.IPSEC
                    || !localSelectors.isEmpty()
                    || !remoteSelectors.isEmpty()
                    || !flows.isEmpty()) {
                return mode;
            }
            return TunnelMode.ofFamilies(
                    requestsIpv4Address || addresses.stream().anyMatch(InterfaceAddress::isIpv4),
                    requestsIpv6Address || addresses.stream().anyMatch(address -> !address.isIpv4()));
        }

        /** The tunnel; whether it is complete is checked when the configuration is built. */
        public StaticTunnel build() {
            return new StaticTunnel(this);
        }
    }
}
