package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalKeywords;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.TrustedPeers;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.SessionContinuity;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationCheckTest {
    private static final Keyring KEYS = keys("keys");

    private static Keyring keys(String name) {
        return Keyring.named(name)
                .peer("all", peer -> peer.anyPeer().preSharedKey("secret"))
                .build();
    }

    private static final KeyPair PAIR = pair();
    private static final TrustedPeers TRUSTED = TrustedPeers.named("partners")
            .peer(Identity.fqdn("hq.example"), PAIR.getPublic())
            .build();

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static IkeProfile.Builder profile(String name) {
        return IkeProfile.named(name)
                .identity(Identity.fqdn("branch.example"))
                .matchRemote(Identity.fqdn("hq.example"))
                .local(Authentication.preSharedKey(KEYS))
                .remote(Authentication.preSharedKey(KEYS));
    }

    private static AuthorizationPolicy.Builder policy() {
        return AuthorizationPolicy.named("spokes").pool(AddressPool.of("addresses", "10.255.0.0/24"));
    }

    private static Consumer<FlexVpnConfig.Builder> tunnel(IkeProfile.Builder profile) {
        return config -> config.staticTunnel(
                "Tunnel0",
                tunnel -> tunnel.profile(profile.build())
                        .destination("198.51.100.1")
                        .address("10.255.0.2/30"));
    }

    private static Consumer<FlexVpnConfig.Builder> template(AuthorizationPolicy.Builder policy) {
        return config -> config.virtualTemplate(
                "Virtual-Template1",
                template -> template.profile(
                                profile("any").authorization(policy.build()).build())
                        .unnumbered("10.255.0.1"));
    }

    private static Consumer<FlexVpnConfig.Builder> keyring(Keyring keyring) {
        return tunnel(IkeProfile.named("to-hq")
                .identity(Identity.fqdn("branch.example"))
                .matchRemote(Identity.fqdn("hq.example"))
                .local(Authentication.preSharedKey(keyring))
                .remote(Authentication.preSharedKey(KEYS)));
    }

    private static Consumer<FlexVpnConfig.Builder> ppks(Keyring keyring) {
        return tunnel(profile("to-hq").ppks(keyring));
    }

    static Stream<Arguments> contradictions() {
        String tunnel = "tunnel \"Tunnel0\"";
        String toHq = tunnel + " > profile \"to-hq\"";
        String template = "virtual template \"Virtual-Template1\"";
        String policy = template + " > profile \"any\" > authorization policy \"spokes\"";
        return Stream.of(
                of("neither a tunnel nor a virtual template", config -> {}),
                of(
                        tunnel + ": no profile",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.destination("198.51.100.1").address("10.255.0.2/30"))),
                of(
                        tunnel + ": no destination, and not responder only",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build()).address("10.255.0.2/30"))),
                of(
                        tunnel + ": no address, and none is requested from the peer",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build()).destination("198.51.100.1"))),
                of(
                        tunnel + ": requests an address, which only the side that connects can do",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build())
                                        .responderOnly()
                                        .requestAddress())),
                of(
                        tunnel + ": source and destination are of different address families",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build())
                                        .source("2001:db8::1")
                                        .destination("198.51.100.1")
                                        .address("10.255.0.2/30"))),
                of(
                        tunnel + ": destination \"198.51.100.1.7\" is not an IP address",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build())
                                        .destination("198.51.100.1.7")
                                        .address("10.255.0.2/30"))),
                of(
                        tunnel + ": an MTU of 1000 that is not from 1280 to 9000 octets",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build())
                                        .destination("198.51.100.1")
                                        .address("2001:db8::1/64")
                                        .mtu(1000))),
                of(
                        tunnel + ": device \"much-too-long-a-name\" is not a name of 1 to 15 printable octets",
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build())
                                        .destination("198.51.100.1")
                                        .address("10.255.0.2/30")
                                        .device("much-too-long-a-name"))),
                of(
                        toHq + " > local: public keys, where a private key is needed",
                        tunnel(profile("to-hq").local(Authentication.trusting(TRUSTED)))),
                of(
                        toHq + " > local: no signature scheme for a key of type ECDSA P-256",
                        tunnel(profile("to-hq")
                                .local(Authentication.rawPublicKey(PAIR.getPrivate(), PAIR.getPublic())
                                        .withSchemes(SignatureScheme.ED25519)))),
                of(
                        toHq + " > remote: a private key, where public keys are needed",
                        tunnel(profile("to-hq")
                                .remote(Authentication.rawPublicKey(PAIR.getPrivate(), PAIR.getPublic())))),
                of(
                        toHq + " > remote > trusted peers \"partners\": no public key of hq.example",
                        tunnel(profile("to-hq")
                                .remote(Authentication.trusting(TrustedPeers.named("partners")
                                        .peer(Identity.fqdn("other.example"), PAIR.getPublic())
                                        .build())))),
                of(
                        toHq + " > remote > trusted peers \"partners\": no acceptable signature scheme",
                        tunnel(profile("to-hq")
                                .remote(Authentication.trusting(TRUSTED).withSchemes()))),
                of(
                        toHq + ": no identity of our own",
                        tunnel(IkeProfile.named("to-hq")
                                .matchRemote(Identity.fqdn("hq.example"))
                                .local(Authentication.preSharedKey(KEYS))
                                .remote(Authentication.preSharedKey(KEYS)))),
                of(
                        toHq + ": no remote identity to match",
                        tunnel(IkeProfile.named("to-hq")
                                .identity(Identity.fqdn("branch.example"))
                                .local(Authentication.preSharedKey(KEYS))
                                .remote(Authentication.preSharedKey(KEYS)))),
                of(
                        toHq + " > local: no authentication",
                        tunnel(IkeProfile.named("to-hq")
                                .identity(Identity.fqdn("branch.example"))
                                .matchRemote(Identity.fqdn("hq.example"))
                                .remote(Authentication.preSharedKey(KEYS)))),
                of(
                        toHq + " > remote: no authentication",
                        tunnel(IkeProfile.named("to-hq")
                                .identity(Identity.fqdn("branch.example"))
                                .matchRemote(Identity.fqdn("hq.example"))
                                .local(Authentication.preSharedKey(KEYS)))),
                of(
                        toHq + ": a DPD interval that is not from 1 s to 1 h",
                        tunnel(profile("to-hq").dpd(Duration.ofMillis(10)))),
                of(
                        toHq + ": a proposal that is not for IKE: "
                                + DefaultProposals.esp().get(0),
                        tunnel(profile("to-hq").proposals(DefaultProposals.esp().get(0)))),
                of(
                        toHq + ": nothing is left of IKE: DES / PRF-HMAC-SHA2-256 / HMAC-SHA2-256-128 / MODP-2048:"
                                + " STANDARD forbids DES for IKE (RFC 8247 2.1: MUST NOT)",
                        tunnel(profile("to-hq").proposals(ike("des-sha256-modp2048")))),
                of(
                        tunnel + " > IPsec profile \"old\": nothing is left of ESP: 3DES / HMAC-SHA1-96 / NO-ESN:"
                                + " STRICT forbids 3DES for ESP (RFC 8221 5: SHOULD NOT)",
                        config -> config.cryptoPolicy(CryptoPolicy.STRICT)
                                .staticTunnel(
                                        "Tunnel0",
                                        plain -> plain.profile(profile("to-hq").build())
                                                .ipsec(IpsecProfile.named("old")
                                                        .proposals(ProposalKeywords.parse(
                                                                        SecurityProtocol.ESP, "3des-sha1")
                                                                .get(0))
                                                        .build())
                                                .destination("198.51.100.1")
                                                .address("10.255.0.2/30"))),
                of(
                        tunnel + " > IPsec profile \"swapped\": a proposal that is not for ESP or AH: "
                                + DefaultProposals.ike().get(0),
                        config -> config.staticTunnel(
                                "Tunnel0",
                                plain -> plain.profile(profile("to-hq").build())
                                        .ipsec(IpsecProfile.named("swapped")
                                                .proposals(
                                                        DefaultProposals.ike().get(0))
                                                .build())
                                        .destination("198.51.100.1")
                                        .address("10.255.0.2/30"))),
                of(
                        toHq + " > local > keyring \"empty\": no peer with a key of this direction",
                        keyring(Keyring.named("empty").build())),
                of(
                        toHq
                                + " > local > keyring \"k\" > peer \"p\": neither an identity nor an address nor a host name",
                        keyring(Keyring.named("k")
                                .peer("p", peer -> peer.preSharedKey("x"))
                                .build())),
                of(
                        toHq + " > local > keyring \"k\" > peer \"p\": an empty pre-shared key",
                        keyring(Keyring.named("k")
                                .peer("p", peer -> peer.anyPeer().preSharedKey(""))
                                .build())),
                of(
                        toHq + " > ppks > keyring \"none\": no post-quantum pre-shared key",
                        tunnel(profile("to-hq").ppks(Keyring.named("none").build()))),
                of(
                        toHq + " > ppks > keyring \"k\" > peer \"p\": needs a post-quantum pre-shared key, but there is"
                                + " none, so that it can never connect",
                        ppks(Keyring.named("k")
                                .peer("p", peer -> peer.anyPeer().requirePpk())
                                .build())),
                of(
                        toHq + " > ppks > keyring \"k\" > peer \"p\": more than 16 post-quantum pre-shared keys",
                        ppks(Keyring.named("k")
                                .peer("p", peer -> {
                                    for (int id = 0; id <= 16; id++) {
                                        peer.anyPeer().ppk("id" + id, SecretBytes.ofUtf8("quantum"));
                                    }
                                })
                                .build())),
                of(
                        toHq + " > ppks > keyring \"k\" > peer \"q\": another post-quantum pre-shared key has the same"
                                + " PPK_ID_FIXED[2 octets]",
                        ppks(Keyring.named("k")
                                .peer("p", peer -> peer.address("192.0.2.1").ppk("id", SecretBytes.ofUtf8("one")))
                                .peer("q", peer -> peer.address("192.0.2.2").ppk("id", SecretBytes.ofUtf8("two")))
                                .build())),
                of(
                        template + ": no address",
                        config -> config.virtualTemplate(
                                "Virtual-Template1",
                                plain -> plain.profile(profile("any")
                                        .authorization(AuthorizationPolicy.named("spokes")
                                                .acceptRoutes("10.128.0.0/9")
                                                .build())
                                        .build()))),
                of(
                        template + " > profile \"any\": no authorization policy, which a virtual template needs",
                        config -> config.virtualTemplate(
                                "Virtual-Template1",
                                plain -> plain.profile(profile("any").build()).unnumbered("10.255.0.1"))),
                of(
                        policy + ": neither a pool nor accepted routes, so that peers could not be told apart",
                        template(AuthorizationPolicy.named("spokes"))),
                of(
                        policy + ": more than one pool of an address family",
                        template(policy().pool(AddressPool.of("more", "10.254.0.0/24")))),
                of(
                        policy + ": pool \"six\" 2001:db8::/64 but the template has no address of that family",
                        template(policy().pool(AddressPool.of("six", "2001:db8::/64")))),
                of(
                        policy + ": a netmask without an IPv4 pool",
                        template(AuthorizationPolicy.named("spokes")
                                .acceptRoutes("10.0.0.0/8")
                                .netmask("255.255.255.0"))));
    }

    private static Arguments of(String finding, Consumer<FlexVpnConfig.Builder> configuration) {
        return Arguments.of(finding, Named.of("configuration", configuration));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void each_contradiction_is_the_only_finding_and_has_its_path(
            String finding, Consumer<FlexVpnConfig.Builder> configuration) {
        assertThat(findings(configuration)).containsExactly(finding);
    }

    /** Some of what is said by nobody may fall away; what somebody said, be it by the name of a generation, may not. */
    @Test
    void defaults_are_excused_only_where_nobody_named_them() {
        for (CryptoPolicy policy : CryptoPolicy.all()) {
            assertThat(findings(tunnel(profile("to-hq")).andThen(config -> config.cryptoPolicy(policy))))
                    .isEmpty();
        }
        assertThat(findings(tunnel(profile("to-hq").defaults(SmartDefaults.CLASSIC))
                        .andThen(config -> config.cryptoPolicy(CryptoPolicy.STRICT))))
                .singleElement()
                .asString()
                .startsWith("tunnel \"Tunnel0\" > profile \"to-hq\": nothing is left of IKE: ")
                .contains("STRICT forbids MODP-1024 for IKE (RFC 8247 2.4: SHOULD NOT)");
        assertThat(findings(config -> config.cryptoPolicy(CryptoPolicy.CNSA2)
                        .staticTunnel(
                                "Tunnel0",
                                tunnel -> tunnel.profile(profile("to-hq").build())
                                        .ipsec(IpsecProfile.named("classic")
                                                .defaults(SmartDefaults.CLASSIC)
                                                .build())
                                        .destination("198.51.100.1")
                                        .address("10.255.0.2/30"))))
                .singleElement()
                .asString()
                .startsWith("tunnel \"Tunnel0\" > IPsec profile \"classic\": nothing is left of ESP: ");
    }

    @Test
    void proposals_that_the_provider_cannot_carry_out_are_found_at_the_start() {
        FlexVpnConfig.Builder builder = FlexVpnConfig.create().cryptoPolicy(CryptoPolicy.LEGACY);
        tunnel(profile("to-hq").proposals(ike("des-sha256-modp2048"), ike("des-aes128-sha256-modp2048")))
                .accept(builder);
        FlexVpnConfig config = builder.build();

        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> FlexVpnGateway.start(config));

        assertThat(refusal.findings().stream().map(ConfigurationFinding::toString))
                .containsExactly("tunnel \"Tunnel0\" > profile \"to-hq\": nothing is left of"
                        + " IKE: DES / PRF-HMAC-SHA2-256 / HMAC-SHA2-256-128 / MODP-2048:"
                        + " the cryptographic provider does not have DES");
    }

    @Test
    void a_block_may_be_there_for_its_post_quantum_key_alone() {
        SecretBytes quantum = SecretBytes.ofUtf8("quantum");
        assertThat(findings(keyring(Keyring.named("k")
                        .peer("all", peer -> peer.anyPeer().preSharedKey("secret"))
                        .peer("hq", peer -> peer.address("198.51.100.1").ppk("id", quantum))
                        .peer("same", peer -> peer.address("198.51.100.2").ppk("id", quantum))
                        .build())))
                .isEmpty();
    }

    @Test
    void signatures_of_which_the_policy_leaves_nothing_are_found_with_their_rule() {
        assertThat(findings(tunnel(IkeProfile.named("to-hq")
                                .identity(Identity.fqdn("branch.example"))
                                .matchRemote(Identity.fqdn("hq.example"))
                                .local(Authentication.rawPublicKey(PAIR.getPrivate(), PAIR.getPublic())
                                        .withSchemes(SignatureScheme.ECDSA_SHA2_256))
                                .remote(Authentication.trusting(TRUSTED).withSchemes(SignatureScheme.ECDSA_SHA2_256))
                                .proposals(ike("aes256-sha384-ecp384")))
                        .andThen(config -> config.cryptoPolicy(CryptoPolicy.CNSA2))))
                .satisfiesExactly(
                        local -> assertThat(local)
                                .startsWith(
                                        "tunnel \"Tunnel0\" > profile \"to-hq\" > local: no signature scheme is left:"
                                                + " CNSA2 forbids ECDSA with SHA2-256 by such ECDSA P-256 keys (CNSA 2.0 and"),
                        remote -> assertThat(remote)
                                .contains("> remote > ")
                                .contains("hq.example: no signature scheme is left: CNSA2 forbids ECDSA"));
    }

    @Test
    void all_contradictions_are_reported_at_once_in_the_order_of_the_configuration() {
        assertThat(findings(config -> config.cookieChallengeAbove(-1)
                        .natKeepalive(Duration.ofMillis(1))
                        .staticTunnel(
                                "Tunnel0",
                                tunnel ->
                                        tunnel.profile(IkeProfile.named("to-hq").build()))
                        .virtualTemplate("Tunnel0", template -> {})))
                .containsExactly(
                        "a cookie threshold below 0",
                        "a NAT keepalive interval that is not zero and not from 5 s to 1 h",
                        "tunnel \"Tunnel0\": no destination, and not responder only",
                        "tunnel \"Tunnel0\": no address, and none is requested from the peer",
                        "tunnel \"Tunnel0\" > profile \"to-hq\": no identity of our own",
                        "tunnel \"Tunnel0\" > profile \"to-hq\": no remote identity to match",
                        "tunnel \"Tunnel0\" > profile \"to-hq\" > local: no authentication",
                        "tunnel \"Tunnel0\" > profile \"to-hq\" > remote: no authentication",
                        "virtual template \"Tunnel0\": the name is used twice",
                        "virtual template \"Tunnel0\": no address",
                        "virtual template \"Tunnel0\": no profile");
    }

    @Test
    void what_cannot_be_kept_across_a_loss_of_state_is_found() {
        SecretBytes shortOne = SecretBytes.copyOf(new byte[31]);
        assertThat(findings(config -> config.crashSecrets(shortOne, shortOne, shortOne, shortOne, shortOne)
                        .continuity(SessionContinuity.DEFAULT.withSynchronization(true, true))
                        .staticTunnel(
                                "Tunnel0",
                                tunnel -> tunnel.profile(profile("to-hq").build())
                                        .destination("198.51.100.1")
                                        .address("10.255.0.2/30"))))
                .containsExactly(
                        "synchronizes replay counters, which the data plane cannot do",
                        "more than 4 crash secrets",
                        "a crash secret of fewer than 32 octets");
    }

    @Test
    void profiles_that_cannot_be_told_apart_are_found() {
        IkeProfile shared = profile("same").authorization(policy().build()).build();
        IkeProfile namesake = profile("same").build();

        assertThat(findings(config -> config.virtualTemplate(
                                "Virtual-Template1",
                                template -> template.profile(shared).unnumbered("10.255.0.1"))
                        .virtualTemplate(
                                "Virtual-Template2",
                                template -> template.profile(shared)
                                        .unnumbered("10.254.0.1")
                                        .ipsec(IpsecProfile.named("other")
                                                .lifetime(SaLifetime.ofTime(Duration.ofMinutes(7)))
                                                .build()))
                        .staticTunnel(
                                "Tunnel0",
                                tunnel -> tunnel.profile(namesake)
                                        .destination("198.51.100.1")
                                        .address("10.255.1.2/30"))))
                .containsExactly(
                        "virtual template \"Virtual-Template1\": profile \"same\" is the name of two profiles",
                        "virtual template \"Virtual-Template2\": profile \"same\" is also used with IPsec profile \"default\""
                                + " instead of IPsec profile \"other\"",
                        "virtual template \"Virtual-Template2\": profile \"same\" already belongs to virtual template"
                                + " \"Virtual-Template1\"");
    }

    @Test
    void devices_that_would_have_the_same_name_are_found() {
        assertThat(findings(config -> config.staticTunnel(
                                "Tunnel0",
                                tunnel -> tunnel.profile(profile("to-hq").build())
                                        .destination("198.51.100.1")
                                        .address("10.255.0.2/30")
                                        .device("VT1"))
                        .virtualTemplate(
                                "Virtual-Template1",
                                template -> template.profile(profile("any")
                                                .authorization(policy().build())
                                                .build())
                                        .unnumbered("10.255.0.1"))))
                .containsExactly("virtual template \"Virtual-Template1\": device \"VT1\" is used twice");
    }

    @Test
    void a_client_reports_its_contradictions_at_once_too() {
        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class,
                () -> FlexVpnClient.create()
                        .identity(Identity.email("ana@example"))
                        .requestAddress()
                        .build());

        assertThat(refusal.findings().stream().map(ConfigurationFinding::toString))
                .containsExactly(
                        "client: no gateway to connect to",
                        "tunnel \"Tunnel0\" > profile \"client\": no remote identity to match",
                        "tunnel \"Tunnel0\" > profile \"client\" > local: no authentication",
                        "tunnel \"Tunnel0\" > profile \"client\" > remote: no authentication");
    }

    @Test
    void the_examples_of_the_documentation_have_no_finding() {
        assertThat(findings(tunnel(profile("to-hq")))).isEmpty();
        assertThat(findings(template(policy().advertise("10.0.0.0/8").acceptRoutes("10.128.0.0/9"))))
                .isEmpty();
    }

    private static List<String> findings(Consumer<FlexVpnConfig.Builder> configuration) {
        FlexVpnConfig.Builder builder = FlexVpnConfig.create();
        configuration.accept(builder);
        try {
            builder.build();
            return List.of();
        } catch (ConfigurationException e) {
            assertThat(e.getMessage().lines())
                    .containsExactlyElementsOf(e.findings().stream()
                            .map(ConfigurationFinding::toString)
                            .toList());
            return e.findings().stream().map(ConfigurationFinding::toString).toList();
        }
    }

    private static Proposal ike(String keywords) {
        return ProposalKeywords.parse(SecurityProtocol.IKE, keywords).get(0);
    }
}
