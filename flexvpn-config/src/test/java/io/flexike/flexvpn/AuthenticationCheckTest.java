package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.CertificateMatcher;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.ike.certificate.CertificateMap;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapTls;
import io.flexike.ike.eap.EapUsers;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What contradicts itself in how the two sides authenticate. */
class AuthenticationCheckTest {
    private static final TestPki PKI = new TestPki("Root");
    private static final Trustpoint OWN = PKI.trustpoint("own", "EC", "branch.example");
    private static final Trustpoint AUTHORITY = PKI.authority("company");
    private static final Authentication TRUSTING = Authentication.trusting(AUTHORITY);
    private static final Authentication PASSWORD = Authentication.eapMschapv2("ana", secret("wonderland"));
    private static final Authentication USERS =
            Authentication.eap(EapAuthenticatorSettings.users(EapUsers.of(Map.of("ana", secret("wonderland"))))
                    .build());
    private static final Authentication KEYS = Authentication.preSharedKey(Lab.keys("secret"));

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_client_may_have_a_password_and_a_hub_users() {
        assertThat(whenConnecting(PASSWORD, TRUSTING)).isEmpty();
        assertThat(whenAwaiting(Authentication.certificate(OWN), USERS)).isEmpty();
        assertThat(whenConnecting(Authentication.certificate(OWN), Authentication.anyOf(KEYS, TRUSTING)))
                .isEmpty();
        assertThat(whenConnecting(Authentication.inTurn(Authentication.certificate(OWN), PASSWORD), TRUSTING))
                .isEmpty();
        assertThat(whenConnecting(Authentication.none(), Authentication.none())).isEmpty();
    }

    @Test
    void who_is_connected_to_has_no_password_for_eap() {
        assertThat(whenAwaiting(PASSWORD, TRUSTING))
                .containsExactly("local: EAP of the side that connects, but here peers connect to us;"
                        + " right would be EAP with users");
        assertThat(whenAwaiting(Authentication.certificate(OWN), PASSWORD))
                .singleElement()
                .asString()
                .startsWith("remote: EAP of the side that connects");
    }

    @Test
    void who_connects_has_no_users() {
        assertThat(whenConnecting(Authentication.certificate(OWN), USERS))
                .containsExactly("remote: EAP with users, which is for the side to which peers connect,"
                        + " but the tunnel connects itself");
    }

    @Test
    void where_one_side_uses_eap_the_other_one_signs() {
        assertThat(whenConnecting(PASSWORD, KEYS)).singleElement().asString().contains("RFC 7296 2.16");
        assertThat(whenConnecting(PASSWORD, Authentication.none())).hasSize(1);
        assertThat(whenAwaiting(KEYS, USERS)).singleElement().asString().contains("RFC 7296 2.16");
    }

    @Test
    void eap_alone_has_to_prove_the_gateway_and_be_said_on_both_sides() {
        assertThat(whenConnecting(PASSWORD, PASSWORD))
                .singleElement()
                .asString()
                .contains("RFC 5998 4 allows with none of [EAP-MSCHAPv2]");
        assertThat(whenConnecting(Authentication.certificate(OWN), PASSWORD))
                .singleElement()
                .asString()
                .contains("where RFC 5998 has it prove both");
        assertThat(whenAwaiting(USERS, TRUSTING)).singleElement().asString().startsWith("local: ");
    }

    /**
     * RFC 5998 4, of the side whose methods are run: that of who connects by its own, that of a gateway by its users'.
     */
    @Test
    void eap_alone_is_judged_by_the_methods_that_are_run() {
        assertThat(whenConnecting(tunnelled(EapMethodType.TTLS), PASSWORD)).isEmpty();
        assertThat(whenConnecting(PASSWORD, tunnelled(EapMethodType.TTLS)))
                .containsExactly("remote: EAP as the only proof of the gateway,"
                        + " which RFC 5998 4 allows with none of [EAP-MSCHAPv2]");
        assertThat(whenAwaiting(USERS, users(EapMethodType.TLS))).isEmpty();
        assertThat(whenAwaiting(users(EapMethodType.TLS), USERS))
                .containsExactly("local: EAP as the only proof of the gateway,"
                        + " which RFC 5998 4 allows with none of [EAP-MSCHAPv2]");
    }

