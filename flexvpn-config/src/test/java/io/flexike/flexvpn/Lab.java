package io.flexike.flexvpn;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Gateways and clients on loopback UDP with hosts in memory, everything closed at the end. */
final class Lab implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final RetransmissionSchedule IMPATIENT =
            new RetransmissionSchedule(Duration.ofMillis(200), 1.5, Duration.ofSeconds(1), 4);

    private final String loopback;
    private final List<Runnable> atEnd = new ArrayList<>();

    Lab() {
        this("127.0.0.1");
    }

    Lab(String loopback) {
        this.loopback = loopback;
    }

    /** A host with the devices of its gateway. */
    static final class Host {
        private final InMemoryHost host;
        private final List<InMemoryTun> devices = new CopyOnWriteArrayList<>();

        Host(String name, String... addresses) {
            host = InMemoryHost.named(name, System::nanoTime);
            for (String address : addresses) {
                host.withAddress(address);
            }
        }

        InMemoryTun device(int index) {
            return devices.get(index);
        }

        /** All that were ever opened, in order. */
        List<InMemoryTun> devices() {
            return devices;
        }

        List<String> routes(int index) {
            return devices.get(index).hostEnd().routes().stream()
                    .map(route -> new IpPrefix(route.address(), route.length()).toString())
                    .sorted()
                    .toList();
        }

        List<String> addresses(int index) {
            return devices.get(index).hostEnd().addresses().stream()
                    .map(address -> IpPrefix.format(address.address()) + "/" + address.length())
                    .toList();
        }

        boolean pings(String source, String destination, int octets) throws InterruptedException {
            return pings(IpPrefix.parseAddress(source), destination, octets);
        }

        boolean pings(InetAddress source, String destination, int octets) throws InterruptedException {
            return host.ping(source, IpPrefix.parseAddress(destination), octets, PATIENCE)
                    .isPresent();
        }

        /** With little patience, for pings that are not to come back. */
        boolean pingsSoon(String source, String destination) throws InterruptedException {
            return host.ping(
                            IpPrefix.parseAddress(source),
                            IpPrefix.parseAddress(destination),
                            56,
                            Duration.ofMillis(300))
                    .isPresent();
        }
    }

    GatewayEnvironment environment(Host host) {
        return GatewayEnvironment.inMemory(host.host, loopback, IkePorts.EPHEMERAL)
                .withTunDevices(settings -> {
                    InMemoryTun device = InMemoryTun.open(settings);
                    host.host.attach(device);
                    host.devices.add(device);
                    return device;
                })
                .withRetransmission(IMPATIENT);
    }

    FlexVpnGateway gateway(Host host, Consumer<FlexVpnConfig.Builder> description) {
        return gateway(host, event -> {}, description);
    }

    FlexVpnGateway gateway(
            Host host, Consumer<? super GatewayEvent> listener, Consumer<FlexVpnConfig.Builder> description) {
        return gateway(environment(host), listener, description);
    }

    FlexVpnGateway gateway(
            GatewayEnvironment environment,
            Consumer<? super GatewayEvent> listener,
            Consumer<FlexVpnConfig.Builder> description) {
        FlexVpnConfig.Builder config = FlexVpnConfig.create();
        description.accept(config);
        FlexVpnGateway gateway = FlexVpnGateway.start(config.build(), environment);
        gateway.events(listener);
        atEnd.add(0, gateway::close);
        return gateway;
    }

    /** A hub at 10.255.0.1 for peers in {@code spokes.example} with the key {@code secret}. */
    FlexVpnGateway hub(
            Host host, Consumer<? super GatewayEvent> listener, Consumer<AuthorizationPolicy.Builder> description) {
        AuthorizationPolicy.Builder policy = AuthorizationPolicy.named("spokes");
        description.accept(policy);
        IkeProfile profile = profile("any-spoke", "hub.example", "secret")
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .authorization(policy.build())
                .build();
        return gateway(
                host,
                listener,
                config -> config.virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile)
                                .unnumbered("10.255.0.1")
                                .unnumbered("2001:db8:ff::1")));
    }

    /** A client of such a hub. */
    FlexVpnClient.Builder client(String name, Host host, FlexVpnGateway hub) {
        return client(name, host, "secret", hub.endpoints().get(0));
    }

    FlexVpnClient.Builder client(String name, Host host, String key, PeerEndpoint... gateways) {
        Keyring keys = keys(key);
        return FlexVpnClient.create()
                .gateways(gateways)
                .identity(Identity.fqdn(name + ".spokes.example"))
                .matchRemote(Identity.fqdn("hub.example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .requestAddress()
                .environment(environment(host));
    }

    RemoteAccess connect(FlexVpnClient.Builder client)
            throws InterruptedException, ExecutionException, TimeoutException {
        RemoteAccess session = client.build().connect().get(15, TimeUnit.SECONDS);
        atEnd.add(0, session::close);
        return session;
    }

    void atEnd(Runnable closing) {
        atEnd.add(0, closing);
    }

    static Keyring keys(String key) {
        return Keyring.named("keys")
                .peer("all", peer -> peer.anyPeer().preSharedKey(key))
                .build();
    }

    static IkeProfile.Builder profile(String name, String identity, String key) {
        return IkeProfile.named(name)
                .identity(Identity.fqdn(identity))
                .local(Authentication.preSharedKey(keys(key)))
                .remote(Authentication.preSharedKey(keys(key)));
    }

    @Override
    public void close() {
        atEnd.forEach(Runnable::run);
    }
}
