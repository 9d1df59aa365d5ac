package io.flexike.flexvpn.tunnel;

import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What every peer that connects to us gets a virtual-access interface of (DVTI). Immutable; may be incomplete, which is
 * found when the configuration is built.
 */
public final class VirtualTemplate {
    private final String name;
    private final List<IkeProfile> profiles;
    private final IpsecProfile ipsec;
    private final List<InetAddress> unnumbered;
    private final TunnelMode mode;
    private final OptionalLong greKey;
    private final Optional<String> vrf;
    private final boolean devicePerPeer;
    private final int mtu;
    private final OptionalInt tcpMss;
    private final OptionalInt ipv6TcpMss;
    private final Optional<String> device;

    private VirtualTemplate(Builder builder) {
        name = builder.name;
        profiles = List.copyOf(builder.profiles);
        ipsec = builder.ipsec;
        unnumbered = List.copyOf(builder.unnumbered);
        mode = builder.mode();
        greKey = builder.greKey;
        vrf = builder.vrf;
        devicePerPeer = builder.devicePerPeer;
        mtu = builder.mtu;
        tcpMss = builder.tcpMss;
        ipv6TcpMss = builder.ipv6TcpMss;
        device = builder.device;
    }

    private VirtualTemplate(VirtualTemplate template, InterfaceSettings settings) {
        name = template.name;
        profiles = template.profiles;
        ipsec = template.ipsec;
        unnumbered = settings.addressesOver(template.unnumbered);
        mode = template.mode;
        greKey = settings.greKey().isPresent() ? settings.greKey() : template.greKey;
        vrf = settings.vrf().or(() -> template.vrf);
        devicePerPeer = template.devicePerPeer;
        mtu = settings.mtu().orElse(template.mtu);
        tcpMss = template.tcpMss;
        ipv6TcpMss = template.ipv6TcpMss;
        device = template.device;
    }

    /** The same as it is for a peer whose authorization policy says that of its interface. */
    public VirtualTemplate with(InterfaceSettings settings) {
        return new VirtualTemplate(this, settings);
    }

    /** Begins a template. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Such as {@code Virtual-Template1}. */
    public String name() {
        return name;
    }

    /** How peers are recognised, authenticated and authorized: one profile for each kind of peer. */
    public List<IkeProfile> profiles() {
        return profiles;
    }

    /** What travels inside. */
    public TunnelMode mode() {
        return mode;
    }

    /** The key of the GRE header (RFC 2890), if there is to be one. */
    public OptionalLong greKey() {
        return greKey;
    }

    /** The VRF that the interfaces belong to; empty for the global one. */
    public Optional<String> vrf() {
        return vrf;
    }

    /** Whether every peer gets a device of its own, in place of one for all. */
    public boolean devicePerPeer() {
        return devicePerPeer;
    }

    /** How packets are protected. */
    public IpsecProfile ipsec() {
        return ipsec;
    }

    /** Our inner addresses towards all peers of the template. */
    public List<InetAddress> unnumbered() {
        return unnumbered;
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

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof VirtualTemplate that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(
                name, profiles, ipsec, unnumbered, mode, greKey, vrf, devicePerPeer, mtu, tcpMss, ipv6TcpMss, device);
    }

    @Override
    public String toString() {
        return "virtual template \"" + name + "\"";
    }

    /** Collects the parts of a template. */
    public static final class Builder extends InterfaceBuilder<Builder> {
        private final List<IkeProfile> profiles = new ArrayList<>();
        private boolean devicePerPeer;
        private final List<InetAddress> unnumbered = new ArrayList<>();

        private Builder(String name) {
            super(name);
        }

        @Override
        Builder self() {
            return this;
        }

        /** How peers are recognised, authenticated and authorized; may be repeated for other kinds of peers. */
        public Builder profile(IkeProfile ikeProfile) {
            profiles.add(Objects.requireNonNull(ikeProfile));
            return this;
        }

        /**
         * Gives every peer a device of its own, a virtual-access interface with its own routes, in place of one device
         * for all peers, which is lighter and does for remote access.
         */
        public Builder devicePerPeer() {
            devicePerPeer = true;
            return this;
        }

        /**
         * Our inner address towards all peers; call it twice for IPv4 and IPv6.
         *
         * @throws IllegalArgumentException if it is no IP address
         */
        public Builder unnumbered(String address) {
            unnumbered.add(IpPrefix.parseAddress(address));
            return this;
        }

        private TunnelMode mode() {
            if (mode != TunnelMode.IPSEC || !devicePerPeer) {
                return mode;
            }
            return TunnelMode.ofFamilies(
                    unnumbered.stream().anyMatch(Inet4Address.class::isInstance),
                    unnumbered.stream().anyMatch(Inet6Address.class::isInstance));
        }

        /** The template; whether it is complete is checked when the configuration is built. */
        public VirtualTemplate build() {
            return new VirtualTemplate(this);
        }
    }
}