    @Test
    void eap_as_the_only_proof_has_no_method_that_is_not_fit_and_beside_another_proof_one_that_is() {
        Authentication mixed = tunnelled(EapMethodType.TTLS, EapMethodType.MSCHAPV2);
        assertThat(whenConnecting(mixed, mixed)).singleElement().asString().contains("with none of [EAP-MSCHAPv2]");
        assertThat(whenConnecting(mixed, Authentication.anyOf(TRUSTING, mixed))).isEmpty();
        assertThat(whenConnecting(PASSWORD, Authentication.anyOf(TRUSTING, PASSWORD)))
                .singleElement()
                .asString()
                .contains("with none of [EAP-MSCHAPv2]");
    }

    @Test
    void what_comes_before_eap_is_a_signature() {
        Authentication certificate = Authentication.certificate(OWN);
        assertThat(whenConnecting(PASSWORD, Authentication.anyOf(TRUSTING, KEYS)))
                .isEmpty();
        assertThat(whenConnecting(PASSWORD, Authentication.anyOf(TRUSTING, Authentication.none())))
                .isEmpty();
        assertThat(whenConnecting(PASSWORD, Authentication.anyOf(KEYS, Authentication.none())))
                .singleElement()
                .asString()
                .contains("RFC 7296 2.16");
        assertThat(whenConnecting(PASSWORD, Authentication.inTurn(KEYS, TRUSTING)))
                .as("the key comes first")
                .singleElement()
                .asString()
                .contains("RFC 7296 2.16");
        assertThat(whenAwaiting(Authentication.anyOf(certificate, KEYS), USERS)).isEmpty();
        assertThat(whenAwaiting(Authentication.inTurn(KEYS, certificate), USERS))
                .singleElement()
                .asString()
                .contains("RFC 7296 2.16");
        assertThat(whenAwaiting(KEYS, Authentication.eap((spi, initiator, path) -> null)))
                .as("also where EAP is done elsewhere")
                .singleElement()
                .asString()
                .contains("RFC 7296 2.16");
    }

    /** RFC 4739 2.3: a gateway that has proved itself by a key before may ask for a password in the second round. */
    @Test
    void eap_in_a_later_turn_comes_after_any_proof_but_none() {
        Authentication later = Authentication.inTurn(Authentication.certificate(OWN), PASSWORD);
        assertThat(whenConnecting(later, KEYS)).isEmpty();
        assertThat(whenConnecting(later, Authentication.none()))
                .singleElement()
                .asString()
                .contains("the peer proves nothing");
        assertThat(whenAwaiting(KEYS, Authentication.inTurn(TRUSTING, USERS))).isEmpty();
    }

    private static Authentication tunnelled(EapMethodType... methods) {
        return Authentication.eap(EapPeerSettings.user("ana")
                .password(secret("wonderland"))
                .methods(methods)
                .tls(EapTls.trusting(chain -> Optional.empty()))
                .build());
    }

    private static Authentication users(EapMethodType... methods) {
        KeyPair pair = PKI.keys();
        return Authentication.eap(EapAuthenticatorSettings.users(EapUsers.none())
                .methods(methods)
                .tls(EapTls.with(new TlsIdentity(List.of(PKI.root()), pair.getPrivate()), chain -> Optional.empty()))
                .build());
    }

