package io.flexike.flexvpn.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link GuestSite} behind two routers, whose link carries {@value #MTU} octets where all others carry 1500. Outside,
 * we are {@link PeerNetwork#HIDDEN_LEFT_4} and {@link PeerNetwork#HIDDEN_LEFT_6}; nobody translates that.
 */
final class NarrowPath implements AutoCloseable {
    static final int MTU = 1300;
    private static final String BETWEEN = "mtu" + MTU;

    private final List<NetworkNamespace> routers;
    private final GuestSite site;

    private NarrowPath(List<NetworkNamespace> routers, GuestSite site) {
        this.routers = List.copyOf(routers);
        this.site = site;
    }

    static NarrowPath start(Path folder) {
        List<NetworkNamespace> all = new ArrayList<>();
        try {
            for (String label : List.of("near", "far", "host")) {
                all.add(NetworkNamespace.create(label));
            }
            NetworkNamespace near = all.get(0);
            NetworkNamespace far = all.get(1);
            NetworkNamespace host = all.get(2);
            connect(host, near, far);
            return new NarrowPath(all, siteBehind(host, far, folder));
        } catch (RuntimeException | AssertionError e) {
            all.forEach(NetworkNamespace::close);
            throw e;
        }
    }

    private static void connect(NetworkNamespace host, NetworkNamespace near, NetworkNamespace far) {
        host.connect(PeerNetwork.DEVICE, near, "inside")
                .address(PeerNetwork.DEVICE, PeerNetwork.HIDDEN_LEFT_4 + "/24")
                .address(PeerNetwork.DEVICE, PeerNetwork.HIDDEN_LEFT_6 + "/64");
        near.address("inside", "192.168.77.1/24")
                .address("inside", "fd77::1/64")
                .connect(BETWEEN, far, BETWEEN)
                .address(BETWEEN, "192.168.78.1/24")
                .address(BETWEEN, "fd78::1/64")
                .forwarding();
        far.address(BETWEEN, "192.168.78.2/24").address(BETWEEN, "fd78::2/64").forwarding();
        for (NetworkNamespace router : List.of(near, far)) {
            router.ip("link", "set", BETWEEN, "mtu", Integer.toString(MTU));
        }
        host.route("default", "192.168.77.1").route("default", "fd77::1");
        near.route("default", "192.168.78.2").route("default", "fd78::2");
        far.route("default", "192.168.78.1").route("default", "fd78::1");
    }

    private static GuestSite siteBehind(NetworkNamespace host, NetworkNamespace far, Path folder) {
        GuestSite site = GuestSite.start(host, far, folder, CharonSettings.kernelEsp());
        try {
            site.guest()
                    .exec("ip route replace default via " + PeerNetwork.LEFT_4 + " && ip -6 route replace default via "
                            + PeerNetwork.LEFT_6);
            return site;
        } catch (RuntimeException | AssertionError e) {
            site.close();
            throw e;
        }
    }

    GuestSite site() {
        return site;
    }

    /** Both ends know nothing of paths any more. */
    void forget() {
        site.host().ip("route", "flush", "cache");
        site.host().ip("-6", "route", "flush", "cache");
        site.guest().exec("ip route flush cache; ip -6 route flush cache");
    }

    @Override
    public void close() {
        site.close();
        routers.forEach(NetworkNamespace::close);
    }
}
