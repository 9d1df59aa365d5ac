package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.DataPlane;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.environment.DataPlaneOptions;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerRequest;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AuthorizerTest {
    private static final DataPlane DATA_PLANE = DataPlane.builder()
            .crypto(CryptoProvider.standard())
            .random(new SecureRandom())
            .clock(InstantSource.system())
            .start();

    private static final ConfigurationAttribute ASK =
            ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS);

    private static TunnelInterface device(String name) {
        TunSettings settings = TunSettings.named(name);
        TunnelInterface device = new TunnelInterface(
                name, name, settings, new RouteTable(Optional.empty(), InstantSource.system()), Optional.empty());
        device.opened(InMemoryTun.open(settings));
        return device;
    }

    private final Map<Long, Placement> established = new HashMap<>();

    private Authorizer authorizer(List<StaticTunnel> tunnels, List<VirtualTemplate> templates) {
        Interfaces interfaces = new Interfaces();
        tunnels.forEach(tunnel -> interfaces.add(device(tunnel.name())));
        templates.forEach(template -> interfaces.add(device(template.name())));
        Authorizer authorizer = new Authorizer(
                interfaces,
                new VirtualAccesses(
                        new DeviceOpener(InMemoryTun::open, DataPlaneOptions.STANDARD, DATA_PLANE),
                        new RouteTables(InstantSource.system()),
                        new InterfaceNumbers(),
                        Runnable::run),
                ikeSpi -> Optional.ofNullable(established.get(ikeSpi)));
        authorizer.use(tunnels, templates);
        return authorizer;
    }

    private static PeerRequest request(
            String profile, String outer, Optional<List<ConfigurationAttribute>> wishes, String... offered) {
        return request(Identity.fqdn("a.example"), profile, outer, wishes, offered);
    }

    private static PeerRequest request(
            Identity identity,
            String profile,
            String outer,
            Optional<List<ConfigurationAttribute>> wishes,
            String... offered) {
        List<TrafficSelector> selectors = List.of(offered).stream()
                .<TrafficSelector>map(AddressSelector::subnet)
                .toList();
        Path path = new Path(
                new InetSocketAddress(IpPrefix.parseAddress("198.51.100.1"), 4500),
                new InetSocketAddress(IpPrefix.parseAddress(outer), 4500),
                true);
        return new PeerRequest(1, profile, identity.toWire(), path, wishes, selectors, List.of(AddressSelector.any4()));
    }

    private Authorizer template(AuthorizationPolicy.Builder policy) {
        VirtualTemplate template = VirtualTemplate.named("VT1")
                .profile(IkeProfile.named("any").authorization(policy.build()).build())
                .unnumbered("10.255.0.1")
                .build();
        return authorizer(List.of(), List.of(template));
    }

    private static Authorization.Granted granted(Authorizer.Decision decision) {
        return (Authorization.Granted) decision.answer();
    }

    @Test
    void the_own_address_is_never_given_out_even_if_the_peer_asks_for_it() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p").pool(AddressPool.of("four", "10.255.0.0/24")));
        ConfigurationAttribute wish = ConfigurationAttribute.ofAddress(
                ConfigurationAttributeType.INTERNAL_IP4_ADDRESS, IpPrefix.parseAddress("10.255.0.1"));

        Authorizer.Decision decision =
                authorizer.decide(request("any", "203.0.113.7", Optional.of(List.of(wish)), "0.0.0.0/0"));

        assertThat(granted(decision).remote()).containsExactly(AddressSelector.subnet("10.255.0.2/32"));
    }

    @Test
    void a_released_placement_gives_the_address_back() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p").pool(AddressPool.of("four", "10.255.0.0/30")));
        PeerRequest request = request("any", "203.0.113.7", Optional.of(List.of(ASK)), "0.0.0.0/0");

        Authorizer.Decision first = authorizer.decide(request);
        assertThat(authorizer.decide(request).answer()).isInstanceOf(Authorization.NoAddress.class);
        first.placement().orElseThrow().release();
        assertThat(granted(authorizer.decide(request)).remote())
                .containsExactly(AddressSelector.subnet("10.255.0.2/32"));
    }

    /** RFC 7296 2.4: the session that holds it ends when the peer is let in. */
    @Test
    void a_peer_that_has_lost_its_memory_gets_its_address_again() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p").pool(AddressPool.of("four", "10.255.0.0/30")));

        Authorizer.Decision first = authorizer.decide(of("a.example", Optional.empty(), false));
        established.put(1L, first.placement().orElseThrow());
        Authorizer.Decision again = authorizer.decide(of("a.example", Optional.empty(), true, 1));
        assertThat(granted(again).remote()).isEqualTo(granted(first).remote());
        first.placement().orElseThrow().release();
        assertThat(authorizer.decide(of("b.example", Optional.empty(), true)).answer())
                .isInstanceOf(Authorization.NoAddress.class);
    }

    /** RFC 7296 2.4: what came up meanwhile does not end, so that its address is not to be had. */
    @Test
    void two_that_lost_their_memory_at_once_and_are_called_the_same_get_an_address_each() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p").pool(AddressPool.of("four", "10.255.0.0/29")));

        Authorizer.Decision before = authorizer.decide(of("all.example", Optional.empty(), false));
        established.put(1L, before.placement().orElseThrow());
        Authorizer.Decision first = authorizer.decide(of("all.example", Optional.empty(), true, 1));
        before.placement().orElseThrow().release();
        established.put(2L, first.placement().orElseThrow());
        Authorizer.Decision second = authorizer.decide(of("all.example", Optional.empty(), true));

        assertThat(granted(first).remote()).isEqualTo(granted(before).remote());
        assertThat(granted(second).remote()).isNotEqualTo(granted(first).remote());
    }

    /** RFC 7296 2.4: neither is older than the other, so that neither ends when the other one is let in. */
    @Test
    void two_that_lost_their_memory_and_ask_before_either_is_let_in_get_an_address_each() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p").pool(AddressPool.of("four", "10.255.0.0/29")));

        Authorizer.Decision before = authorizer.decide(of("all.example", Optional.empty(), false));
        established.put(1L, before.placement().orElseThrow());
        Authorizer.Decision first = authorizer.decide(of("all.example", Optional.empty(), true, 1));
        Authorizer.Decision second = authorizer.decide(of("all.example", Optional.empty(), true, 1));

        assertThat(granted(first).remote()).isEqualTo(granted(before).remote());
        assertThat(granted(second).remote()).isNotEqualTo(granted(first).remote());
    }

    /** RFC 7296 2.16, RFC 7619 2.2: what a peer calls itself says nothing if EAP, or nothing at all, is its proof. */
    @Test
    void an_address_belongs_to_who_has_proved_something() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p").pool(AddressPool.of("four", "10.255.0.0/30")));

        assertThat(authorizer.decide(of("a.example", Optional.of("ana"), false)).answer())
                .isInstanceOf(Authorization.Granted.class);
        assertThat(authorizer.decide(of("a.example", Optional.of("bob"), true)).answer())
                .isInstanceOf(Authorization.NoAddress.class);
        Authorizer open = template(AuthorizationPolicy.named("p").pool(AddressPool.of("four", "10.255.0.0/30")));
        assertThat(open.decide(nobody(1)).answer()).isInstanceOf(Authorization.Granted.class);
        assertThat(open.decide(nobody(2)).answer()).isInstanceOf(Authorization.NoAddress.class);
    }

    private static PeerRequest of(String name, Optional<String> user, boolean initialContact, long... replaced) {
        return request(1, Identity.fqdn(name).toWire(), user, initialContact, replaced);
    }

    private static PeerRequest nobody(long ikeSpi) {
        return request(ikeSpi, new Identification(IdentificationType.NULL, new byte[0]), Optional.empty(), true);
    }

    private static PeerRequest request(
            long ikeSpi, Identification peer, Optional<String> user, boolean initialContact, long... replaced) {
        PeerRequest plain = request("any", "203.0.113.7", Optional.of(List.of(ASK)), "0.0.0.0/0");
        return new PeerRequest(
                ikeSpi,
                plain.profileName(),
                peer,
                plain.path(),
                plain.configuration(),
                plain.initiatorSelectors(),
                plain.responderSelectors(),
                false,
                List.of(),
                user,
                Optional.empty(),
                initialContact,
                LongStream.of(replaced).boxed().toList());
    }

    @Test
    void two_templates_with_one_pool_share_its_addresses() {
        AddressPool pool = AddressPool.of("four", "10.255.0.0/24");
        VirtualTemplate one = VirtualTemplate.named("VT1")
                .profile(IkeProfile.named("one")
                        .authorization(AuthorizationPolicy.named("p").pool(pool).build())
                        .build())
                .unnumbered("10.255.0.1")
                .build();
        VirtualTemplate two = VirtualTemplate.named("VT2")
                .profile(IkeProfile.named("two")
                        .authorization(AuthorizationPolicy.named("q").pool(pool).build())
                        .build())
                .unnumbered("10.255.0.2")
                .build();
        Authorizer authorizer = authorizer(List.of(), List.of(one, two));

        assertThat(granted(authorizer.decide(request("one", "203.0.113.7", Optional.of(List.of(ASK)), "0.0.0.0/0")))
                        .remote())
                .containsExactly(AddressSelector.subnet("10.255.0.3/32"));
        assertThat(granted(authorizer.decide(request("two", "203.0.113.7", Optional.of(List.of(ASK)), "0.0.0.0/0")))
                        .remote())
                .containsExactly(AddressSelector.subnet("10.255.0.4/32"));
    }

    @Test
    void only_networks_within_the_accepted_ones_that_hurt_nobody_are_accepted() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p")
                .pool(AddressPool.of("four", "10.255.0.0/24"))
                .acceptRoutes("10.128.0.0/9"));

        Authorizer.Decision decision = authorizer.decide(request(
                "any",
                "203.0.113.7",
                Optional.empty(),
                "10.128.1.0/24",
                "0.0.0.0/0",
                "10.127.0.0/16",
                "10.255.0.64/26",
                "10.255.0.1/32",
                "10.128.0.0/9",
                "192.168.0.0/16"));

        assertThat(granted(decision).remote()).containsExactly(AddressSelector.subnet("10.128.1.0/24"));
    }

    @Test
    void a_network_of_a_peer_that_is_there_is_given_to_no_other_one() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p").acceptRoutes("10.128.0.0/9"));
        String own = "10.128.1.0/24";
        PeerRequest branch = request("any", "203.0.113.7", Optional.empty(), own);
        PeerRequest thief = request(
                Identity.fqdn("b.example"),
                "any",
                "203.0.113.8",
                Optional.empty(),
                "10.128.0.0/16",
                own,
                "10.129.0.0/16");

        Authorizer.Decision first = authorizer.decide(branch);
        assertThat(granted(first).remote()).containsExactly(AddressSelector.subnet(own));
        Authorizer.Decision other = authorizer.decide(thief);
        assertThat(granted(other).remote()).containsExactly(AddressSelector.subnet("10.129.0.0/16"));

        Authorizer.Decision restarted = authorizer.decide(branch);
        assertThat(granted(restarted).remote()).containsExactly(AddressSelector.subnet(own));
        first.placement().orElseThrow().release();
        assertThat(granted(authorizer.decide(thief)).remote()).hasSize(1);
        restarted.placement().orElseThrow().release();
        assertThat(granted(authorizer.decide(thief)).remote()).hasSize(3);
    }

    @Test
    void our_own_address_is_reachable_beside_what_is_advertised() {
        Authorizer authorizer = template(AuthorizationPolicy.named("p")
                .pool(AddressPool.of("four", "10.255.0.0/24"))
                .advertise("192.168.0.0/16"));

        Authorizer.Decision decision =
                authorizer.decide(request("any", "203.0.113.7", Optional.of(List.of(ASK)), "0.0.0.0/0"));

        assertThat(granted(decision).local())
                .containsExactly(AddressSelector.subnet("192.168.0.0/16"), AddressSelector.subnet("10.255.0.1/32"));
        assertThat(Assignments.read(granted(decision).reply()).subnets())
                .containsExactly(IpPrefix.parse("192.168.0.0/16"), IpPrefix.parse("10.255.0.1/32"));
    }

    @Test
    void a_static_tunnel_is_found_by_the_peers_address_before_one_for_any_address() {
        IkeProfile profile = IkeProfile.named("p").build();
        StaticTunnel any = StaticTunnel.named("Tunnel0")
                .profile(profile)
                .responderOnly()
                .address("10.255.0.1/30")
                .build();
        StaticTunnel exact = StaticTunnel.named("Tunnel1")
                .profile(profile)
                .destination("203.0.113.7")
                .address("10.255.1.1/30")
                .build();
        Authorizer authorizer = authorizer(List.of(any, exact), List.of());

        assertThat(placedOn(authorizer.decide(request("p", "203.0.113.7", Optional.empty()))))
                .isEqualTo("Tunnel1");
        assertThat(placedOn(authorizer.decide(request("p", "203.0.113.8", Optional.empty()))))
                .isEqualTo("Tunnel0");
    }

    @AfterAll
    static void closeDataPlane() {
        DATA_PLANE.close();
    }

    private static String placedOn(Authorizer.Decision decision) {
        return decision.placement().orElseThrow().device().name();
    }

    @Test
    void a_peer_from_an_address_that_no_tunnel_leads_to_is_refused_with_a_reason() {
        StaticTunnel exact = StaticTunnel.named("Tunnel1")
                .profile(IkeProfile.named("p").build())
                .destination("203.0.113.7")
                .address("10.255.1.1/30")
                .build();
        Authorizer authorizer = authorizer(List.of(exact), List.of());

        Authorizer.Decision decision = authorizer.decide(request("p", "203.0.113.8", Optional.empty()));

        assertThat(decision.answer())
                .isEqualTo(new Authorization.Refused("no tunnel of profile \"p\" leads to 203.0.113.8"));
        assertThat(decision.placement()).isEmpty();
    }
}