    @Test
    void certificates_are_ours_and_authorities_are_for_peers() {
        assertThat(whenConnecting(Authentication.certificate(AUTHORITY), TRUSTING))
                .containsExactly("local: no certificate of our own with its key in \"company\"");
        assertThat(whenConnecting(TRUSTING, Authentication.certificate(OWN)))
                .containsExactly(
                        "local: authorities, where a certificate of our own is needed",
                        "remote: a certificate of our own, where authorities are needed");
        Trustpoint keyAlone = Trustpoint.of("key", List.of(), OWN.own());
        assertThat(whenConnecting(Authentication.certificate(OWN), Authentication.trusting(keyAlone)))
                .containsExactly("remote: no authority to trust in \"key\"");
        assertThat(whenConnecting(
                        Authentication.certificate(OWN).withSchemes(SignatureScheme.RSA_PSS_SHA2_256), TRUSTING))
                .containsExactly("local: no signature scheme for a key of type ECDSA P-256");
    }

    @Test
    void a_certificate_map_needs_a_certificate() {
        IdentityMatcher map = new CertificateMatcher(
                new CertificateMap("VPN", List.of(CertificateMap.Entry.of(10, "subject-name co ou = vpn"))));
        assertThat(findings(KEYS, KEYS, true, CryptoPolicy.STANDARD, map))
                .containsExactly("remote: peers found by a certificate, but not authenticated by one");
        assertThat(findings(KEYS, TRUSTING, true, CryptoPolicy.STANDARD, map)).isEmpty();
        assertThat(map.matches(Identity.fqdn("hq.example").toWire())).isFalse();
    }

    @Test
    void the_policy_holds_for_certificates_too() {
        assertThat(findings(
                        Authentication.certificate(OWN),
                        Authentication.trusting(AUTHORITY).withSchemes(SignatureScheme.ECDSA_SHA2_256),
                        true,
                        CryptoPolicy.CNSA2,
                        Identity.fqdn("hq.example")))
                .filteredOn(finding -> finding.contains("scheme"))
                .satisfiesExactly(
                        local -> assertThat(local).startsWith("local: no signature scheme is left: CNSA2"),
                        remote -> assertThat(remote).startsWith("remote: no signature scheme is left: CNSA2"));
    }

    @Test
    void equal_words_mean_equal_profiles() {
        assertThat(Authentication.eapMschapv2("ana", secret("wonderland")))
                .isEqualTo(PASSWORD)
                .isNotEqualTo(Authentication.eapMschapv2("ana", secret("looking-glass")));
        assertThat(Authentication.eap(EapAuthenticatorSettings.users(EapUsers.of(Map.of("ana", secret("wonderland"))))
                        .build()))
                .isEqualTo(USERS);
        assertThat(Authentication.trusting(AUTHORITY))
                .isEqualTo(TRUSTING)
                .isNotEqualTo(Authentication.trusting(AUTHORITY).followingUrls());
    }

    @Test
    void several_ways_consist_of_single_ones() {
        assertThatThrownBy(() -> Authentication.anyOf(KEYS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Authentication.inTurn(KEYS, Authentication.anyOf(KEYS, TRUSTING)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> whenConnecting(Authentication local, Authentication remote) {
        return findings(local, remote, true, CryptoPolicy.STANDARD, Identity.fqdn("hq.example"));
    }

    private static List<String> whenAwaiting(Authentication local, Authentication remote) {
        return findings(local, remote, false, CryptoPolicy.STANDARD, Identity.fqdn("hq.example"));
    }

    private static List<String> findings(
            Authentication local,
            Authentication remote,
            boolean connects,
            CryptoPolicy policy,
            IdentityMatcher matcher) {
        IkeProfile profile = IkeProfile.named("p")
                .identity(Identity.fqdn("branch.example"))
                .matchRemote(matcher)
                .local(local)
                .remote(remote)
                .build();
        FlexVpnConfig.Builder config = FlexVpnConfig.create()
                .cryptoPolicy(policy)
                .staticTunnel("Tunnel0", tunnel -> {
                    tunnel.profile(profile).address("10.255.0.2/30");
                    if (connects) {
                        tunnel.destination("192.0.2.1");
                    } else {
                        tunnel.responderOnly();
                    }
                });
        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, config::build);
        String prefix = "tunnel \"Tunnel0\" > profile \"p\" > ";
        return e == null
                ? List.of()
                : e.findings().stream()
                        .map(finding -> finding.toString().replace(prefix, ""))
                        .toList();
    }
}
