package io.flexike.flexvpn.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.esp.DfBit;
import io.flexike.esp.OuterHeaderPolicy;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.AuthorizationRules;
import io.flexike.flexvpn.authorization.AuthorizationRules.Lookup;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.ios.ProposalWords;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.TransformSetWords;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkePolicy;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.TrafficHiding;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.IkeSaPolicy.Uniqueness;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is described in Java and what is read of the words for it are one model. */
class GatewayWordsPropertyTest {
    private static final List<String> KEYS =
            List.of("secret", "with space", "0 zero", " edge ", "hex 1234", "6", "k!\"§");

    @Property(tries = 200)
    void whatIsWrittenReadsBackAsTheSameGateway(@ForAll long seed) {
        FlexVpnConfig config = new Model(new Random(seed)).config();

        RouterConfig words = GatewayWords.of(config);
        RouterConfig.Reading again = RouterConfig.read("again", words.write());

        assertThat(again.findings().stream().filter(finding -> finding.isError()))
                .isEmpty();
        assertThat(again.config()).isEqualTo(words);
        assertThat(RouterGateway.of(again.config(), "again").config()).hasValue(config);
    }

    @Test
    void whatARouterHasNoWordsForIsSaidAllAtOnce() {
        IkeProfile profile = IkeProfile.named("p")
                .identity(Identity.fqdn("a.example"))
                .matchRemote(Identity.fqdn("b.example"))
                .local(Authentication.preSharedKey(Keyring.named("k")
                        .peer("all", peer -> peer.anyPeer().preSharedKey("x"))
                        .build()))
                .remote(Authentication.preSharedKey(Keyring.named("k")
                        .peer("all", peer -> peer.anyPeer().preSharedKey("x"))
                        .build()))
                .defaults(SmartDefaults.FLEXIKE)
                .build();
        FlexVpnConfig config = FlexVpnConfig.create()
                .staticTunnel(
                        "branch",
                        tunnel ->
                                tunnel.profile(profile).destination("192.0.2.1").address("10.0.0.1/30"))
                .build();

        assertThatExceptionOfType(InexpressibleException.class)
                .isThrownBy(() -> GatewayWords.of(config))
                .satisfies(refusal -> assertThat(refusal.parts())
                        .contains(
                                "tunnel \"branch\": a name other than Tunnel and a number",
                                "keyring \"k\" > peer \"all\": any peer of both address families",
                                "profile \"p\": proposals of its own, which are for policies"))
                .withMessageNotContaining("\"x\"");
    }

    private static final class Model {
        private final Random random;
        private int names;

        Model(Random random) {
            this.random = random;
        }

        FlexVpnConfig config() {
            FlexVpnConfig.Builder config = FlexVpnConfig.create();
            if (random.nextBoolean()) {
                config.ikePolicy(policy());
            }
            int tunnels = random.nextInt(3);
            for (int i = 0; i < tunnels; i++) {
                tunnel(i, config);
            }
            int templates = random.nextInt(3) + (tunnels == 0 ? 1 : 0);
            for (int i = 1; i <= templates; i++) {
                template(i, config);
            }
            return config.build();
        }

        private String name(String kind) {
            return kind + names++;
        }

        private IkePolicy policy() {
            IkePolicy.Builder policy = IkePolicy.named(name("POLICY"));
            policy.proposals(ProposalWords.parse(
                    List.of("encryption aes-cbc-256 aes-cbc-128", "integrity sha512 sha1", "group 19 14")));
            if (random.nextBoolean()) {
                policy.proposals(ProposalWords.parse(
                        List.of("encryption aes-gcm-256", "prf sha384", "group 20", "pqc mlkem768")));
            }
            return policy.build();
        }

        private IkeProfile.Builder profile() {
            Keyring keyring = keyring();
            IkeProfile.Builder profile = IkeProfile.named(name("PROFILE"))
                    .identity(pick(
                            Identity.fqdn("hub.example"),
                            Identity.email("a@b.example"),
                            Identity.keyId("key-7"),
                            Identity.ipAddress("192.0.2.9"),
                            Identity.ipAddress("2001:db8::9")))
                    .matchRemote(matcher())
                    .local(Authentication.preSharedKey(keyring))
                    .remote(Authentication.preSharedKey(keyring))
                    .configExchange(
                            new ConfigExchange(random.nextBoolean(), random.nextBoolean(), random.nextBoolean()));
            if (random.nextBoolean()) {
                profile.dpdOnDemand(Duration.ofSeconds(10 + random.nextInt(100)));
            }
            if (random.nextBoolean()) {
                profile.lifetime(Duration.ofSeconds(120 + random.nextInt(80_000)));
            }
            if (random.nextBoolean()) {
                profile.uniqueness(Uniqueness.REPLACE);
            }
            if (random.nextBoolean()) {
                profile.matchRemote(matcher());
            }
            return profile;
        }

        private IdentityMatcher matcher() {
            return pick(
                    Identity.fqdn("spoke.example"),
                    IdentityMatcher.fqdnSuffix("example.com"),
                    IdentityMatcher.emailDomain("corp.example"),
                    IdentityMatcher.addressIn("10.1.0.0/16"),
                    IdentityMatcher.addressIn("2001:db8::/32"),
                    Identity.ipAddress("192.0.2." + random.nextInt(255)));
        }

