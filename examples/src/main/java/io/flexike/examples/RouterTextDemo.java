package io.flexike.examples;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.show.ShowCommands;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.transport.IkePorts;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;

/** The hub in a router's words and the spoke in Java, one against the other; both exist in both forms. */
final class RouterTextDemo {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final int ATTEMPTS = 20;
    private static final String LOOPBACK = "127.0.0.1";

    private final PrintStream out;
    private final InMemoryHost hubHost =
            InMemoryHost.named("hub", System::nanoTime).withAddress("10.1.0.10");
    private final InMemoryHost spokeHost =
            InMemoryHost.named("spoke", System::nanoTime).withAddress("10.128.7.10");

    RouterTextDemo(PrintStream out) {
        this.out = out;
    }

    boolean run() throws InterruptedException {
        RouterConfig words = TenLines.read("hub.cfg").config();
        boolean same = TenLines.gateway("hub.cfg", FlexVpnConfig.create()).equals(TenLines.hub())
                && TenLines.gateway("spoke.cfg", FlexVpnConfig.create()).equals(TenLines.spoke());
        out.println("\nA hub of a router's configuration:\n\n" + words.write());
        try (FlexVpnGateway hub = FlexVpnGateway.start(
                TenLines.gateway("hub.cfg", FlexVpnConfig.create()),
                GatewayEnvironment.inMemory(hubHost, LOOPBACK, IkePorts.EPHEMERAL))) {
            PeerEndpoint at = hub.endpoints().get(0);
            FlexVpnConfig.Builder there =
                    FlexVpnConfig.create().peerPorts(new IkePorts(at.ikePort(), at.natTraversalPort()));
            try (FlexVpnGateway spoke = FlexVpnGateway.start(
                    TenLines.gateway("spoke.cfg", there),
                    GatewayEnvironment.inMemory(spokeHost, LOOPBACK, IkePorts.EPHEMERAL))) {
                spoke.awaitUp("Tunnel0", PATIENCE);
                InetAddress own = spoke.sessions().get(0).assigned().addresses().get(0);
                boolean came = pings(own, "10.255.0.1") && pings(own, "10.1.0.10");
                came &= pings(IpPrefix.parseAddress("10.128.7.10"), "10.1.0.10");
                show(words, hub, "show crypto ikev2 session");
                show(words, hub, "show ip route");
                out.println(
                        came && same
                                ? "Every ping came back, and both forms of both ends are the same."
                                : "Something is wrong.");
                return came && same;
            }
        }
    }

    private void show(RouterConfig words, FlexVpnGateway gateway, String command) {
        out.println("hub#" + command + "\n"
                + ShowCommands.show(
                        command, words, gateway.snapshot(), gateway.ike().join()));
    }

    /** The networks of the spoke are told a moment after the session is up. */
    private boolean pings(InetAddress source, String destination) throws InterruptedException {
        boolean came = false;
        for (int i = 0; i < ATTEMPTS && !came; i++) {
            came = spokeHost
                    .ping(source, IpPrefix.parseAddress(destination), 56, SHORT)
                    .isPresent();
        }
        out.println("  " + IpPrefix.format(source) + " -> " + destination + (came ? "  answered" : "  no answer"));
        return came;
    }
}
