package io.flexike.flexvpn.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.DfBit;
import io.flexike.esp.OuterHeaderPolicy;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.TextFinding;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterGatewayTest {
    private static final String KEYS = """
            crypto ikev2 keyring KEYS
             peer ALL
              address 0.0.0.0 0.0.0.0
              pre-shared-key secret
            """;

    private static final String HUB = KEYS + """
            ip local pool SPOKES 10.255.0.2 10.255.0.254
            crypto ikev2 authorization policy SPOKES
             pool SPOKES
             route set interface
             route accept any
            crypto ikev2 profile SPOKES
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             aaa authorization group psk list LOCAL SPOKES
             virtual-template 1
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            aaa authorization network LOCAL local
            """;

    private static final String SPOKE = KEYS + """
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
             tunnel source 192.0.2.7
             tunnel destination 198.51.100.1
             tunnel protection ipsec profile default
            ip route 10.0.0.0 255.0.0.0 Tunnel0 5 tag 7
            aaa authorization network LOCAL local
            """;

    private static final Keyring KEYRING = Keyring.named("KEYS")
            .peer("ALL", peer -> peer.address("0.0.0.0/0").preSharedKey("secret"))
            .build();

    private static IkeProfile.Builder profile(String name, String own) {
        return IkeProfile.named(name)
                .identity(Identity.fqdn(own))
                .local(Authentication.preSharedKey(KEYRING))
                .remote(Authentication.preSharedKey(KEYRING))
                .configExchange(ConfigExchange.ON);
    }

    private static RouterGateway read(String text) {
        RouterConfig.Reading reading = RouterConfig.read("r1.cfg", text);
        assertThat(reading.hasErrors()).as(reading.findings().toString()).isFalse();
        return RouterGateway.of(reading.config(), "r1.cfg");
    }

    @Test
    void aHubInTextIsTheSameAsOneInJava() {
        AuthorizationPolicy spokes = AuthorizationPolicy.named("SPOKES")
                .pool(AddressPool.range(
                        "SPOKES", IpPrefix.parseAddress("10.255.0.2"), IpPrefix.parseAddress("10.255.0.254")))
                .pushInterface()
                .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                .build();
        IkeProfile profile = profile("SPOKES", "hub.example")
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .authorization(spokes)
                .build();
        FlexVpnConfig hub = FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile)
                                .unnumbered("10.255.0.1")
                                .mode(TunnelMode.IPSEC_IPV4)
                                .devicePerPeer())
                .build();

        RouterGateway gateway = read(HUB);

        assertThat(gateway.findings()).isEmpty();
        assertThat(gateway.inactive()).isEmpty();
        assertThat(gateway.config()).hasValue(hub);
    }

    @Test
    void aSpokeInTextIsTheSameAsOneInJava() {
        AuthorizationPolicy builtIn = AuthorizationPolicy.named("default")
                .pushInterface()
                .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                .build();
        IkeProfile profile = profile("default", "one.spokes.example")
                .matchRemote(Identity.fqdn("hub.example"))
                .authorization(builtIn)
                .build();
        FlexVpnConfig spoke = FlexVpnConfig.create()
                .staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile)
                                .mode(TunnelMode.IPSEC_IPV4)
                                .source("192.0.2.7")
                                .destination("198.51.100.1")
                                .requestAddress()
                                .requestDns()
                                .route(new StaticRoute(IpPrefix.parse("10.0.0.0/8"), 5, 7)))
                .build();

        assertThat(read(SPOKE).config()).hasValue(spoke);
    }

    @Test
    void whatIsNotActiveIsSaidWithItsPlace() {
        RouterGateway gateway = read(SPOKE + """
                crypto ikev2 client flexvpn C
                 peer 1 198.51.100.1
                 client connect Tunnel0
                """);

        assertThat(gateway.config()).isPresent();
        assertThat(gateway.inactive())
                .extracting(TextFinding::toString)
                .containsExactly("r1.cfg:20:1: warning: \"crypto ikev2 client flexvpn\" is not active yet");
    }

    @Test
    void contradictionsOfTheGatewayHaveThePlaceOfTheirInterface() {
        RouterGateway gateway = read(SPOKE.replace(" ip address negotiated\n", ""));

        assertThat(gateway.config()).isEmpty();
        assertThat(gateway.findings())
                .extracting(TextFinding::toString)
                .containsExactly("r1.cfg:12:1: tunnel \"Tunnel0\": no address, and none is requested from the peer");
    }

    @Test
    void linesOfAnAccessListBecomeFlows() {
        String map = KEYS + """
                crypto ikev2 profile P
                 match identity remote address 198.51.100.1
                 identity local address 192.0.2.7
                 authentication local pre-share
                 authentication remote pre-share
                 keyring local KEYS
                ip access-list extended LANS
                 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
                 permit tcp host 10.1.0.1 10.3.0.0 0.0.255.255 eq 443
                 permit udp any range 1000 2000 host 10.4.0.1
                crypto map M 10 ipsec-isakmp
                 set peer 198.51.100.1
                 set ikev2-profile P
                 match address LANS
                interface GigabitEthernet1
                 ip address 192.0.2.7 255.255.255.0
                 crypto map M
                """;

        FlexVpnConfig config = read(map).config().orElseThrow();

        assertThat(config.staticTunnels()).hasSize(1);
        assertThat(config.staticTunnels().get(0).flows().stream()
                        .map(flow -> flow.local() + " -> " + flow.remote())
                        .toList())
                .isEqualTo(List.of(
                        "10.1.0.0/16 -> 10.2.0.0/16",
                        "10.1.0.1[tcp] -> 10.3.0.0/16[tcp/443]",
                        "0.0.0.0/0[udp/1000-2000] -> 10.4.0.1[udp]"));
    }

    @Test
    void what_is_missing_as_a_whole_is_said_only_if_nothing_else_is_wrong() {
        String nothing = "neither a tunnel nor a virtual template";
        assertThat(findings(KEYS)).anyMatch(finding -> finding.message().equals(nothing));
        assertThat(findings(HUB.replace(" keyring local KEYS\n", " keyring local OTHERS\n")))
                .anyMatch(finding -> finding.message().contains("OTHERS"))
                .noneMatch(finding -> finding.message().contains(nothing));
    }

    private static List<TextFinding> findings(String text) {
        return RouterGateway.of(RouterConfig.read("r.cfg", text), "r.cfg").findings();
    }

    private static final String ATTRIBUTES =
            HUB.replace(" pool SPOKES\n", " pool SPOKES\n aaa attribute list SPOKES\n") + """
            vrf definition RED
            interface Loopback1
             ip address 10.254.0.1 255.255.255.255
             ipv6 address 2001:db8::1/128
            aaa attribute list SPOKES
             attribute type interface-config "ip address 10.0.0.1 255.255.255.255"
             attribute type interface-config "ip address 10.0.0.2 255.255.255.255 secondary"
             attribute type interface-config "ipv6 unnumbered Loopback1"
             attribute type interface-config "ip mtu 1290"
             attribute type interface-config "ip mtu 1300"
             attribute type interface-config "vrf forw RED"
            """;

    @Test
    void attributes_of_the_interface_are_settings_of_the_policy() {
        RouterGateway gateway = RouterGateway.of(RouterConfig.read("r.cfg", ATTRIBUTES), "r.cfg");

        assertThat(gateway.inactive()).isEmpty();
        assertThat(gateway.config().orElseThrow().virtualTemplates())
                .singleElement()
                .extracting(template ->
                        template.profiles().get(0).authorization().orElseThrow().policies())
                .satisfies(policies -> assertThat(policies.get(0).interfaceSettings())
                        .isEqualTo(InterfaceSettings.NONE
                                .withAddress("10.0.0.1")
                                .withAddress("10.0.0.2")
                                .withAddress("2001:db8::1")
                                .withMtu(1300)
                                .withVrf("RED")));
    }

    @Test
    void attributes_that_nothing_becomes_of_are_said() {
        String text = ATTRIBUTES + """
             attribute type interface-config "ip tcp adjust-mss 1200"
             attribute type interface-config "service-policy output SHAPE"
             attribute type addr-pool "SPOKES"
            """;

        assertThat(RouterGateway.of(RouterConfig.read("r.cfg", text), "r.cfg").inactive())
                .extracting(TextFinding::toString)
                .containsExactly(
                        "r.cfg:37:35: warning: \"ip tcp adjust-mss\" is not active yet",
                        "r.cfg:38:2: warning: \"service-policy output SHAPE\" is not active yet",
                        "r.cfg:39:2: warning: \"attribute type addr-pool\" is not active yet");
        assertThat(findings(ATTRIBUTES + " attribute type interface-config \"tunnel key 7\"\n"))
                .extracting(TextFinding::toString)
                .contains(
                        "r.cfg:21:1: virtual template \"Virtual-Template1\" > profile \"SPOKES\" > authorization"
                                + " policy \"SPOKES\": a GRE key, but mode IPSEC_IPV4 of virtual template \"Virtual-Template1\"");
    }

    @Test
    void nothing_becomes_of_such_attributes_on_a_tunnel() {
        String text = SPOKE + """
            crypto ikev2 authorization policy default
             aaa attribute list MORE
            aaa attribute list MORE
             attribute type interface-config "ip mtu 1300"
            """;

        assertThat(findings(text))
                .extracting(TextFinding::toString)
                .contains("r.cfg:17:2: warning: attributes \"interface-config\" of the authorization policies are for"
                        + " virtual templates, and nothing becomes of them on Tunnel0");
    }

    @Test
    void what_is_said_of_packets_reaches_the_profile_and_the_interface() {
        String text = SPOKE.replace("interface Tunnel0\n", """
            interface Tunnel0
             ip tcp adjust-mss 1360
             ipv6 tcp adjust-mss 1340
            """) + """
            crypto ipsec df-bit clear
            crypto ipsec fragmentation after-encryption
            crypto ipsec security-association replay window-size 512
            crypto ipsec security-association dummy pps 4
            """;

        RouterGateway gateway = RouterGateway.of(RouterConfig.read("r.cfg", text), "r.cfg");

        assertThat(gateway.config().orElseThrow().staticTunnels())
                .singleElement()
                .satisfies(tunnel -> {
                    assertThat(tunnel.tcpMss()).hasValue(1360);
                    assertThat(tunnel.ipv6TcpMss()).hasValue(1340);
                    assertThat(tunnel.ipsec().replayWindow()).isEqualTo(512);
                    assertThat(tunnel.ipsec().hiding().dummyInterval()).hasValue(Duration.ofMillis(250));
                    assertThat(tunnel.ipsec().outerHeader())
                            .isEqualTo(OuterHeaderPolicy.standard()
                                    .withDfBit(DfBit.CLEAR)
                                    .withFragmentationAfterEncryption());
                });
        assertThat(gateway.inactive())
                .extracting(TextFinding::toString)
                .noneMatch(finding -> finding.matches(".*(df-bit|fragmentation|window-size|dummy|adjust-mss).*"));
    }
}
