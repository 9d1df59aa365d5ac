package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.Ping;
import io.flexike.flexvpn.interop.Sites;
import io.flexike.flexvpn.interop.Traversal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tunnel interface of the kernel of a {@link GuestSite}, and a router of ours at its other end. */
final class KernelTunnel {
    static final String OWN_LINK_4 = "10.255.0.1";
    static final String PEER_LINK_4 = "10.255.0.2";
    static final String OWN_LINK_6 = "fd00:255::1";
    static final String PEER_LINK_6 = "fd00:255::2";

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
        KernelTunnel tunnel = addWithoutRoutes(site, module, device, link);
        site.guest().exec("ip route add 10.1.0.0/24 dev " + device);
        if (ipv6) {
            tunnel.ipv6Address();
            site.guest().exec("ip route add fd0a::/64 dev " + device);
        }
        return tunnel;
    }

    /** The same with nothing but an address of IPv4 and those that the kernel makes for the link. */
    static KernelTunnel addWithoutRoutes(GuestSite site, String module, String device, String link) {
        site.guest()
                .exec("set -e\nmodprobe " + module + "\nip link add " + device + " " + link + "\nip addr add "
                        + PEER_LINK_4 + "/30 dev " + device + "\nip link set " + device
                        + " up mtu 1400 multicast on\nsysctl -qw net.ipv4.conf." + device
                        + ".disable_policy=1 net.ipv4.conf." + device + ".rp_filter=0\n");
        return new KernelTunnel(site, device);
    }

    void ipv6Address() {
        site.guest().exec("ip addr add " + PEER_LINK_6 + "/126 dev " + device + " nodad");
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

    void assertPings(String own, String peer, int octets) {
        Traversal.assertPings(site.host(), own, peer, octets);
        assertThat(site.guest().run(Ping.ofGuest(peer, own, octets)).output()).contains(" 3 received");
    }

    /** Who asks a group hears all others; loops of the host itself are not asked for. */
    void assertMulticastBothWays(String ownDevice) {
        String answering = "net.ipv4.icmp_echo_ignore_broadcasts=0";
        site.host().exec("sysctl", "-qw", answering);
        site.guest().exec("sysctl -qw " + answering);
        assertThat(site.host().exec(group("", ownDevice, "224.0.0.1").split(" ")))
                .contains(" from " + PEER_LINK_4);
        assertThat(site.guest().exec(group("", device, "224.0.0.1"))).contains(" from " + OWN_LINK_4);
    }

    /** The same for IPv6, and then from one of the addresses that the kernels have made for the link to the other. */
    void assertLinkLocalBothWays(String ownDevice) {
        String peer =
                onlySender(site.host().exec(group("-6 ", ownDevice, "ff02::1").split(" ")));
        String own = onlySender(site.guest().exec(group("-6 ", device, "ff02::1")));
        Traversal.assertPings(site.host(), ownDevice, peer, 1300);
        assertThat(site.guest()
                        .run(String.join(" ", Ping.command(device, own, 1300)))
                        .output())
                .contains(" 3 received");
    }

    private static String group(String family, String device, String group) {
        return "ping " + family + "-n -L -c 1 -W 5 -I " + device + " " + group;
    }

    private static String onlySender(String output) {
        Matcher sender = Pattern.compile("bytes from (fe80::[0-9a-f:]+)%").matcher(output);
        assertThat(sender.find()).as(output).isTrue();
        return sender.group(1);
    }

    void remove() {
        site.guest().exec("ip link del " + device);
    }
}
