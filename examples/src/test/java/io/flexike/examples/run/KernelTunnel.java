package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.Ping;
import io.flexike.flexvpn.interop.Sites;
import io.flexike.flexvpn.interop.Traversal;

/** A tunnel interface of the kernel of a {@link GuestSite}, and a router of ours at its other end. */
final class KernelTunnel {
    static final String OWN_LINK_4 = "10.255.0.1";
    static final String PEER_LINK_4 = "10.255.0.2";
    private static final String PEER_LINK_6 = "fd00:255::2";

    private final GuestSite site;
    private final String device;

    private KernelTunnel(GuestSite site, String device) {
        this.site = site;
        this.device = device;
    }

    /**
     * Makes the interface, with addresses and routes of IPv4, of IPv6 too if it takes it.
     *
     * @param module of the kernel
     * @param link what follows {@code ip link add}
     */
    static KernelTunnel add(GuestSite site, String module, String device, String link, boolean ipv6) {
        String four = "ip addr add " + PEER_LINK_4 + "/30 dev " + device + "\nip link set " + device
                + " up mtu 1400\nip route add 10.1.0.0/24 dev " + device + "\n";
        String six = "ip addr add " + PEER_LINK_6 + "/126 dev " + device + " nodad\nip route add fd0a::/64 dev "
                + device + "\n";
        site.guest()
                .exec("set -e\nmodprobe " + module + "\nip link add " + device + " " + link + "\n" + four
                        + "sysctl -qw net.ipv4.conf." + device + ".disable_policy=1 net.ipv4.conf." + device
                        + ".rp_filter=0\n" + (ipv6 ? six : ""));
        return new KernelTunnel(site, device);
    }

    /** Between the ends of the link and between the networks behind them. */
    void assertPingsBothWays() {
        for (int octets : Traversal.SIZES) {
            assertPings(OWN_LINK_4, PEER_LINK_4, octets);
            assertPings(Sites.OWN_INNER_4, Sites.PEER_INNER_4, octets);
        }
    }

    void assertSmallPingsBothWays() {
        assertPings(Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
    }

    void assertIpv6PingsBothWays() {
        for (int octets : Traversal.SIZES) {
            assertPings(Sites.OWN_INNER_6, Sites.PEER_INNER_6, octets);
        }
    }

    private void assertPings(String own, String peer, int octets) {
        Traversal.assertPings(site.host(), own, peer, octets);
        assertThat(site.guest()
                        .run(String.join(" ", Ping.command(peer, own, octets)))
                        .output())
                .contains(" 3 received");
    }

    void remove() {
        site.guest().exec("ip link del " + device);
    }
}
