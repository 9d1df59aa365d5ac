package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.flexvpn.TestPki;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.CertificateMatcher;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.certificate.CertificateCache;
import io.flexike.ike.certificate.CertificateMap;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.certificate.RemoteObjects;
import io.flexike.ike.certificate.RemoteRequest;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateTrustsTest {
    private static final TestPki PKI = new TestPki("Root");
    private static final TestPki OTHER = new TestPki("Other");
    private static final Trustpoint RSA = PKI.trustpoint("rsa", "RSA", "hq.example");

    private static CertificateTrusts trusts(CryptoPolicy policy) {
        InstantSource now = Instant::now;
        return new CertificateTrusts(
                policy,
                now,
                request -> {
                    throw new IOException("nothing is fetched in this test");
                },
                new SecureRandom(),
                new CertificateCache(1));
    }

    private static CertificateVerdict check(CertificateTrust trust, Trustpoint shown, String identity)
            throws CertificateEncodingException {
        return trust.check(CertificateQuestion.ofCertificates(
                Identity.fqdn(identity).toWire(),
                CertificateUsage.RESPONDER,
                shown.own().get(0).leaf().getEncoded()));
    }

    @Test
    void the_same_authorities_are_trusted_by_the_same_trust() {
        CertificateTrusts trusts = trusts(CryptoPolicy.STANDARD);
        CertificateTrust first = trusts.of(Authentication.trusting(PKI.authority("one")), Optional.empty());

        assertThat(trusts.of(Authentication.trusting(PKI.authority("other name")), Optional.empty()))
                .isSameAs(first);
        assertThat(trusts.of(Authentication.trusting(OTHER.authority("one")), Optional.empty()))
                .isNotSameAs(first);
    }

    @Test
    void what_several_trusts_need_is_fetched_once_for_a_check() {
        List<RemoteRequest> asked = new ArrayList<>();
        RemoteObjects objects = request -> {
            asked.add(request);
            throw new IOException("nobody there");
        };
        Trustpoint hard = PKI.authority("hard")
                .withRevocation(RevocationPolicy.of(RevocationPolicy.Demand.HARD, RevocationPolicy.Method.CRL));
        CertificateTrust both = new CertificateTrusts(
                        CryptoPolicy.STANDARD, Instant::now, objects, new SecureRandom(), new CertificateCache(1))
                .of(Authentication.trusting(hard, PKI.authority("off")).followingUrls(), Optional.empty());
        byte[] pointer = ("a hash of 20 octets." + "http://hq.example/c").getBytes(StandardCharsets.US_ASCII);

        CertificateVerdict verdict = both.check(new CertificateQuestion(
                Identity.fqdn("hq.example").toWire(),
                CertificateUsage.RESPONDER,
                List.of(new CertPayload(CertificateEncoding.HASH_AND_URL_X509, pointer))));

        assertThat(verdict.toString()).contains("NOT_FETCHED").contains("nobody there");
        assertThat(asked).hasSize(1);
    }

    @Test
    void each_trustpoint_has_its_own_rule_on_revocation() throws Exception {
        Trustpoint hard = PKI.authority("hard")
                .withRevocation(RevocationPolicy.of(RevocationPolicy.Demand.HARD, RevocationPolicy.Method.CRL));
        CertificateTrusts trusts = trusts(CryptoPolicy.STANDARD);
        CertificateTrust both = trusts.of(Authentication.trusting(hard, OTHER.authority("soft")), Optional.empty());

        assertThat(both.authorities()).containsExactlyInAnyOrder(PKI.root(), OTHER.root());
        assertThat(check(both, RSA, "hq.example"))
                .isInstanceOfSatisfying(
                        CertificateVerdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.REVOCATION_UNKNOWN));
        assertThat(check(both, OTHER.trustpoint("t", "EC", "hq.example"), "hq.example"))
                .isInstanceOf(CertificateVerdict.Trusted.class);
    }

    @Test
    void the_identity_is_bound_and_the_map_counts() throws Exception {
        CertificateTrusts trusts = trusts(CryptoPolicy.STANDARD);
        CertificateTrust trust = trusts.of(Authentication.trusting(PKI.authority("one")), Optional.empty());
        assertThat(check(trust, RSA, "hq.example")).isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(check(trust, RSA, "other.example")).isInstanceOf(CertificateVerdict.Refused.class);

        CertificateTrust narrower =
                trusts.of(Authentication.trusting(PKI.authority("one")), Optional.of(map("ou = nowhere")));
        assertThat(check(narrower, RSA, "hq.example"))
                .isInstanceOfSatisfying(
                        CertificateVerdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.NOT_IN_MAP));
    }

    @Test
    void a_key_that_the_policy_refuses_is_not_trusted() throws Exception {
        CertificateTrust everything = new CertificateTrust() {
            @Override
            public List<X509Certificate> authorities() {
                return List.of();
            }

            @Override
            public CertificateVerdict check(CertificateQuestion question) {
                return new CertificateVerdict.Trusted(
                        RSA.own().get(0).key().verificationKey(), List.of(PKI.root()), List.of());
            }
        };

        // CNSA 2.0 wants RSA keys of 3072 bits, and this one has 2048
        assertThat(check(
                        new KeyPolicyTrust(everything, CryptoPolicy.CNSA2, SignatureScheme.DEFAULTS), RSA, "a.example"))
                .isInstanceOfSatisfying(
                        CertificateVerdict.Refused.class,
                        refused -> assertThat(refused.text()).contains("CNSA2 forbids"));
        assertThat(check(
                        new KeyPolicyTrust(everything, CryptoPolicy.STRICT, SignatureScheme.DEFAULTS),
                        RSA,
                        "a.example"))
                .isInstanceOf(CertificateVerdict.Trusted.class);
    }

    @Test
    void who_is_found_by_a_certificate_has_to_prove_to_own_it() {
        Keyring keys = Keyring.named("keys")
                .peer("all", peer -> peer.anyPeer().preSharedKey("secret"))
                .build();
        IdentityMatcher byMap = new CertificateMatcher(map("ou = vpn"));
        Identity byName = Identity.fqdn("hq.example");
        List<PeerProfile> profiles = responders(IkeProfile.named("p")
                .identity(Identity.fqdn("branch.example"))
                .matchRemote(byMap, byName)
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.anyOf(
                        Authentication.preSharedKey(keys), Authentication.trusting(PKI.authority("one"))))
                .build());

        assertThat(profiles).extracting(PeerProfile::remoteIdentity).containsExactly(byName, byMap);
        assertThat(profiles.get(0).remoteAuthentication()).isInstanceOf(AuthenticationMethod.AnyOf.class);
        assertThat(profiles.get(1).remoteAuthentication()).isInstanceOf(AuthenticationMethod.TrustedCertificates.class);
    }

    @Test
    void who_answers_eap_only_connects() {
        assertThat(responders(IkeProfile.named("p")
                        .identity(Identity.fqdn("branch.example"))
                        .matchRemote(Identity.fqdn("hq.example"))
                        .local(Authentication.eap(EapPeerSettings.user("ana")
                                .password(SecretBytes.copyOf(new byte[] {1}))
                                .build()))
                        .remote(Authentication.trusting(PKI.authority("one")))
                        .build()))
                .isEmpty();
    }

    private static CertificateMap map(String subject) {
        return new CertificateMap("VPN", List.of(CertificateMap.Entry.of(10, "subject-name co " + subject)));
    }

    private static List<PeerProfile> responders(IkeProfile profile) {
        StaticTunnel tunnel = StaticTunnel.named("Tunnel0")
                .profile(profile)
                .ipsec(IpsecProfile.defaults())
                .destination("127.0.0.1")
                .address("10.255.0.2/30")
                .build();
        return PeerProfiles.responder(
                List.of(tunnel),
                List.of(),
                new AuthenticationMethods(
                        CryptoPolicy.STANDARD, GatewayEnvironment.linux(), new SecureRandom(), new CertificateCache(1)),
                IkePolicies.NONE);
    }
}
