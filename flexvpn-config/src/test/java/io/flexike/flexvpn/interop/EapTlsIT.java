package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsChainCheck;
import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.flexvpn.interop.Pki.Kind;
import io.flexike.flexvpn.interop.Pki.Owner;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapTls;
import io.flexike.ike.eap.EapUsers;
import io.flexike.ike.eap.TtlsInner;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Users and gateways that prove themselves in TLS inside EAP: beside a certificate of the gateway in IKE, and by EAP
 * alone (RFC 5998).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.PKI,
    Requirement.OPENSSL
})
class EapTlsIT {
    private static final String PASSWORD = "a password inside the tunnel";

    /** What the user proves itself by. */
    @SuppressWarnings("ImmutableEnumChecker") // of a record of numbers
    private enum Method {
        /** A certificate. */
        TLS,
        /** A password that only the gateway gets to see. */
        TTLS;

        EapMethodType type() {
            return this == TLS ? EapMethodType.TLS : EapMethodType.TTLS;
        }

        /** We are the user. */
        Meeting ours() {
            return Meeting.named(charon() + "-of-ours");
        }

        /** strongSwan is the user. */
        Meeting theirs() {
            return Meeting.named(charon() + "-of-theirs");
        }

        /** We are the user, and EAP is all there is. */
        Meeting onlyOurs() {
            return Meeting.named(charon() + "-only-of-ours");
        }

        /** strongSwan is the user, and EAP is all there is. */
        Meeting onlyTheirs() {
            return Meeting.named(charon() + "-only-of-theirs");
        }

        String charon() {
            return this == TLS ? "eap-tls" : "eap-ttls";
        }

        Stream<Meeting> meetings() {
            return Stream.of(ours(), theirs(), onlyOurs(), onlyTheirs());
        }
    }

    private PeerNetwork network;
    private StrongSwanPeer right;
    private Owner root;
    private Owner own;
    private Owner peer;

    @BeforeAll
    void start(@TempDir Path tests) {
        Path folder = tests.resolve("right");
        Pki pki = new Pki(tests.resolve("pki"));
        root = pki.root("root", Kind.ECDSA_256).installAuthorityTo(folder);
        peer = pki.issue(root, "peer.example", Kind.ECDSA_256, names(Meeting::peerName))
                .installTo(folder);
        own = pki.issue(root, "own.example", Kind.ECDSA_256, names(Meeting::ownName));
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        CharonSettings settings =
                CharonSettings.userSpaceEsp().plugin("eap-ttls", ttls -> ttls.set("phase2_method", "mschapv2"));
        right = StrongSwanPeer.start(network.right(), folder, settings, connections());
    }

    /** One certificate serves all meetings. */
    private static String[] names(UnaryOperator<String> ofMeeting) {
        return Stream.of(Method.values())
                .flatMap(Method::meetings)
                .flatMap(each -> Stream.of("--san", ofMeeting.apply(each.name())))
                .toArray(String[]::new);
    }

    private SwanctlConf connections() {
        SwanctlConf conf = SwanctlConf.create();
        for (Method each : Method.values()) {
            Consumer<ConfigSection> byEap = it -> it.set("auth", each.charon()).set("certs", peer.file());
            Consumer<ConfigSection> bySignature = it -> it.set("auth", "pubkey").set("certs", peer.file());
            Consumer<ConfigSection> wantEap = it -> it.set("auth", each.charon());
            each.ours().addTo(conf, bySignature, wantEap);
            each.theirs().addTo(conf, byEap, it -> it.set("auth", "pubkey"));
            each.onlyOurs().addTo(conf, byEap, wantEap);
            each.onlyTheirs().addTo(conf, byEap, wantEap);
            each.meetings()
                    .forEach(meeting -> conf.eapPassword(meeting.ownId().toString(), PASSWORD)
                            .eapPassword(meeting.peerId().toString(), PASSWORD));
        }
        return conf;
    }

    @AfterAll
    void stop() {
        if (right != null) {
            right.close();
        }
        network.close();
    }

    private Trial ours(Meeting meeting) {
        return new Trial(network, right, meeting, /* weConnect= */ true);
    }

    private Trial theirs(Meeting meeting) {
        return new Trial(network, right, meeting, /* weConnect= */ false);
    }

    @ParameterizedTest
    @EnumSource
    void our_user_is_let_in(Method method) throws Exception {
        ours(method.ours())
                .succeed(user(method, method.ours()), Authentication.trusting(root.anchor()))
                .assertProved(method.ours(), "EAP successful", "ECDSA_WITH_SHA256_DER");
    }

    @ParameterizedTest
    @EnumSource
    void a_user_of_strongswan_is_let_in(Method method) throws Exception {
        theirs(method.theirs())
                .succeed(Authentication.certificate(own.identity()), users(method, method.theirs()))
                .assertProved(method.theirs(), "ECDSA_WITH_SHA512_DER successful", "EAP");
    }

    @ParameterizedTest
    @EnumSource
    void our_user_and_the_gateway_need_nothing_but_eap(Method method) throws Exception {
        Authentication eap = user(method, method.onlyOurs());
        Trial.Success success =
                ours(method.onlyOurs()).succeed(eap, eap).assertProved(method.onlyOurs(), "EAP successful", "EAP");
        assertThat(success.log()).contains("N(EAP_ONLY)").doesNotContain(" CERT ");
    }

    @ParameterizedTest
    @EnumSource
    void a_user_of_strongswan_and_our_gateway_need_nothing_but_eap(Method method) throws Exception {
        Authentication eap = users(method, method.onlyTheirs());
        Trial.Success success = theirs(method.onlyTheirs())
                .succeed(eap, eap)
                .assertProved(method.onlyTheirs(), "EAP successful", "EAP");
        assertThat(success.log()).contains("N(EAP_ONLY)").doesNotContain(" CERT ");
    }

    private Authentication user(Method method, Meeting meeting) {
        return Authentication.eap(EapPeerSettings.user(meeting.ownId().toString())
                .password(SecretBytes.ofUtf8(PASSWORD))
                .methods(method.type())
                .tls(EapTls.with(identity(), trusting(meeting.peerId().toString())))
                .inner(TtlsInner.EAP)
                .build());
    }

    private Authentication users(Method method, Meeting meeting) {
        EapUsers users = EapUsers.of(Map.of(meeting.peerId().toString(), SecretBytes.ofUtf8(PASSWORD)));
        return Authentication.eap(EapAuthenticatorSettings.users(users)
                .methods(method.type())
                .tls(EapTls.with(identity(), trusting(meeting.peerId().toString())))
                .build());
    }

    private TlsIdentity identity() {
        return new TlsIdentity(List.of(own.x509()), own.privateKey());
    }

    /** By the platform's own rules, and by the name. */
    private TlsChainCheck trusting(String name) {
        return chain -> {
            try {
                PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root.x509(), null)));
                parameters.setRevocationEnabled(false);
                List<X509Certificate> path =
                        chain.stream().filter(each -> !each.equals(root.x509())).toList();
                CertPathValidator.getInstance("PKIX")
                        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
                boolean named =
                        chain.get(0).getSubjectAlternativeNames().stream().anyMatch(each -> each.contains(name));
                return named ? Optional.empty() : Optional.of("it is not the certificate of " + name);
            } catch (GeneralSecurityException e) {
                return Optional.of("it is not trusted: " + e);
            }
        };
    }
}
