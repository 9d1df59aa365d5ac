package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.flexvpn.interop.Pki.Kind;
import io.flexike.flexvpn.interop.Pki.Owner;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.ike.certificate.Trustpoint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sites, ours and strongSwan's, that show each other certificates of every kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.PKI})
class CertificateIT {
    /** The scheme by which both sign; the words of strongSwan in its settings and in its log; the keys of both ends. */
    private record Case(
            String name, SignatureScheme scheme, String charonAuth, String charonLog, Kind own, Kind peers) {
        Meeting meeting() {
            return Meeting.named(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Case> CASES = List.of(
            new Case(
                    "rsa-2048",
                    SignatureScheme.RSA_PKCS1_SHA2_256,
                    "ike:rsa-sha256",
                    "RSA_EMSA_PKCS1_SHA2_256",
                    Kind.RSA_2048,
                    Kind.RSA_3072),
            new Case(
                    "rsa-3072",
                    SignatureScheme.RSA_PKCS1_SHA2_384,
                    "ike:rsa-sha384",
                    "RSA_EMSA_PKCS1_SHA2_384",
                    Kind.RSA_3072,
                    Kind.RSA_2048),
            new Case(
                    "pss-2048",
                    SignatureScheme.RSA_PSS_SHA2_256,
                    "ike:rsa/pss-sha256",
                    "RSA_EMSA_PSS_SHA2_256_SALT_32",
                    Kind.RSA_2048,
                    Kind.RSA_3072),
            new Case(
                    "pss-3072",
                    SignatureScheme.RSA_PSS_SHA2_512,
                    "ike:rsa/pss-sha512",
                    "RSA_EMSA_PSS_SHA2_512_SALT_64",
                    Kind.RSA_3072,
                    Kind.RSA_2048),
            ecdsa("ecdsa-256", SignatureScheme.ECDSA_SHA2_256, "sha256", "SHA256", Kind.ECDSA_256),
            ecdsa("ecdsa-384", SignatureScheme.ECDSA_SHA2_384, "sha384", "SHA384", Kind.ECDSA_384),
            ecdsa("ecdsa-521", SignatureScheme.ECDSA_SHA2_512, "sha512", "SHA512", Kind.ECDSA_521),
            new Case("ed25519", SignatureScheme.ED25519, "pubkey", "ED25519", Kind.ED25519, Kind.ED25519),
            new Case("ed448", SignatureScheme.ED448, "pubkey", "ED448", Kind.ED448, Kind.ED448));

    /** Behind two authorities below the root, one of which signs by RSASSA-PSS. */
    private static final Meeting CHAIN = Meeting.named("chain");

    /** strongSwan knows our certificate, but no authority above it. */
    private static final Meeting ACQUAINTANCES = Meeting.named("acquaintances");

    private static Case ecdsa(String name, SignatureScheme scheme, String hash, String charonLog, Kind kind) {
        return new Case(name, scheme, "ike:ecdsa-" + hash, "ECDSA_WITH_" + charonLog + "_DER", kind, kind);
    }

    static List<Case> cases() {
        return CASES;
    }

    private PeerNetwork network;
    private StrongSwanPeer right;
    private Pki pki;
    private Owner root;
    private Path folder;

    /** What we show; strongSwan shows others from its folder. */
    private final Map<Meeting, Trustpoint> own = new HashMap<>();

    @BeforeAll
    void start(@TempDir Path tests) {
        folder = tests.resolve("right");
        pki = new Pki(tests.resolve("pki"));
        root = pki.root("root", Kind.ECDSA_384).installAuthorityTo(folder);
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        right = StrongSwanPeer.start(network.right(), folder, connections());
    }

    @AfterAll
    void stop() {
        if (right != null) {
            right.close();
        }
        network.close();
    }

    /** One daemon for all of them. */
    private SwanctlConf connections() {
        SwanctlConf conf = SwanctlConf.create();
        for (Case each : CASES) {
            Meeting meeting = each.meeting();
            own.put(
                    meeting,
                    pki.issue(root, Meeting.ownName(each.name), each.own).identity());
            Owner peers =
                    pki.issue(root, Meeting.peerName(each.name), each.peers).installTo(folder);
            meeting.addTo(
                    conf,
                    local -> local.set("auth", each.charonAuth).set("certs", peers.file()),
                    remote -> remote.set("auth", each.charonAuth));
        }
        addChain(conf);
        addAcquaintances(conf);
        return conf;
    }

    private void addChain(SwanctlConf conf) {
        Owner ownUpper = pki.intermediate(root, "own-upper", Kind.RSA_2048);
        Owner ownLower = pki.intermediate(ownUpper, "own-lower", Kind.ECDSA_256, "--rsa-padding", "pss");
        Owner ownEnd = pki.issue(ownLower, Meeting.ownName(CHAIN.name()), Kind.ECDSA_256);
        own.put(CHAIN, ownEnd.identity(ownLower, ownUpper));
        Owner upper = pki.intermediate(root, "peer-upper", Kind.RSA_3072).installAuthorityTo(folder);
        Owner lower = pki.intermediate(upper, "peer-lower", Kind.ED25519, "--rsa-padding", "pss")
                .installAuthorityTo(folder);
        Owner end =
                pki.issue(lower, Meeting.peerName(CHAIN.name()), Kind.ECDSA_256).installTo(folder);
        CHAIN.addTo(
                conf,
                local -> local.set("auth", "pubkey").set("certs", end.file()),
                remote -> remote.set("auth", "pubkey").set("cacerts", root.file()));
    }

    private void addAcquaintances(SwanctlConf conf) {
        Owner stranger = pki.root("stranger", Kind.ECDSA_256);
        Owner ownEnd = pki.issue(stranger, Meeting.ownName(ACQUAINTANCES.name()), Kind.ECDSA_256)
                .installTo(folder);
        own.put(ACQUAINTANCES, ownEnd.identity());
        Owner end = pki.issue(root, Meeting.peerName(ACQUAINTANCES.name()), Kind.ECDSA_256)
                .installTo(folder);
        ACQUAINTANCES.addTo(
                conf,
                local -> local.set("auth", "pubkey").set("certs", end.file()),
                remote -> remote.set("auth", "pubkey").set("certs", ownEnd.file()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void we_connect(Case each) throws Exception {
        meet(each, /* weConnect= */ true);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void strongswan_connects(Case each) throws Exception {
        meet(each, /* weConnect= */ false);
    }

    private void meet(Case each, boolean weConnect) throws Exception {
        Meeting meeting = each.meeting();
        new Trial(network, right, meeting, weConnect)
                .succeed(
                        Authentication.certificate(own.get(meeting)).withSchemes(each.scheme),
                        Authentication.trusting(root.anchor()).withSchemes(each.scheme))
                .assertProved(meeting, each.charonLog + " successful", each.charonLog);
    }

    /** Each end knows the root alone, and is shown the two authorities below it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void two_authorities_stand_between_the_root_and_each_end(boolean weConnect) throws Exception {
        Trial.Success success = new Trial(network, right, CHAIN, weConnect)
                .succeed(Authentication.certificate(own.get(CHAIN)), Authentication.trusting(root.anchor()));
        assertThat(success.log())
                .contains("received issuer cert \"CN=own-lower\"", "received issuer cert \"CN=own-upper\"")
                .contains("sending issuer cert \"CN=peer-lower\"", "sending issuer cert \"CN=peer-upper\"");
    }

    /** RFC 7296 3.7: a CERTREQ payload is a wish. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void our_certificate_is_shown_to_one_that_asks_for_other_authorities(boolean weConnect) throws Exception {
        Trial.Success success = new Trial(network, right, ACQUAINTANCES, weConnect)
                .succeed(Authentication.certificate(own.get(ACQUAINTANCES)), Authentication.trusting(root.anchor()));
        assertThat(success.log())
                .contains("sending cert request for \"CN=root\"")
                .doesNotContain("sending cert request for \"CN=stranger\"")
                .contains("received end entity cert \"CN=acquaintances.own.example\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_certificate_of_an_authority_that_we_did_not_ask_for_is_refused(boolean weConnect) throws Exception {
        Owner another = pki.root("another-" + weConnect, Kind.ECDSA_256);
        int mark = right.log().length();
        String reason = new Trial(network, right, ACQUAINTANCES, weConnect)
                .refuse(Authentication.certificate(own.get(ACQUAINTANCES)), Authentication.trusting(another.anchor()));
        assertThat(reason).contains("does not lead to an authority that is trusted", "CN=root");
        assertThat(right.log().substring(mark)).contains("for an unknown ca");
    }
}
