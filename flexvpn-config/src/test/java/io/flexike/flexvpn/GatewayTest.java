package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.transport.IkePorts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatewayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final IkePorts HUB_PORTS = new IkePorts(20500, 24500);

    private final Keyring keys = Keyring.named("keys")
            .peer("spokes", peer -> peer.fqdnSuffix("spokes.example").preSharedKey("spoke secret"))
            .peer("hub", peer -> peer.identity(Identity.fqdn("hub.example")).preSharedKey("spoke secret"))
            .build();

    @Test
    void clients_get_addresses_and_ping_the_hub_its_lan_and_each_other() throws Exception {
        InMemoryHost hubHost = InMemoryHost.named("hub", System::nanoTime).withAddress("10.1.0.10");
        FlexVpnConfig hub = FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(IkeProfile.named("spokes")
                                        .identity(Identity.fqdn("hub.example"))
                                        .matchRemote(Identity.fqdnSuffix("spokes.example"))
                                        .local(Authentication.preSharedKey(keys))
                                        .remote(Authentication.preSharedKey(keys))
                                        .authorization(AuthorizationPolicy.named("spokes")
                                                .pool(AddressPool.of("addresses", "10.255.0.0/24"))
                                                .dns("10.1.0.53")
                                                .advertise("10.0.0.0/8")
                                                .build())
                                        .build())
                                .unnumbered("10.255.0.1"))
                .build();
        InMemoryHost host1 = InMemoryHost.named("one", System::nanoTime);
        InMemoryHost host2 = InMemoryHost.named("two", System::nanoTime);
        try (FlexVpnGateway gateway =
                        FlexVpnGateway.start(hub, GatewayEnvironment.inMemory(hubHost, "127.0.0.1", HUB_PORTS));
                RemoteAccess one = client("one", host1).connect().get(10, TimeUnit.SECONDS);
                RemoteAccess two = client("two", host2).connect().get(10, TimeUnit.SECONDS)) {
            assertThat(one.assignedAddresses()).containsExactly(IpPrefix.parseAddress("10.255.0.2"));
            assertThat(two.assignedAddresses()).containsExactly(IpPrefix.parseAddress("10.255.0.3"));
            assertThat(one.dnsServers()).containsExactly(IpPrefix.parseAddress("10.1.0.53"));
            assertThat(one.subnets()).containsExactly(IpPrefix.parse("10.0.0.0/8"));
            assertThat(gateway.sessions())
                    .extracting(SessionSnapshot::interfaceName)
                    .containsExactly("Virtual-Access1", "Virtual-Access2");
            assertThat(ping(host1, one, "10.255.0.1")).isTrue();
            assertThat(ping(host1, one, "10.1.0.10")).isTrue();
            assertThat(ping(host1, one, "10.255.0.3")).isTrue();
        }
    }

    private static boolean ping(InMemoryHost host, RemoteAccess access, String destination) throws Exception {
        return host.ping(access.assignedAddresses().get(0), IpPrefix.parseAddress(destination), 1300, PATIENCE)
                .isPresent();
    }

    private FlexVpnClient client(String name, InMemoryHost host) {
        return FlexVpnClient.create()
                .gateways(new PeerEndpoint("127.0.0.1", HUB_PORTS.ike(), HUB_PORTS.natTraversal()))
                .identity(Identity.fqdn(name + ".spokes.example"))
                .matchRemote(Identity.fqdn("hub.example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .requestAddress()
                .requestDns()
                .environment(GatewayEnvironment.inMemory(host, "127.0.0.1", IkePorts.EPHEMERAL))
                .build();
    }
}
