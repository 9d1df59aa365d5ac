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
    public static final class Builder {
        private final String name;
        private final List<IkeProfile> profiles = new ArrayList<>();
        private TunnelMode mode = TunnelMode.IPSEC;
        private OptionalLong greKey = OptionalLong.empty();
        private Optional<String> vrf = Optional.empty();
        private boolean devicePerPeer;
        private IpsecProfile ipsec = IpsecProfile.defaults();
        private final List<InetAddress> unnumbered = new ArrayList<>();
        private int mtu = StaticTunnel.DEFAULT_MTU;
        private OptionalInt tcpMss = OptionalInt.empty();
        private OptionalInt ipv6TcpMss = OptionalInt.empty();
        private Optional<String> device = Optional.empty();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** How peers are recognised, authenticated and authorized; may be repeated for other kinds of peers. */
        public Builder profile(IkeProfile ikeProfile) {
            profiles.add(Objects.requireNonNull(ikeProfile));
            return this;
        }

        /** What travels inside; {@link TunnelMode#IPSEC} if not said. All others need a device per peer. */
        public Builder mode(TunnelMode inside) {
            mode = Objects.requireNonNull(inside);
            return this;
        }

        /**
         * Puts a key into the GRE header and expects it there (RFC 2890).
         *
         * @param key 0 to 4,294,967,295
         */
        public Builder greKey(long key) {
            greKey = OptionalLong.of(key);
            return this;
        }

        /** The VRF that the interfaces and their routes belong to; the global one if not said. */
        public Builder vrf(String vrfName) {
            vrf = Optional.of(vrfName);
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

        /** How packets are protected, in place of the default. */
        public Builder ipsec(IpsecProfile ipsecProfile) {
            ipsec = Objects.requireNonNull(ipsecProfile);
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

        /**
         * The largest inner packet.
         *
         * @param octets 576 (1280 with IPv6 inside) to 9000
         */
        public Builder mtu(int octets) {
            mtu = octets;
            return this;
        }

        /**
         * Lowers what TCP connections of IPv4 through it offer as their largest segment, in both directions (RFC 9293
         * 3.7.1).
         *
         * @param octets 1 to 65535
         */
        public Builder tcpMss(int octets) {
            tcpMss = OptionalInt.of(checkMss(octets));
            return this;
        }

        /**
         * The same for connections of IPv6.
         *
         * @param octets 1 to 65535
         */
        public Builder ipv6TcpMss(int octets) {
            ipv6TcpMss = OptionalInt.of(checkMss(octets));
            return this;
        }

        private static int checkMss(int octets) {
            if (octets < 1 || octets > 65_535) {
                throw new IllegalArgumentException("a segment size of " + octets + " is not between 1 and 65535");
            }
            return octets;
        }

        /**
         * Name of the TUN device in the system, at most 15 octets, in place of one that follows from the interface's
         * name.
         */
        public Builder device(String deviceName) {
            device = Optional.of(deviceName);
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
