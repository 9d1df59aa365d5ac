package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnClient;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.RemoteAccess;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub with an address pool on the right, whose networks are 10.2.0.0/24 and fd0b::/64, and a client on the left. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class RemoteAccessIT {
    private static final String KEY = "a key for the clients";

    private final Keyring keys = Keyring.named("keys")
            .peer("any", peer -> peer.anyPeer().preSharedKey(KEY))
            .build();

    @TempDir
    Path folder;

    @Test
    void strongswan_gets_addresses_name_servers_and_networks_from_our_pool() throws Exception {
        try (PeerNetwork network = PeerNetwork.direct();
                FlexikePeer hub = FlexikePeer.start(network.right(), hub());
                StrongSwanPeer client =
                        StrongSwanPeer.start(network.left(), folder.resolve("client"), strongSwanClient())) {
            Sites.addressPeer(network.right());
            client.initiate("hub").orFail();
            SessionSnapshot session = hub.awaitSession();
            assertThat(session.interfaceName()).isEqualTo("Virtual-Access1");
            assertThat(session.assigned().addresses())
                    .containsExactly(IpPrefix.parseAddress("10.55.0.2"), IpPrefix.parseAddress("fd55::2"));
            assertThat(client.nameServers()).contains("nameserver 10.2.0.53", "nameserver fd0b::53");
            assertThat(client.listSas())
                    .containsPattern("remote 10\\.2\\.0\\.0/24 10\\.55\\.0\\.1/32 fd0b::/64 fd55::1/128");
            assertPingsBothWays(network);

            client.terminateIke("hub").orFail();
            hub.awaitEvent(GatewayEvent.SessionDown.class, down -> true);
            assertThat(hub.gateway().sessions()).isEmpty();
            assertThat(network.right().ip("route", "show", "table", "all")).doesNotContain("10.55.0.2");
            client.initiate("hub").orFail();
            assertThat(hub.awaitSession().assigned().addresses()).hasSize(2);
        }
    }

    private FlexVpnConfig hub() {
        AuthorizationPolicy policy = AuthorizationPolicy.named("clients")
                .pool(AddressPool.of("addresses", "10.55.0.0/24"))
                .pool(AddressPool.of("addresses-6", "fd55::/120"))
                .dns("10.2.0.53", "fd0b::53")
                .advertise("10.2.0.0/24", "fd0b::/64")
                .build();
        IkeProfile profile = IkeProfile.named("clients")
                .identity(Identity.fqdn("hub.example"))
                .matchRemote(Identity.fqdnSuffix("clients.example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .authorization(policy)
                .build();
        return FlexVpnConfig.create()
                .listenOn(PeerNetwork.RIGHT_4, PeerNetwork.RIGHT_6)
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile)
                                .unnumbered("10.55.0.1")
                                .unnumbered("fd55::1"))
                .build();
    }

    private static SwanctlConf strongSwanClient() {
        return SwanctlConf.create()
                .site(
                        "hub",
                        new SwanctlConf.Ends(
                                PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4, "one.clients.example", "hub.example"),
                        Suite.GCM_128.charonIke(),
                        Suite.GCM_128.charonEsp())
                .connection("hub", connection -> connection.set("vips", "0.0.0.0, ::"))
                .child("hub", "hub", child -> child.set("remote_ts", "0.0.0.0/0, ::/0"))
                .preSharedKey(KEY);
    }

    @Test
    void we_get_addresses_name_servers_and_networks_from_the_pool_of_strongswan() throws Exception {
        try (PeerNetwork network = PeerNetwork.direct();
                StrongSwanPeer hub = StrongSwanPeer.start(network.right(), folder.resolve("hub"), strongSwanHub())) {
            Sites.addressPeer(network.right());
            try (RemoteAccess access =
                    network.left().enter(() -> client().connect().get(20, TimeUnit.SECONDS))) {
                assertThat(access.assignedAddresses())
                        .containsExactlyInAnyOrder(
                                IpPrefix.parseAddress("10.55.0.2"), IpPrefix.parseAddress("fd55::2"));
                assertThat(access.dnsServers())
                        .contains(IpPrefix.parseAddress("10.2.0.53"), IpPrefix.parseAddress("fd0b::53"));
                assertThat(access.subnets()).contains(IpPrefix.parse("10.2.0.0/24"), IpPrefix.parse("fd0b::/64"));
                assertPingsBothWays(network);

                hub.terminateIke("clients").orFail();
                assertThat(access.whenClosed()
                                .toCompletableFuture()
                                .get(FlexikePeer.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                .explanation())
                        .isNotBlank();
                assertThat(network.left().ip("addr", "show")).doesNotContain("10.55.0.2", "fd55::2");
                assertThat(network.left().ip("route", "show", "table", "all")).doesNotContain("10.2.0.0");
            }
            hub.awaitNoSas(FlexikePeer.PATIENCE);
        }
    }

    private FlexVpnClient client() {
        return FlexVpnClient.create()
                .gateways(PeerNetwork.RIGHT_4)
                .identity(Identity.fqdn("one.clients.example"))
                .matchRemote(Identity.fqdn("hub.example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .requestAddress()
                .requestIpv6Address()
                .requestDns()
                .tunnel(tunnel -> tunnel.source(PeerNetwork.LEFT_4))
                .build();
    }

    private static SwanctlConf strongSwanHub() {
        return SwanctlConf.create()
                .site(
                        "clients",
                        new SwanctlConf.Ends("%any", "%any", "hub.example", "%any"),
                        "aes256gcm16-prfsha384-ecp256",
                        "aes256gcm16")
                .connection("clients", connection -> connection.set("pools", "p4, p6"))
                .child("clients", "clients", child -> child.set("local_ts", "10.2.0.0/24, fd0b::/64"))
                .pool(
                        "p4",
                        "10.55.0.2-10.55.0.9",
                        pool -> pool.set("dns", "10.2.0.53")
                                .set("netmask", "255.255.255.0")
                                .set("subnet", "10.2.0.0/24"))
                .pool(
                        "p6",
                        "fd55::2-fd55::9",
                        pool -> pool.set("dns", "fd0b::53").set("subnet", "fd0b::/64"))
                .preSharedKey(KEY);
    }

    /** Between the address 2 of the pools, which is the client's, and the hub's networks. */
    private static void assertPingsBothWays(PeerNetwork network) {
        Traversal.assertPingsBothWays(network.left(), "10.55.0.2", network.right(), Sites.PEER_INNER_4);
        Traversal.assertPingsBothWays(network.left(), "fd55::2", network.right(), Sites.PEER_INNER_6);
    }
}
