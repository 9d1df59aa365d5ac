package io.flexike.flexvpn.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.route.Route;
import io.flexike.flexvpn.route.RouteSource;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.session.IkeSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.Traffic;
import io.flexike.flexvpn.session.TunnelSnapshot;
import io.flexike.ike.engine.EngineStatistics;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.IkeSaDetails;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.VendorId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ShowSessionsTest {
    private static final String CONFIGURATION = """
            crypto ikev2 keyring KEYS
             peer ALL
              address 0.0.0.0 0.0.0.0
              pre-shared-key secret
            crypto ikev2 profile SPOKES
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             dpd 10 2 periodic
             virtual-template 1
            crypto ikev2 profile V6
             match identity remote address 2001:db8:2::2/128
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
            vrf definition RED
             rd 1:1
            crypto ipsec profile LONG
             set security-association lifetime seconds 7200
             set security-association lifetime kilobytes disable
             set ikev2-profile V6
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Tunnel6
             vrf forwarding RED
             ip address 10.6.0.1 255.255.255.252
             tunnel source 2001:db8:1::1
             tunnel destination 2001:db8:2::2
             tunnel mode gre ipv6
             tunnel protection ipsec profile LONG
            interface Tunnel9
             ip address 10.9.0.1 255.255.255.252
             tunnel source 192.0.2.1
             tunnel destination 198.51.100.9
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile LONG
            """;

    private static final IkeSuite IKE = new IkeSuite(
            EncryptionAlgorithm.AES_CBC,
            256,
            IntegrityAlgorithm.HMAC_SHA2_256_128,
            PrfAlgorithm.HMAC_SHA2_256,
            KeyExchangeMethod.ECP_256);
    private static final IkeSuite QUANTUM_SAFE = new IkeSuite(
            EncryptionAlgorithm.AES_GCM_16,
            256,
            IntegrityAlgorithm.NONE,
            PrfAlgorithm.HMAC_SHA2_384,
            KeyExchangeMethod.ECP_384,
            List.of(KeyExchangeMethod.ML_KEM_768));
    private static final Duration ACTIVE = Duration.ofSeconds(5382);

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(IpPrefix.parseAddress(address), port);
    }

    private static Identification fqdn(String name) {
        return new Identification(IdentificationType.FQDN, name.getBytes(StandardCharsets.UTF_8));
    }

    /** A spoke behind a NAT. */
    private static SessionSnapshot spoke() {
        ChildSnapshot child = new ChildSnapshot(
                0x232CB82D,
                0xB0767B6E,
                new ChildSuite(
                        EncryptionAlgorithm.AES_CBC,
                        256,
                        IntegrityAlgorithm.HMAC_SHA2_256_128,
                        KeyExchangeMethod.NONE,
                        SequenceNumbers.STANDARD),
                List.of(AddressSelector.any4()),
                List.of(AddressSelector.any4()),
                true,
                ChildSaMode.TUNNEL,
                Duration.ofSeconds(37),
                new Traffic(15, 20 * 1024),
                new Traffic(4, 500));
        return new SessionSnapshot(
                "Virtual-Access1",
                "Virtual-Template1",
                "SPOKES",
                0x000D3669857A0F82L,
                0xE0419B1DB02DE6AEL,
                false,
                Optional.of(fqdn("one.spokes.example")),
                Optional.empty(),
                new Path(at("192.0.2.1", 4500), at("198.51.100.7", 61000), true),
                false,
                true,
                Optional.of(IKE),
                new Assignment(List.of(IpPrefix.parseAddress("10.255.0.2")), List.of(), List.of(), List.of()),
                Instant.EPOCH,
                ACTIVE,
                List.of(child),
                Traffic.NONE,
                Traffic.NONE);
    }

    /** GRE over IPv6, with keys that outlive quantum computers. */
    private static SessionSnapshot site(OptionalInt queue) {
        ChildSnapshot child = new ChildSnapshot(
                0x5CFCE807,
                0x34A549BD,
                new ChildSuite(
                        EncryptionAlgorithm.AES_GCM_16,
                        256,
                        IntegrityAlgorithm.NONE,
                        KeyExchangeMethod.ECP_384,
                        SequenceNumbers.EXTENDED),
                List.of(AddressSelector.host(IpPrefix.parseAddress("2001:db8:1::1"))
                        .withProtocol(47)),
                List.of(AddressSelector.host(IpPrefix.parseAddress("2001:db8:2::2"))
                        .withProtocol(47)),
                false,
                ChildSaMode.TRANSPORT,
                queue,
                1400,
                Duration.ofSeconds(200),
                Traffic.NONE,
                Traffic.NONE,
                0,
                0);
        return new SessionSnapshot(
                "Tunnel6",
                "Tunnel6",
                "V6",
                0x4CF87E32B25302C0L,
                0x96254131FD306002L,
                true,
                Optional.of(new Identification(
                        IdentificationType.IPV6_ADDR,
                        IpPrefix.parseAddress("2001:db8:2::2").getAddress())),
                Optional.empty(),
                new Path(at("2001:db8:1::1", 500), at("2001:db8:2::2", 500), false),
                false,
                false,
                Optional.of(QUANTUM_SAFE),
                Assignment.NONE,
                Instant.EPOCH.plusSeconds(1),
                Duration.ofDays(6),
                List.of(child),
                Traffic.NONE,
                Traffic.NONE);
    }

    private static IkeSaDetails details(SessionSnapshot session, List<VendorId> vendors, Extras extras) {
        IkeSaSnapshot sa = new IkeSaSnapshot(
                session.localSpi(),
                session.remoteSpi(),
                session.initiator(),
                IkeSaSnapshot.Phase.ESTABLISHED,
                session.profile(),
                session.path(),
                session.behindNat(),
                session.peerBehindNat(),
                session.suite(),
                session.peer(),
                session.since(),
                List.of(),
                vendors);
        return new IkeSaDetails(
                sa,
                2,
                214,
                0,
                0,
                5,
                20,
                extras.liveness,
                IkeSaPolicy.LivenessMode.PERIODIC,
                extras.fragmentOctets,
                Optional.of(session.uptime()),
                Optional.empty(),
                extras.untilExpired,
                Optional.of(AuthMethod.SHARED_KEY),
                Optional.of(AuthMethod.RSA_SIGNATURE),
                extras.ppk);
    }

    private record Extras(
            Duration liveness, int fragmentOctets, Optional<Duration> untilExpired, Optional<PpkId> ppk) {}

    private static Route route(String prefix, String iface, RouteSource source, int distance, String vrf) {
        return new Route(
                vrf.isEmpty() ? Optional.empty() : Optional.of(vrf),
                IpPrefix.parse(prefix),
                iface,
                source,
                distance,
                0,
                Instant.EPOCH,
                true);
    }

    private static String show(String command) {
        return show(command, site(OptionalInt.empty()));
    }

    private static String show(String command, SessionSnapshot site) {
        SessionSnapshot spoke = spoke();
        GatewaySnapshot gateway = new GatewaySnapshot(
                List.of(site, spoke),
                List.of(
                        new TunnelSnapshot("Tunnel6", true, Optional.empty()),
                        new TunnelSnapshot("Tunnel9", false, Optional.of("no answer"))),
                Map.of("IKE_QUEUE_FULL", 3L),
                Map.of(),
                List.of(),
                List.of(
                        route("0.0.0.0/0", "Tunnel9", RouteSource.STATIC, 1, ""),
                        route("10.128.1.0/24", "Virtual-Access1", RouteSource.IKEV2, 5, ""),
                        route("10.255.0.1/32", "Virtual-Template1", RouteSource.CONNECTED, 0, ""),
                        route("10.255.0.2/32", "Virtual-Access1", RouteSource.IKEV2, 1, ""),
                        route("192.168.7.0/24", "Tunnel9", RouteSource.STATIC, 1, ""),
                        route("10.6.0.0/30", "Tunnel6", RouteSource.CONNECTED, 0, "RED"),
                        route("2001:db8:7::/64", "Tunnel6", RouteSource.STATIC, 9, "RED")));
        IkeSnapshot ike = new IkeSnapshot(
                new EngineStatistics(1, 2, 3, 4, new EngineStatistics.Counters(13, 5, 2, 14, 1, 9, 6, 4, 7)),
                List.of(
                        details(
                                spoke,
                                List.of(VendorId.FLEXVPN_SUPPORTED, VendorId.CISCO_DYNAMIC_ROUTE),
                                new Extras(Duration.ofSeconds(10), 0, Optional.empty(), Optional.empty())),
                        details(
                                site,
                                List.of(),
                                new Extras(
                                        SaLifetime.FOREVER,
                                        1280,
                                        Optional.of(Duration.ofSeconds(86_000)),
                                        Optional.of(PpkId.fixed("ppk-1"))))));
        RouterConfig.Reading reading = RouterConfig.read("r.cfg", CONFIGURATION);
        assertThat(reading.hasErrors()).isFalse();
        return ShowCommands.show(command, reading.config(), gateway, ike);
    }

    @Test
    void ike_sas() {
        assertThat(show("show crypto ikev2 sa")).isEqualTo(GoldenTexts.of("ikev2-sa.txt"));
    }

    @Test
    void ike_sas_in_detail() {
        assertThat(show("show crypto ikev2 sa detailed")).isEqualTo(GoldenTexts.of("ikev2-sa-detailed.txt"));
    }

    @Test
    void ike_sessions() {
        assertThat(show("show crypto ikev2 session")).isEqualTo(GoldenTexts.of("ikev2-session.txt"));
    }

    @Test
    void ike_sessions_in_detail() {
        assertThat(show("show crypto ikev2 session detailed")).isEqualTo(GoldenTexts.of("ikev2-session-detailed.txt"));
    }

    @Test
    void ike_statistics() {
        assertThat(show("show crypto ikev2 stats")).isEqualTo(GoldenTexts.of("ikev2-stats.txt"));
    }

    @Test
    void ipsec_sas() {
        assertThat(show("show crypto ipsec sa")).isEqualTo(GoldenTexts.of("ipsec-sa.txt"));
    }

    @Test
    void an_ipsec_sa_tells_for_which_queue_it_is() {
        String spi = "     current outbound spi: 0x34A549BD(883247549)\n";
        String golden = GoldenTexts.of("ipsec-sa.txt");
        assertThat(golden).containsOnlyOnce(spi);

        assertThat(show("show crypto ipsec sa", site(OptionalInt.of(3))))
                .isEqualTo(golden.replace(spi, spi + "     only for packets of tunnel queue: 3\n"));
    }

    @Test
    void crypto_sessions() {
        assertThat(show("show crypto session")).isEqualTo(GoldenTexts.of("session.txt"));
    }

    @Test
    void crypto_sessions_in_detail() {
        assertThat(show("show crypto session detail")).isEqualTo(GoldenTexts.of("session-detail.txt"));
    }

    @Test
    void routes() {
        assertThat(show("show ip route")).isEqualTo(GoldenTexts.of("ip-route.txt"));
    }

    @Test
    void routes_of_a_vrf() {
        assertThat(show("show ip route vrf RED")).isEqualTo(GoldenTexts.of("ip-route-vrf.txt"));
        assertThat(show("show ipv6 route vrf RED")).isEqualTo("""
                IPv6 Routing Table - RED - 1 entries
                Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
                S   2001:DB8:7::/64 [9/0]
                     via Tunnel6, directly connected
                """);
    }

    @Test
    void what_holds_for_the_interface_of_a_peer() {
        assertThat(show("show derived-config interface Virtual-Access1")).isEqualTo("""
                Building configuration...

                Derived configuration : 178 bytes
                !
                interface Virtual-Access1
                 ip unnumbered Loopback0
                 tunnel source 192.0.2.1
                 tunnel mode ipsec ipv4
                 tunnel destination 198.51.100.7
                 tunnel protection ipsec profile default
                end

                """);
    }
}
