package io.flexike.examples;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionTable;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.trace.MessageLadder;
import io.flexike.ike.transport.IkePorts;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A hub and two spokes in one process: real IKEv2 and real ESP over UDP on the loopback interface, with tunnel devices
 * and hosts in memory, as an ordinary user.
 *
 * <pre>
 *   10.1.0.10                   10.255.0.1
 *   a host of the hub's LAN --- hub
 *                              /    \        UDP on 127.0.0.1: IKEv2, and ESP around
 *                             /      \       the packets between the networks
 *   10.128.1.10 --- spoke-1 -'        '- spoke-2 --- 10.128.2.10
 * </pre>
 *
 * Ends with status 0 only if every ping came back.
 */
public final class HubAndSpokesDemo {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int[] PING_OCTETS = {56, 1300, 4000};

    private final PrintStream out;
    private final Keyring keys = Keyring.named("keys")
            .peer("spokes", peer -> peer.fqdnSuffix("spokes.example").preSharedKey("only for this demonstration"))
            .peer(
                    "hub",
                    peer -> peer.identity(Identity.fqdn("hub.example")).preSharedKey("only for this demonstration"))
            .build();
    private final InMemoryHost hubHost =
            InMemoryHost.named("hub", System::nanoTime).withAddress("10.1.0.10");
    private final InMemoryHost spokeHost1 =
            InMemoryHost.named("spoke-1", System::nanoTime).withAddress("10.128.1.10");
    private final InMemoryHost spokeHost2 =
            InMemoryHost.named("spoke-2", System::nanoTime).withAddress("10.128.2.10");
    private final Queue<TracedMessage> messages = new ConcurrentLinkedQueue<>();
    private final Queue<GatewayEvent> hubEvents = new ConcurrentLinkedQueue<>();

    private HubAndSpokesDemo(PrintStream out) {
        this.out = out;
    }

    /** Runs the demonstration. */
    public static void main(String[] arguments) throws InterruptedException {
        boolean inJava = new HubAndSpokesDemo(System.out).run();
        boolean inWords = new RouterTextDemo(System.out).run();
        System.exit(inJava && inWords ? 0 : 1);
    }

    private boolean run() throws InterruptedException {
        boolean allCameBack;
        try (FlexVpnGateway hub =
                FlexVpnGateway.start(hub(), GatewayEnvironment.inMemory(hubHost, LOOPBACK, IkePorts.EPHEMERAL))) {
            hub.events(hubEvents::add);
            PeerEndpoint hubEndpoint = hub.endpoints().get(0);
            out.println("The hub listens on " + hubEndpoint + ".\n");
            try (FlexVpnGateway spoke1 = spoke(1, spokeHost1, hubEndpoint);
                    FlexVpnGateway spoke2 = spoke(2, spokeHost2, hubEndpoint)) {
                allCameBack = pingAll(spoke1, spoke2);
                out.println("\nThe hub's sessions:\n\n" + SessionTable.render(hub.sessions()));
                out.println(SessionTable.renderDetail(hub.sessions().get(0)));
            }
        }
        out.println("Everything is closed. All messages between spoke-1 and the hub, decrypted:\n\n" + ladder());
        out.println("What the hub saw of its spokes:\n");
        hubEvents.forEach(this::print);
        boolean cleanEnd = hubEvents.stream()
                        .filter(GatewayEvent.SessionDown.class::isInstance)
                        .count()
                == 2;
        out.println("\n" + (allCameBack && cleanEnd ? "Every ping came back." : "Something is wrong."));
        return allCameBack && cleanEnd;
    }

    private FlexVpnConfig hub() {
        AuthorizationPolicy spokes = AuthorizationPolicy.named("spokes")
                .pool(AddressPool.of("spoke-addresses", "10.255.0.0/24"))
                .advertise("10.0.0.0/8")
                .acceptRoutes("10.128.0.0/9")
                .build();
        IkeProfile anySpoke = IkeProfile.named("any-spoke")
                .identity(Identity.fqdn("hub.example"))
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .authorization(spokes)
                .build();
        return FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(anySpoke).unnumbered("10.255.0.1"))
                .build();
    }

    private FlexVpnGateway spoke(int number, InMemoryHost host, PeerEndpoint hub) throws InterruptedException {
        IkeProfile toHub = IkeProfile.named("to-hub")
                .identity(Identity.fqdn("spoke-" + number + ".spokes.example"))
                .matchRemote(Identity.fqdn("hub.example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .build();
        FlexVpnConfig.Builder config = FlexVpnConfig.create()
                .staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(toHub)
                                .destination(hub)
                                .requestAddress()
                                .localSubnets("10.128." + number + ".0/24"));
        if (number == 1) {
            config.traceMessages(messages::add);
        }
        FlexVpnGateway spoke =
                FlexVpnGateway.start(config.build(), GatewayEnvironment.inMemory(host, LOOPBACK, IkePorts.EPHEMERAL));
        spoke.awaitUp("Tunnel0", PATIENCE);
        return spoke;
    }

    private String ladder() {
        MessageLadder ladder = new MessageLadder("spoke-1", "hub");
        messages.forEach(traced -> ladder.message(traced.at(), traced.message().sent(), traced.message(), ""));
        return ladder.render();
    }

    private boolean pingAll(FlexVpnGateway spoke1, FlexVpnGateway spoke2) throws InterruptedException {
        InetAddress own = spoke1.sessions().get(0).assigned().addresses().get(0);
        InetAddress ofSpoke2 = spoke2.sessions().get(0).assigned().addresses().get(0);
        InetAddress lan1 = IpPrefix.parseAddress("10.128.1.10");
        out.println("Pings:\n");
        boolean all = ping("spoke-1 to the hub's LAN", own, IpPrefix.parseAddress("10.1.0.10"));
        all &= ping("spoke-1 to spoke-2 through the hub", own, ofSpoke2);
        all &= ping("LAN of spoke-1 to LAN of spoke-2", lan1, IpPrefix.parseAddress("10.128.2.10"));
        return all;
    }

    private boolean ping(String what, InetAddress source, InetAddress destination) throws InterruptedException {
        boolean all = true;
        for (int octets : PING_OCTETS) {
            Optional<Duration> roundTrip = spokeHost1.ping(source, destination, octets, PATIENCE);
            String result = roundTrip
                    .map(time -> String.format(Locale.ROOT, "%7.3f ms", time.toNanos() / 1e6))
                    .orElse("no answer");
            out.println(String.format(
                    Locale.ROOT,
                    "  %-36s %-12s -> %-12s %5d octets  %s",
                    what,
                    IpPrefix.format(source),
                    IpPrefix.format(destination),
                    octets,
                    result));
            all &= roundTrip.isPresent();
        }
        return all;
    }

    private void print(GatewayEvent event) {
        if (event instanceof GatewayEvent.SessionUp up) {
            out.println("  up    " + up.session().interfaceName() + "  "
                    + up.session().peerText());
        } else if (event instanceof GatewayEvent.SessionDown down) {
            out.println("  down  " + down.session().interfaceName() + "  "
                    + down.session().peerText() + "  " + down.reason());
        } else {
            out.println("  " + event);
        }
    }
}
