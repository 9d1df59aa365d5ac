package io.flexike.flexvpn.show;

import static org.awaitility.Awaitility.await;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.router.RouterGateway;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.transport.IkePorts;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** A hub and a spoke of texts, in memory and on loopback. */
final class LivePair implements AutoCloseable {
    private static final String KEYS = """
            aaa new-model
            aaa authorization network LOCAL local
            crypto ikev2 keyring KEYS
             peer ALL
              address 0.0.0.0 0.0.0.0
              pre-shared-key only-for-this-test
            """;

    static final String HUB = KEYS + """
            smart-defaults classic
            ip local pool SPOKES 10.255.0.2 10.255.0.254
            crypto ikev2 authorization policy SPOKES
             pool SPOKES
             route set remote ipv4 10.1.0.0 255.255.0.0
             route accept any tag 7 distance 5
            crypto ikev2 profile SPOKES
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             dpd 30 3 on-demand
             aaa authorization group psk list LOCAL SPOKES
             virtual-template 1
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            """;

    static final String SPOKE = KEYS + """
            smart-defaults classic
            ip access-list standard LAN
             permit 10.128.1.0 0.0.0.255
            crypto ikev2 authorization policy default
             route set access-list LAN
             route accept any
            crypto ikev2 profile default
             match identity remote fqdn hub.example
             identity local fqdn one.spokes.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             aaa authorization group psk list LOCAL default
            interface Tunnel0
             ip address negotiated
             tunnel mode ipsec ipv4
             tunnel source 127.0.0.1
             tunnel destination 127.0.0.1
             tunnel protection ipsec profile default
            ip route 10.9.0.0 255.255.0.0 Tunnel0
            """;

    final RouterConfig hubConfig;
    final RouterConfig spokeConfig = RouterConfig.read("spoke.cfg", SPOKE).config();
    final FlexVpnGateway hub;
    final FlexVpnGateway spoke;

    LivePair() throws InterruptedException {
        this(HUB);
    }

    LivePair(String hubText) throws InterruptedException {
        hubConfig = RouterConfig.read("hub.cfg", hubText).config();
        hub = start("hub", hubConfig, FlexVpnConfig.create());
        PeerEndpoint at = hub.endpoints().get(0);
        spoke = start(
                "spoke",
                spokeConfig,
                FlexVpnConfig.create().peerPorts(new IkePorts(at.ikePort(), at.natTraversalPort())));
        spoke.awaitUp("Tunnel0", Duration.ofSeconds(20));
        await().until(() -> !hub.sessions().isEmpty());
    }

    private static FlexVpnGateway start(String name, RouterConfig config, FlexVpnConfig.Builder beginning) {
        RouterGateway read = RouterGateway.of(config, name, beginning);
        return FlexVpnGateway.start(
                read.config().orElseThrow(() -> new AssertionError(read.findings())),
                GatewayEnvironment.inMemory(
                        InMemoryHost.named(name, System::nanoTime), "127.0.0.1", IkePorts.EPHEMERAL));
    }

    String ofHub(String command) throws InterruptedException, ExecutionException {
        return ShowCommands.show(command, hubConfig, hub.snapshot(), hub.ike().get());
    }

    String ofSpoke(String command) throws InterruptedException, ExecutionException {
        return ShowCommands.show(
                command, spokeConfig, spoke.snapshot(), spoke.ike().get());
    }

    @Override
    public void close() {
        spoke.close();
        hub.close();
    }
}
