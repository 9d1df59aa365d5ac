package io.flexike.flexvpn.tunnel;

import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What every peer that connects to us gets a virtual-access interface of (DVTI). Immutable; may be incomplete, which is
 * found when the configuration is built.
 */
public final class VirtualTemplate {
    private final String name;
    private final Optional<IkeProfile> profile;
    private final IpsecProfile ipsec;
    private final List<InetAddress> unnumbered;
    private final int mtu;
    private final Optional<String> device;

    private VirtualTemplate(Builder builder) {
        name = builder.name;
        profile = builder.profile;
        ipsec = builder.ipsec;
        unnumbered = List.copyOf(builder.unnumbered);
        mtu = builder.mtu;
        device = builder.device;
    }

    /** Begins a template. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Such as {@code Virtual-Template1}. */
    public String name() {
        return name;
    }

    /** How peers are recognised, authenticated and authorized. */
    public Optional<IkeProfile> profile() {
        return profile;
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
     * Name of the TUN device in the system: what was configured, else {@link #name()}, shortened if it is too long for
     * that.
     */
    public String deviceName() {
        return device.orElseGet(() -> DeviceNames.of(name));
    }

    @Override
    public String toString() {
        return "virtual template \"" + name + "\"";
    }

    /** Collects the parts of a template. */
    public static final class Builder {
        private final String name;
        private Optional<IkeProfile> profile = Optional.empty();
        private IpsecProfile ipsec = IpsecProfile.defaults();
        private final List<InetAddress> unnumbered = new ArrayList<>();
        private int mtu = StaticTunnel.DEFAULT_MTU;
        private Optional<String> device = Optional.empty();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** How peers are recognised, authenticated and authorized. */
        public Builder profile(IkeProfile ikeProfile) {
            profile = Optional.of(ikeProfile);
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
         * Name of the TUN device in the system, at most 15 octets, in place of one that follows from the interface's
         * name.
         */
        public Builder device(String deviceName) {
            device = Optional.of(deviceName);
            return this;
        }

        /** The template; whether it is complete is checked when the configuration is built. */
        public VirtualTemplate build() {
            return new VirtualTemplate(this);
        }
    }
}
