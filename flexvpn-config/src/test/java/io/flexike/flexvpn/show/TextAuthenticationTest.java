package io.flexike.flexvpn.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.TestPki;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.router.RouterGateway;
import io.flexike.flexvpn.router.Trustpoints;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.transport.IkePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways in routers' words that authenticate by certificates and by EAP, with their trustpoints in folders. */
@Timeout(120)
class TextAuthenticationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String HUB = """
            hostname hub
            username ana password 0 wonderland
            aaa new-model
            aaa authentication login USERS local
            aaa authorization network FLEX local
            ip local pool CLIENTS 10.255.0.2 10.255.0.10
            crypto pki trustpoint HUB
             revocation-check none
            crypto ikev2 authorization policy CLIENTS
             pool CLIENTS
            crypto ikev2 authorization policy ana
             dns 10.1.0.53
            crypto ikev2 profile CLIENTS
             match identity remote fqdn domain clients.example
             identity local fqdn hub.example
             authentication local ecdsa-sig
             authentication remote eap query-identity
             pki trustpoint HUB
             aaa authentication eap USERS
             aaa authorization group eap list FLEX CLIENTS
             aaa authorization user eap cached
             virtual-template 1
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            """;

    private static final String CLIENT = """
            crypto pki trustpoint CA
             revocation-check none
            crypto ikev2 profile default
             match identity remote fqdn hub.example
             identity local fqdn one.clients.example
             authentication local eap mschapv2 username ana password 0 wonderland
             authentication remote ecdsa-sig
             pki trustpoint CA
            interface Tunnel0
             ip address negotiated
             tunnel mode ipsec ipv4
             tunnel source 127.0.0.1
             tunnel destination 127.0.0.1
             tunnel protection ipsec profile default
            """;

    private static final String BY_MAP = """
            crypto pki trustpoint SITE
             revocation-check none
            crypto pki certificate map OTHERS 10
             subject-name co ou = vpn
             alt-subject-name co example
            crypto ikev2 profile default
             match certificate OTHERS
             identity local dn
             authentication local rsa-sig
             authentication remote rsa-sig
             pki trustpoint SITE
            """;

    private static final String EAST = BY_MAP + """
             virtual-template 1
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            """;

    private static final String WEST = BY_MAP + """
            interface Tunnel0
             ip address 10.255.0.2 255.255.255.252
             tunnel mode ipsec ipv4
             tunnel source 127.0.0.1
             tunnel destination 127.0.0.1
             tunnel protection ipsec profile default
            """;

    private final TestPki pki = new TestPki("Root");
    private final List<FlexVpnGateway> gateways = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        gateways.forEach(FlexVpnGateway::close);
    }

    @Test
    void a_client_with_a_password_is_shown_with_its_user() throws Exception {
        pki.write(folder, "HUB", "EC", "hub.example");
        pki.write(folder, "CA", "EC", "nobody.example");
        FlexVpnGateway hub = start(HUB, FlexVpnConfig.create());
        FlexVpnGateway client = start(CLIENT, to(hub));
        client.awaitUp("Tunnel0", PATIENCE);

        SessionSnapshot session = client.sessions().get(0);
        assertThat(session.assigned().addresses()).containsExactly(IpPrefix.parseAddress("10.255.0.2"));
        assertThat(session.assigned().dns()).containsExactly(IpPrefix.parseAddress("10.1.0.53"));
        await().until(() -> !hub.sessions().isEmpty());
        assertThat(shown("show crypto ikev2 sa detailed", HUB, hub))
                .contains("Auth sign: ECDSA, Auth verify: EAP")
                .contains("Remote EAP id: ana");
        assertThat(shown("show crypto ikev2 sa detailed", CLIENT, client))
                .contains("Auth sign: EAP, Auth verify: ECDSA")
                .doesNotContain("Remote EAP id");
    }

    @Test
    void sites_find_each_other_by_a_certificate_map() throws Exception {
        pki.write(folder, "SITE", "RSA", "east.example");
        FlexVpnGateway east = start(EAST, FlexVpnConfig.create());
        pki.write(folder, "SITE", "RSA", "west.example");
        FlexVpnGateway west = start(WEST, to(east));
        west.awaitUp("Tunnel0", PATIENCE);

        assertThat(west.sessions().get(0).peerText()).contains("east.example");
        assertThat(shown("show crypto ikev2 sa detailed", WEST, west)).contains("Auth sign: RSA, Auth verify: RSA");
    }

    private static FlexVpnConfig.Builder to(FlexVpnGateway peer) {
        PeerEndpoint at = peer.endpoints().get(0);
        return FlexVpnConfig.create().peerPorts(new IkePorts(at.ikePort(), at.natTraversalPort()));
    }

    private FlexVpnGateway start(String text, FlexVpnConfig.Builder beginning) {
        RouterGateway read =
                RouterGateway.of(RouterConfig.read("r.cfg", text), "r.cfg", beginning, Trustpoints.ofFolder(folder));
        assertThat(read.findings()).isEmpty();
        assertThat(read.inactive()).isEmpty();
        FlexVpnGateway gateway = FlexVpnGateway.start(
                read.config().orElseThrow(),
                GatewayEnvironment.inMemory(
                        InMemoryHost.named("host", System::nanoTime), "127.0.0.1", IkePorts.EPHEMERAL));
        gateways.add(0, gateway);
        return gateway;
    }

    private static String shown(String command, String text, FlexVpnGateway gateway) throws Exception {
        return ShowCommands.show(
                command,
                RouterConfig.read("r.cfg", text).config(),
                gateway.snapshot(),
                gateway.ike().get());
    }
}
