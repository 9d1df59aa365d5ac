package io.flexike.flexvpn.tunnel;

import io.flexike.flexvpn.policy.IpsecProfile;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Collects what static tunnels and virtual templates have in common.
 *
 * @param <B> the builder itself
 */
public abstract sealed class InterfaceBuilder<B extends InterfaceBuilder<B>>
        permits StaticTunnel.Builder, VirtualTemplate.Builder {
    final String name;
    IpsecProfile ipsec = IpsecProfile.defaults();
    TunnelMode mode = TunnelMode.IPSEC;
    OptionalLong greKey = OptionalLong.empty();
    Optional<String> vrf = Optional.empty();
    int mtu = StaticTunnel.DEFAULT_MTU;
    OptionalInt tcpMss = OptionalInt.empty();
    OptionalInt ipv6TcpMss = OptionalInt.empty();
    Optional<String> device = Optional.empty();

    InterfaceBuilder(String name) {
        this.name = Objects.requireNonNull(name);
    }

    abstract B self();

    /** How packets are protected, in place of the default. */
    public final B ipsec(IpsecProfile ipsecProfile) {
        ipsec = Objects.requireNonNull(ipsecProfile);
        return self();
    }

    /** What travels inside; {@link TunnelMode#IPSEC} if not said. In a template all others need a device per peer. */
    public final B mode(TunnelMode inside) {
        mode = Objects.requireNonNull(inside);
        return self();
    }

    /**
     * Puts a key into the GRE header and expects it there (RFC 2890).
     *
     * @param key 0 to 4,294,967,295
     */
    public final B greKey(long key) {
        greKey = OptionalLong.of(key);
        return self();
    }

    /** The VRF that the interface and its routes belong to; the global one if not said. */
    public final B vrf(String vrfName) {
        vrf = Optional.of(vrfName);
        return self();
    }

    /**
     * The largest inner packet.
     *
     * @param octets 576 (1280 with IPv6 inside) to 9000
     */
    public final B mtu(int octets) {
        mtu = octets;
        return self();
    }

    /**
     * Lowers what TCP connections of IPv4 through it offer as their largest segment, in both directions (RFC 9293
     * 3.7.1).
     *
     * @param octets 1 to 65535
     */
    public final B tcpMss(int octets) {
        tcpMss = OptionalInt.of(checkMss(octets));
        return self();
    }

    /**
     * The same for connections of IPv6.
     *
     * @param octets 1 to 65535
     */
    public final B ipv6TcpMss(int octets) {
        ipv6TcpMss = OptionalInt.of(checkMss(octets));
        return self();
    }

    private static int checkMss(int octets) {
        if (octets < 1 || octets > 65_535) {
            throw new IllegalArgumentException("a segment size of " + octets + " is not between 1 and 65535");
        }
        return octets;
    }

    /**
     * Name of the TUN device in the system, at most 15 octets, in place of one that follows from the interface's name.
     */
    public final B device(String deviceName) {
        device = Optional.of(deviceName);
        return self();
    }
}