        private Keyring keyring() {
            Keyring.Builder keyring = Keyring.named(name("KEYS"));
            int peers = 1 + random.nextInt(3);
            for (int i = 0; i < peers; i++) {
                int number = i;
                keyring.peer("PEER" + i, peer -> {
                    switch (random.nextInt(4)) {
                        case 0 -> peer.address("192.0." + number + ".0/24");
                        case 1 -> peer.identity(Identity.fqdn("x" + number + ".example"));
                        case 2 -> peer.hostname("hub" + number + ".example").address("10." + number + ".0.0/16");
                        default -> peer.fqdnSuffix("example" + number + ".com");
                    }
                    if (random.nextBoolean()) {
                        peer.preSharedKey(pick(KEYS));
                    } else {
                        peer.localPreSharedKey(pick(KEYS).toCharArray()).remotePreSharedKey("other".toCharArray());
                    }
                    if (random.nextBoolean()) {
                        peer.ppk(name("ppk-"), pick(KEYS).toCharArray()).requirePpk();
                    }
                });
            }
            return keyring.build();
        }

        private IpsecProfile ipsec() {
            if (random.nextInt(3) == 0) {
                return IpsecProfile.defaults();
            }
            IpsecProfile.Builder profile = IpsecProfile.named(name("IPSEC"));
            profile.proposals(TransformSetWords.parse("esp-gcm 256", random.nextBoolean()));
            profile.proposals(TransformSetWords.parse("esp-aes esp-sha256-hmac", false));
            profile.lifetime(pick(
                    SaLifetime.CHILD_DEFAULT,
                    SaLifetime.ofTime(Duration.ofMinutes(30)),
                    SaLifetime.ofTime(Duration.ofHours(2)).octets(10_000L * 1024)));
            profile.replayWindow(pick(64, 256, 1024));
            profile.outerHeader(OuterHeaderPolicy.standard().withDfBit(pick(DfBit.values())));
            profile.hiding(pick(
                    TrafficHiding.NONE,
                    TrafficHiding.NONE.withDummies(Duration.ofSeconds(1 + random.nextInt(3600))),
                    TrafficHiding.NONE.withDummies(Duration.ofSeconds(1).dividedBy(1 + random.nextInt(25)))));
            return profile.build();
        }

        private AuthorizationPolicy authorization() {
            AuthorizationPolicy.Builder policy = AuthorizationPolicy.named(name("AUTH"))
                    .pool(AddressPool.of(name("POOL"), "10.9." + random.nextInt(255) + ".0/24"))
                    .pushRoutes("10.0.0.0/8", "2001:db8:77::/48");
            if (random.nextBoolean()) {
                policy.pushInterface()
                        .acceptPushedRoutes(new RouteAcceptance(1 + random.nextInt(255), random.nextInt(400_000) + 1));
            }
            if (random.nextBoolean()) {
                policy.dns("10.0.0.53", "2001:db8::53").netmask("255.255.255.0").sessionLifetime(Duration.ofHours(9));
            }
            if (random.nextBoolean()) {
                policy.localRoute(new StaticRoute(IpPrefix.parse("172.16.0.0/12"), 7, 3))
                        .interfaceSettings(settings());
            }
            return policy.build();
        }

        private InterfaceSettings settings() {
            InterfaceSettings settings = InterfaceSettings.NONE;
            if (random.nextBoolean()) {
                settings = settings.withAddress("10.5.0.1")
                        .withAddress("2001:db8:5::1")
                        .withAddress("10.5.0.2");
            }
            if (random.nextBoolean()) {
                settings = settings.withVrf("RED");
            }
            return random.nextBoolean() ? settings.withMtu(1300) : settings;
        }

        private AuthorizationRules rules() {
            Optional<Lookup> group = Optional.of(new Lookup.Named(authorization()));
            return new AuthorizationRules(group, Optional.empty(), random.nextBoolean());
        }

        private void tunnel(int number, FlexVpnConfig.Builder config) {
            boolean ipv6 = random.nextBoolean();
            config.staticTunnel("Tunnel" + number, tunnel -> {
                IkeProfile.Builder profile = profile();
                if (random.nextBoolean()) {
                    profile.authorization(rules());
                }
                tunnel.profile(profile.build()).ipsec(ipsec());
                tunnel.source(ipv6 ? "2001:db8::1" : "192.0.2.1");
                tunnel.destination(ipv6 ? "2001:db8::2:" + number : "192.0.2." + (2 + number));
                tunnel.address("10.8." + number + ".1/30").route("10.7.0.0/16");
                if (random.nextBoolean()) {
                    tunnel.address("2001:db8:8::1/64").route(new StaticRoute(IpPrefix.parse("2001:db8:7::/48"), 9, 8));
                }
                switch (random.nextInt(3)) {
                    case 0 -> tunnel.mode(TunnelMode.GRE).greKey(number + 5);
                    case 1 -> tunnel.vrf("RED");
                    default -> tunnel.mtu(1380);
                }
            });
        }

        private void template(int number, FlexVpnConfig.Builder config) {
            config.virtualTemplate(
                    "Virtual-Template" + number,
                    template -> template.profile(
                                    profile().authorization(rules()).build())
                            .ipsec(ipsec())
                            .unnumbered("10.6." + number + ".1")
                            .devicePerPeer());
        }

        @SafeVarargs
        private <T> T pick(T... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private String pick(List<String> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
