package io.flexike.flexvpn.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.TestPki;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.TextFinding;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.RevocationPolicy.Demand;
import io.flexike.ike.certificate.RevocationPolicy.Method;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.identity.Identity;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and EAP in a router's text. */
class AuthenticationLinesTest {
    private static final TestPki PKI = new TestPki("Root");
    private static final Trustpoint RSA = PKI.trustpoint("R", "RSA", "hub.example");
    private static final Trustpoint EC = PKI.trustpoint("E", "EC", "hub.example");

    private static final String REST = """
             virtual-template 1
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            """;

    private static RouterGateway read(String text) {
        Map<String, Trustpoint> known = Map.of("R", RSA, "E", EC);
        Trustpoints trustpoints = name -> Optional.ofNullable(known.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no folder of that name"));
        RouterConfig.Reading reading = RouterConfig.read("r1.cfg", text);
        assertThat(reading.hasErrors()).as(reading.findings().toString()).isFalse();
        return RouterGateway.of(reading.config(), "r1.cfg", FlexVpnConfig.create(), trustpoints);
    }

    private static IkeProfile profile(RouterGateway gateway) {
        assertThat(gateway.findings()).noneMatch(TextFinding::isError);
        return gateway.config()
                .orElseThrow()
                .virtualTemplates()
                .get(0)
                .profiles()
                .get(0);
    }

    private static Authentication.TrustedCertificates trusted(IkeProfile profile) {
        return (Authentication.TrustedCertificates) profile.remote().orElseThrow();
    }

    @Test
    void the_words_for_signatures_choose_the_key() {
        String text = """
                crypto pki trustpoint R
                 revocation-check none
                crypto pki trustpoint E
                 revocation-check none
                crypto ikev2 profile P
                 match identity remote fqdn domain example
                 identity local fqdn hub.example
                 authentication local %s
                 authentication remote rsa-sig
                 authentication remote ecdsa-sig
                """;
        assertThat(own(profile(read(text.formatted("rsa-sig") + REST)))).isEqualTo(RSA.own());
        assertThat(own(profile(read(text.formatted("ecdsa-sig") + REST)))).isEqualTo(EC.own());
    }

    private static List<?> own(IkeProfile profile) {
        return ((Authentication.Certificates) profile.local().orElseThrow()).own();
    }

    @Test
    void a_trustpoint_that_is_missing_is_found_where_it_is_named() {
        RouterGateway gateway = read("""
                crypto pki trustpoint LOST
                 revocation-check none
                crypto ikev2 profile P
                 match identity remote fqdn domain example
                 identity local fqdn hub.example
                 authentication local rsa-sig
                 authentication remote rsa-sig
                 pki trustpoint LOST
                """ + REST);

        assertThat(gateway.config()).isEmpty();
        assertThat(gateway.findings().stream().map(Object::toString))
                .contains("r1.cfg:8:17: trustpoint LOST cannot be used: no folder of that name");
    }

    @ParameterizedTest
    @CsvSource({
        "revocation-check none, '', SOFT",
        "revocation-check crl, CRL, HARD",
        "revocation-check ocsp crl none, OCSP CRL, SOFT",
        "enrollment terminal, CRL, HARD"
    })
    void revocation_is_checked_as_the_trustpoint_says(String line, String methods, Demand demand) {
        Method[] expected = methods.isEmpty()
                ? new Method[0]
                : List.of(methods.split(" ", -1)).stream().map(Method::valueOf).toArray(Method[]::new);
        String text = """
                crypto pki trustpoint R
                 %s
                 ocsp url http://ocsp.example/
                crypto ikev2 profile P
                 match identity remote fqdn domain example
                 authentication local rsa-sig
                 authentication remote rsa-sig
                 pki trustpoint R
                """.formatted(line);
        IkeProfile profile = profile(read(text + REST));

        RevocationPolicy policy = RevocationPolicy.of(demand, expected);
        assertThat(trusted(profile).trustpoints())
                .containsExactly(RSA.withRevocation(
                        expected.length == 0 ? policy : policy.withResponder(URI.create("http://ocsp.example/"))));
        assertThat(trusted(profile).followsUrls()).isTrue();
        assertThat(profile.identity())
                .hasValue(Identity.distinguishedName(
                        RSA.own().get(0).leaf().getSubjectX500Principal().getEncoded()));
        assertThat(trusted(profile(read("no crypto ikev2 http-url cert\n" + text + REST)))
                        .followsUrls())
                .isFalse();
    }

    @Test
    void revoked_peers_are_disconnected_and_certificates_of_urls_kept_as_the_text_says() {
        String text = """
                crypto pki trustpoint R
                 revocation-check none
                crypto ikev2 profile P
                 match identity remote fqdn domain example
                 identity local fqdn hub.example
                 authentication local rsa-sig
                 authentication remote rsa-sig
                 pki trustpoint R
                """;
        FlexVpnConfig plain = read(text + REST).config().orElseThrow();
        assertThat(plain.protocol().revocationRecheck()).isZero();
        assertThat(plain.certificateCache()).isEqualTo(FlexVpnConfig.DEFAULT_CERTIFICATE_CACHE);

        RouterGateway gateway =
                read("crypto ikev2 disconnect-revoked-peers\ncrypto ikev2 certificate-cache 750\n" + text + REST);
        FlexVpnConfig config = gateway.config().orElseThrow();
        assertThat(config.protocol().revocationRecheck()).isEqualTo(Duration.ofHours(1));
        assertThat(config.certificateCache()).isEqualTo(750);
        assertThat(gateway.inactive().stream().map(Object::toString)).noneMatch(note -> note.contains("ikev2"));
        assertThat(GatewayWords.of(config).write())
                .contains("crypto ikev2 disconnect-revoked-peers\n")
                .contains("crypto ikev2 certificate-cache 750\n");

        RouterGateway large = read("crypto ikev2 certificate-cache 3000\n" + text + REST);
        assertThat(large.config().orElseThrow().certificateCache()).isEqualTo(2000);
        assertThat(large.findings().stream().map(Object::toString))
                .contains("r1.cfg:1:1: warning: no more than 2000 certificates are kept");
    }

    @Test
    void urls_of_peers_are_followed_unless_neither_certificates_nor_bundles_are_wanted() {
        String text = """
                crypto pki trustpoint R
                 revocation-check none
                crypto ikev2 profile P
                 match identity remote fqdn domain example
                 authentication local rsa-sig
                 authentication remote rsa-sig
                 pki trustpoint R
                """;
        assertThat(trusted(profile(read("no crypto ikev2 http-url cert\ncrypto ikev2 http-url bundle\n" + text + REST)))
                        .followsUrls())
                .isTrue();
        assertThat(trusted(profile(
                                read("no crypto ikev2 http-url cert\nno crypto ikev2 http-url bundle\n" + text + REST)))
                        .followsUrls())
                .isFalse();
    }

    @Test
    void signing_and_verifying_may_have_trustpoints_of_their_own() {
        IkeProfile profile = profile(read("""
                crypto pki trustpoint R
                 revocation-check none
                crypto pki trustpoint E
                 revocation-check none
                crypto ikev2 profile P
                 match identity remote fqdn domain example
                 authentication local rsa-sig
                 authentication remote ecdsa-sig
                 pki trustpoint R sign
                 pki trustpoint E verify
                """ + REST));

        assertThat(own(profile)).isEqualTo(RSA.own());
        assertThat(trusted(profile).trustpoints()).extracting(Trustpoint::name).containsExactly("E");
    }

    private static final String EAP = """
            username ana password 0 wonderland
            username bob secret 5 $1$hash
            aaa new-model
            aaa authentication login USERS %s
            crypto pki trustpoint R
             revocation-check none
            crypto ikev2 profile P
             match identity remote fqdn domain example
             identity local fqdn hub.example
             authentication local rsa-sig
             authentication remote rsa-sig
             authentication remote eap query-identity
             pki trustpoint R
             aaa authentication eap USERS
            """;

    @Test
    void users_of_the_router_authenticate_by_eap_beside_certificates() {
        RouterGateway gateway = read(EAP.formatted("local") + REST);

        assertThat(profile(gateway).remote().orElseThrow().parts())
                .satisfiesExactly(
                        certificates -> assertThat(certificates).isInstanceOf(Authentication.TrustedCertificates.class),
                        eap -> assertThat(((Authentication.EapAuthenticator) eap).asksIdentity())
                                .isTrue());
        assertThat(gateway.findings().stream().map(Object::toString))
                .singleElement()
                .asString()
                .contains("r1.cfg:2:1: ", "a hash alone", "username bob password 0");
        assertThat(gateway.inactive()).isEmpty();
        assertThat(gateway.config())
                .isEqualTo(read(EAP.formatted("local") + REST).config());
    }

    @Test
    void users_that_are_elsewhere_are_not_active_yet() {
        RouterGateway gateway = read(EAP.formatted("group radius") + REST);

        assertThat(profile(gateway).remote())
                .hasValueSatisfying(
                        remote -> assertThat(remote).isInstanceOf(Authentication.TrustedCertificates.class));
        assertThat(gateway.inactive().stream().map(Object::toString))
                .anyMatch(note -> note.contains("\"authentication remote eap\" is not active yet"))
                .anyMatch(note -> note.contains("\"aaa authentication\" is not active yet"));
    }

    @Test
    void what_is_written_reads_back_as_the_same_gateway() {
        FlexVpnConfig config = read("""
                crypto pki trustpoint R
                 revocation-check ocsp crl none
                 ocsp url http://ocsp.example/
                crypto pki trustpoint E
                 revocation-check none
                crypto pki certificate map VPN 10
                 subject-name co ou = vpn
                 issuer-name co root
                crypto pki certificate map VPN 20
                 alt-subject-name eq west.example
                crypto ikev2 keyring KEYS
                 peer ALL
                  address 0.0.0.0 0.0.0.0
                  pre-shared-key secret
                crypto ikev2 profile P
                 match certificate VPN
                 match identity remote fqdn domain example
                 identity local fqdn hub.example
                 authentication local rsa-sig
                 authentication remote pre-share
                 authentication remote ecdsa-sig
                 keyring local KEYS
                 pki trustpoint R sign
                 pki trustpoint E verify
                """ + REST).config().orElseThrow();

        RouterConfig words = GatewayWords.of(config);

        assertThat(words.write())
                .contains("revocation-check ocsp crl none", "pki trustpoint R sign", "match certificate VPN")
                .contains("subject-name co ou = vpn");
    }
}
