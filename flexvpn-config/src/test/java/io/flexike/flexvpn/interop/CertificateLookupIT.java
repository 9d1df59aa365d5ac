package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.interop.Pki.Kind;
import io.flexike.flexvpn.interop.Pki.Owner;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.RevocationPolicy.Demand;
import io.flexike.ike.certificate.RevocationPolicy.Method;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.transport.HttpObjectLimits;
import io.flexike.ike.transport.HttpObjects;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What certificates and peers point to: CRLs, OCSP responders, and certificates themselves, on a server on the right.
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
class CertificateLookupIT {
    private static final String SERVER = PeerNetwork.RIGHT_4;
    private static final String CRL = "root.crl";

    /** Both have certificates that were not revoked. */
    private static final Meeting GOOD = Meeting.named("good");

    /** strongSwan's was revoked. */
    private static final Meeting REVOKED = Meeting.named("revoked");

    /** Ours was revoked, which strongSwan wants to know. */
    private static final Meeting OWN_REVOKED = Meeting.named("own-revoked");

    /** strongSwan's names a CRL that is not there. */
    private static final Meeting DOUBTFUL = Meeting.named("doubtful");

    /** Both are known by a URL; a pair for each role, as strongSwan remembers certificates that it has seen. */
    private static final Map<Boolean, Meeting> BY_URL =
            Map.of(true, Meeting.named("by-url-ours"), false, Meeting.named("by-url-theirs"));

    /** Both could be known by a URL. */
    private static final Meeting BESIDE_URL = Meeting.named("beside-url");

    private static final String[] POINTERS = {
        "--crl",
        WebServer.uri(SERVER, CRL).toString(),
        "--ocsp",
        OcspResponder.uri(SERVER).toString()
    };

    private final Map<Meeting, Trustpoint> own = new HashMap<>();
    private final HttpObjects objects =
            new HttpObjects(HttpObjectLimits.DEFAULTS.allowing(IpPrefix.parse("10.99.1.0/24")));
    private Path folder;
    private Pki pki;
    private Owner root;
    private Owner authority;
    private PeerNetwork network;
    private StrongSwanPeer right;
    private WebServer web;
    private OcspResponder ocsp;

    @BeforeAll
    void start(@TempDir Path tests) throws Exception {
        folder = tests.resolve("right");
        pki = new Pki(tests.resolve("pki"));
        root = pki.root("root", Kind.ECDSA_256).installAuthorityTo(folder);
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        web = WebServer.start(network.right(), SERVER);
        SwanctlConf conf = SwanctlConf.create();
        Owner good = add(conf, GOOD, owner(GOOD, true, POINTERS), owner(GOOD, false, POINTERS));
        Owner revoked = add(conf, REVOKED, owner(REVOKED, true), owner(REVOKED, false, POINTERS));
        Owner ownRevoked = owner(OWN_REVOKED, true, POINTERS);
        add(conf, OWN_REVOKED, ownRevoked, owner(OWN_REVOKED, false));
        String[] nowhere = {"--crl", WebServer.uri(SERVER, "nothing.crl").toString()};
        add(conf, DOUBTFUL, owner(DOUBTFUL, true), owner(DOUBTFUL, false, nowhere));
        addByUrl(conf);
        web.put(CRL, pki.revocations(root, revoked, ownRevoked));
        ocsp = OcspResponder.start(
                network.right(),
                tests.resolve("ocsp"),
                root,
                Set.of(good, revoked, ownRevoked),
                Set.of(revoked, ownRevoked));
        right = StrongSwanPeer.start(
                network.right(),
                folder,
                CharonSettings.userSpaceEsp().with("curl").charon(charon -> charon.set("hash_and_url", "yes")),
                conf);
    }

    private Owner owner(Meeting meeting, boolean ours, String... options) {
        return pki.issue(
                root,
                ours ? Meeting.ownName(meeting.name()) : Meeting.peerName(meeting.name()),
                Kind.ECDSA_256,
                options);
    }

    /** Gives the certificate of strongSwan. */
    private Owner add(SwanctlConf conf, Meeting meeting, Owner ours, Owner theirs) {
        own.put(meeting, ours.identity());
        theirs.installTo(folder);
        meeting.addTo(
                conf,
                local -> local.set("auth", "pubkey").set("certs", theirs.file()),
                remote -> remote.set("auth", "pubkey").set("revocation", "ifuri"));
        return theirs;
    }

