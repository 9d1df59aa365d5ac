package io.flexike.examples.run;

import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.SwanctlConf;

/**
 * A tunnel interface of the program and one of the kernel of a {@link GuestSite}. Nothing says where the networks
 * behind them are: daemons are to find out.
 */
enum RoutedLink {
    GRE("Tunnel0", "tu0", "gre1", KernelGreIT.ROUTER) {
        @Override
        SwanctlConf peer() {
            return KernelGreIT.peer("transport");
        }

        @Override
        KernelTunnel add(GuestSite site) {
            return KernelTunnel.addWithoutRoutes(site, "ip_gre", peerDevice, "type gre " + ENDS + " ttl 64");
        }
    },
    VTI(
            "Tunnel12",
            "tu12",
            "vti0",
            KernelVtiIT.ROUTER
                    .replace(" mode ipsec ipv4\n", " mode ipsec dual-overlay\n")
                    .replace(" ip mtu 1400\n", " ip mtu 1400\n ipv6 address fd00:255::1/126\n")) {
        @Override
        SwanctlConf peer() {
            return KernelVtiIT.peer("0.0.0.0/0, ::/0");
        }

        @Override
        KernelTunnel add(GuestSite site) {
            return KernelTunnel.addWithoutRoutes(site, "ip_vti", peerDevice, "type vti " + ENDS + " key 99");
        }
    };

    private static final String ENDS = "local " + PeerNetwork.RIGHT_4 + " remote " + PeerNetwork.LEFT_4;

    final String name;
    final String device;
    final String peerDevice;
    private final String router;

    RoutedLink(String name, String device, String peerDevice, String router) {
        this.name = name;
        this.device = device;
        this.peerDevice = peerDevice;
        this.router = router.replaceAll("(?m)^(ip|ipv6) route .*\n", "");
    }

    /** What the program reads. */
    String router() {
        return router;
    }

    abstract SwanctlConf peer();

    /** Makes the one of the guest, with an address of IPv4. */
    abstract KernelTunnel add(GuestSite site);
}
