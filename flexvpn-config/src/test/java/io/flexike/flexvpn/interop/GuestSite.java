package io.flexike.flexvpn.interop;

import java.nio.file.Path;

/**
 * The site of the peer in a {@link KernelGuest}, with strongSwan for IKE and the kernel for ESP. A cable leads to a
 * namespace for our site; outer addresses are those of {@link PeerNetwork}, we are its left host.
 */
public final class GuestSite implements AutoCloseable {
    /** The device in the namespace of our site. */
    public static final String TAP = "tap0";

    private final NetworkNamespace host;
    private final KernelGuest guest;
    private final GuestStrongSwan peer;

    private GuestSite(NetworkNamespace host, KernelGuest guest, GuestStrongSwan peer) {
        this.host = host;
        this.guest = guest;
        this.peer = peer;
    }

    /** Boots the guest with its files in the folder; the peer knows no connections yet. */
    public static GuestSite start(Path folder) {
        return start(folder, CharonSettings.kernelEsp());
    }

    public static GuestSite start(Path folder, CharonSettings settings) {
        NetworkNamespace host = NetworkNamespace.create("g");
        return start(host, host, folder, settings);
    }

    /** The cable from the guest leads to another host than ours; {@code host} is closed in any case. */
    static GuestSite start(NetworkNamespace host, NetworkNamespace beforeGuest, Path folder, CharonSettings settings) {
        try {
            beforeGuest.tap(TAP).address(TAP, PeerNetwork.LEFT_4 + "/24").address(TAP, PeerNetwork.LEFT_6 + "/64");
            KernelGuest guest = KernelGuest.boot(beforeGuest, folder.resolve("guest"), TAP);
            try {
                guest.exec("ip addr add " + PeerNetwork.RIGHT_4 + "/24 dev vec0 && ip addr add " + PeerNetwork.RIGHT_6
                        + "/64 dev vec0 nodad && ip link set vec0 up && ip addr add " + Sites.PEER_INNER_4
                        + "/24 dev lo && ip addr add " + Sites.PEER_INNER_6 + "/64 dev lo nodad"
                        + " && ip route add default dev vec0 && ip -6 route add default dev vec0");
                return new GuestSite(host, guest, GuestStrongSwan.start(guest, settings, SwanctlConf.create()));
            } catch (RuntimeException | AssertionError e) {
                guest.close();
                throw e;
            }
        } catch (RuntimeException | AssertionError e) {
            host.close();
            throw e;
        }
    }

    /** Neither end asks who has an IPv6 address, which a Child SA for just these addresses would protect, too. */
    public void knowNeighbours() {
        String own = host.exec("cat", "/sys/class/net/" + TAP + "/address").strip();
        String peers = guest.exec("cat /sys/class/net/vec0/address").strip();
        host.ip("neigh", "replace", PeerNetwork.RIGHT_6, "lladdr", peers, "dev", TAP, "nud", "permanent");
        guest.exec("ip neigh replace " + PeerNetwork.LEFT_6 + " lladdr " + own + " dev vec0 nud permanent");
    }

    /** Transport mode: ICMP to the peer goes into the tunnel device, while what the gateway sends takes the cable. */
    public void routeIcmpIntoTheDevice(String ownAddress, String peerAddress) {
        String family = ownAddress.contains(":") ? "-6" : "-4";
        String icmp = ownAddress.contains(":") ? "ipv6-icmp" : "icmp";
        host.ip(family, "route", "replace", peerAddress, "dev", Sites.DEVICE, "src", ownAddress, "table", "100");
        if (!host.ip(family, "rule").contains("lookup 100")) {
            host.ip(family, "rule", "add", "ipproto", icmp, "to", peerAddress, "lookup", "100");
        }
    }

    /** Where our site belongs. */
    public NetworkNamespace host() {
        return host;
    }

    public KernelGuest guest() {
        return guest;
    }

    public GuestStrongSwan peer() {
        return peer;
    }

    @Override
    public void close() {
        peer.close();
        guest.close();
        host.close();
    }
}