    /** strongSwan makes the URL of a certificate from its hash, and does so for all that this authority issued. */
    private void addByUrl(SwanctlConf conf) throws Exception {
        authority = pki.root("authority", Kind.ECDSA_256).installAuthorityTo(folder);
        conf.authority(
                "authority",
                it -> it.set("cacert", authority.file())
                        .set(
                                "cert_uri_base",
                                WebServer.uri(SERVER, "certificates/").toString()));
        for (Meeting each : List.of(BY_URL.get(true), BY_URL.get(false), BESIDE_URL)) {
            Owner ours = pki.issue(authority, Meeting.ownName(each.name()), Kind.ECDSA_256);
            Owner theirs = pki.issue(authority, Meeting.peerName(each.name()), Kind.ECDSA_256);
            add(conf, each, ours, theirs);
            own.put(each, ours.identity().withHashAndUrl(WebServer.uri(SERVER, each + ".der")));
            web.put(each + ".der", ours.der()).put("certificates/" + sha1(theirs.der()), theirs.der());
        }
    }

    private static String sha1(byte[] octets) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(octets));
    }

    @AfterAll
    void stop() throws Exception {
        if (right != null) {
            right.close();
        }
        if (ocsp != null) {
            ocsp.close();
        }
        if (web != null) {
            web.close();
        }
        network.close();
        objects.close();
    }

    private Trial trial(Meeting meeting, boolean weConnect) {
        return new Trial(
                network, right, meeting, weConnect, GatewayEnvironment.linux().withRemoteObjects(objects));
    }

    private Authentication.TrustedCertificates trusting(Demand demand, Method... methods) {
        return Authentication.trusting(root.anchor().withRevocation(RevocationPolicy.of(demand, methods)));
    }

    @ParameterizedTest
    @CsvSource({"CRL, true", "CRL, false", "OCSP, true", "OCSP, false"})
    void a_certificate_that_was_not_revoked_is_taken_by_both(Method method, boolean weConnect) throws Exception {
        trial(GOOD, weConnect).succeed(Authentication.certificate(own.get(GOOD)), trusting(Demand.HARD, method));
        assertThat(web.wanted()).contains(CRL);
    }

    /** RFC 4806: strongSwan 5.9 does not know it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_request_for_an_ocsp_response_does_no_harm_to_who_does_not_know_it(boolean weConnect) throws Exception {
        Trial.Success success = trial(GOOD, weConnect)
                .succeed(Authentication.certificate(own.get(GOOD)), trusting(Demand.HARD, Method.OCSP));
        assertThat(success.log()).contains("not supported - ignored");
    }

    @ParameterizedTest
    @CsvSource({"CRL, true", "CRL, false", "OCSP, true", "OCSP, false"})
    void we_refuse_a_certificate_that_was_revoked(Method method, boolean weConnect) throws Exception {
        String reason = trial(REVOKED, weConnect)
                .refuse(Authentication.certificate(own.get(REVOKED)), trusting(Demand.SOFT, method));
        assertThat(reason)
                .contains("CN=" + REVOKED.peerId())
                .contains("was revoked at ")
                .contains(method == Method.OCSP ? "OCSP" : "CRL");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strongswan_refuses_our_certificate_that_was_revoked(boolean weConnect) throws Exception {
        String reason = trial(OWN_REVOKED, weConnect)
                .beRefused(
                        Authentication.certificate(own.get(OWN_REVOKED)),
                        trusting(Demand.SOFT, Method.CRL),
                        "certificate was revoked on");
        assertThat(reason).contains("AUTHENTICATION_FAILED");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobody_knows_whether_it_was_revoked(boolean weConnect) throws Exception {
        Authentication local = Authentication.certificate(own.get(DOUBTFUL));
        trial(DOUBTFUL, weConnect).succeed(local, trusting(Demand.SOFT, Method.CRL));
        String reason = trial(DOUBTFUL, weConnect).refuse(local, trusting(Demand.HARD, Method.CRL));
        assertThat(reason).contains("was revoked is not known");
    }

    /** RFC 7296 3.6. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_look_up_the_certificate_of_the_other(boolean weConnect) throws Exception {
        Meeting meeting = BY_URL.get(weConnect);
        Trial.Success success = trial(meeting, weConnect)
                .succeed(
                        Authentication.certificate(own.get(meeting)),
                        Authentication.trusting(authority.anchor()).followingUrls());
        assertThat(success.log())
                .contains("sending hash-and-url \"http://10.99.1.2/certificates/")
                .contains("received hash-and-url for end entity cert \"http://10.99.1.2/" + meeting + ".der\"");
        assertThat(web.wanted()).contains(meeting + ".der").anyMatch(file -> file.startsWith("certificates/"));
    }

    /** Who does not look certificates up is shown them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strongswan_does_not_tell_a_url_to_one_that_does_not_follow_it(boolean weConnect) throws Exception {
        Trial.Success success = trial(BESIDE_URL, weConnect)
                .succeed(Authentication.certificate(own.get(BESIDE_URL)), Authentication.trusting(authority.anchor()));
        assertThat(success.log()).doesNotContain("sending hash-and-url").contains("sending end entity cert");
    }
}
