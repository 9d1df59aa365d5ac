package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.interop.RawKeys.Kind;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.TrustedPeers;
import io.flexike.ike.identity.Identity;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two sites, ours and strongSwan's, that know the public keys of each other, each signing by the same scheme. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class SignatureIT {
    /** Our scheme; the words of strongSwan in its settings and in its log; the keys of both ends. */
    private record Case(
            String name, SignatureScheme scheme, String charonAuth, String charonLog, Kind own, Kind peers) {
        String ownId() {
            return name + ".own.example";
        }

        String peerId() {
            return name + ".peer.example";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** RFC 7427: AUTH method 14. */
    private static final List<Case> GENERIC = List.of(
            rsa("pkcs1-256", SignatureScheme.RSA_PKCS1_SHA2_256, "rsa-sha256", "RSA_EMSA_PKCS1_SHA2_256"),
            rsa("pkcs1-384", SignatureScheme.RSA_PKCS1_SHA2_384, "rsa-sha384", "RSA_EMSA_PKCS1_SHA2_384"),
            rsa("pkcs1-512", SignatureScheme.RSA_PKCS1_SHA2_512, "rsa-sha512", "RSA_EMSA_PKCS1_SHA2_512"),
            rsa("pss-256", SignatureScheme.RSA_PSS_SHA2_256, "rsa/pss-sha256", "RSA_EMSA_PSS_SHA2_256_SALT_32"),
            rsa("pss-384", SignatureScheme.RSA_PSS_SHA2_384, "rsa/pss-sha384", "RSA_EMSA_PSS_SHA2_384_SALT_48"),
            rsa("pss-512", SignatureScheme.RSA_PSS_SHA2_512, "rsa/pss-sha512", "RSA_EMSA_PSS_SHA2_512_SALT_64"),
            one("ecdsa-256", SignatureScheme.ECDSA_SHA2_256, "ecdsa-sha256", "ECDSA_WITH_SHA256_DER", Kind.ECDSA_256),
            one("ecdsa-384", SignatureScheme.ECDSA_SHA2_384, "ecdsa-sha384", "ECDSA_WITH_SHA384_DER", Kind.ECDSA_384),
            one("ecdsa-521", SignatureScheme.ECDSA_SHA2_512, "ecdsa-sha512", "ECDSA_WITH_SHA512_DER", Kind.ECDSA_521),
            one("ed25519", SignatureScheme.ED25519, "pubkey", "ED25519", Kind.ED25519),
            one("ed448", SignatureScheme.ED448, "pubkey", "ED448", Kind.ED448));

    /** Before RFC 7427: AUTH methods 1, 9, 10 and 11. */
    private static final List<Case> CLASSIC = List.of(
            rsa("classic-rsa", SignatureScheme.LEGACY_RSA_PKCS1_SHA1, "pubkey", "RSA signature"),
            one("classic-256", SignatureScheme.ECDSA_SHA2_256, "pubkey", "ECDSA-256 signature", Kind.ECDSA_256),
            one("classic-384", SignatureScheme.ECDSA_SHA2_384, "pubkey", "ECDSA-384 signature", Kind.ECDSA_384),
            one("classic-521", SignatureScheme.ECDSA_SHA2_512, "pubkey", "ECDSA-521 signature", Kind.ECDSA_521));

    private static final Suite SUITE = Suite.GCM_128;

    private final RawKeys keys = new RawKeys();
    private final StringBuilder table = new StringBuilder("scheme        we         our key    peer's key\n");
    private PeerNetwork network;
    private StrongSwanPeer right;
    private Path folder;
    private List<Case> loaded = List.of();

    private static Case rsa(String name, SignatureScheme scheme, String charonAuth, String charonLog) {
        return new Case(name, scheme, charonAuth, charonLog, Kind.RSA_2048, Kind.RSA_3072);
    }

    private static Case one(String name, SignatureScheme scheme, String charonAuth, String charonLog, Kind kind) {
        return new Case(name, scheme, charonAuth, charonLog, kind, kind);
    }

    /** Each with the two sizes of RSA at this and at that end. */
    static Stream<Case> generic() {
        return bothSizes(GENERIC);
    }

    static Stream<Case> classic() {
        return bothSizes(CLASSIC);
    }

    private static Stream<Case> bothSizes(List<Case> cases) {
        return cases.stream()
                .flatMap(each -> each.own == each.peers
                        ? Stream.of(each)
                        : Stream.of(
                                each,
                                new Case(
                                        each.name + "-2",
                                        each.scheme,
                                        each.charonAuth,
                                        each.charonLog,
                                        /* own= */ each.peers,
                                        /* peers= */ each.own)));
    }

    @BeforeAll
    void start(@TempDir Path tests) {
        folder = tests;
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
    }

    @AfterAll
    void stop() {
        System.out.print(table);
        if (right != null) {
            right.close();
        }
        network.close();
    }

    @ParameterizedTest
    @MethodSource("generic")
    void we_connect(Case each) throws Exception {
        require(generic().toList(), CharonSettings.userSpaceEsp());
        connect(each);
    }

    @ParameterizedTest
    @MethodSource("generic")
    void strongswan_connects(Case each) throws Exception {
        require(generic().toList(), CharonSettings.userSpaceEsp());
        letConnect(each);
    }

    @ParameterizedTest
    @MethodSource("classic")
    void we_connect_to_one_that_does_not_know_rfc_7427(Case each) throws Exception {
        require(classic().toList(), withoutRfc7427());
        connect(each);
    }

    @ParameterizedTest
    @MethodSource("classic")
    void strongswan_connects_without_rfc_7427(Case each) throws Exception {
        require(classic().toList(), withoutRfc7427());
        letConnect(each);
    }

    private static CharonSettings withoutRfc7427() {
        return CharonSettings.userSpaceEsp().charon(charon -> charon.set("signature_authentication", "no"));
    }

    /** One daemon knows all connections of a kind. */
    private void require(List<Case> cases, CharonSettings settings) {
        if (loaded.equals(cases)) {
            return;
        }
        if (right != null) {
            right.close();
        }
        Path own = folder.resolve(cases.get(0).name);
        keys.writeTo(own);
        right = StrongSwanPeer.start(network.right(), own, settings, connections(cases));
        loaded = cases;
    }

    private static SwanctlConf connections(List<Case> cases) {
        SwanctlConf conf = SwanctlConf.create();
        for (Case each : cases) {
            conf.site(
                            each.name,
                            new SwanctlConf.Ends(PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, each.peerId(), each.ownId()),
                            SUITE.charonIke(),
                            SUITE.charonEsp())
                    .selectors(each.name, "10.2.0.0/24", "10.1.0.0/24")
                    .connection(
                            each.name,
                            connection -> connection
                                    .section(
                                            "local",
                                            local -> local.set("auth", each.charonAuth)
                                                    .set("pubkeys", RawKeys.peerFile(each.peers)))
                                    .section(
                                            "remote",
                                            remote -> remote.set("auth", each.charonAuth)
                                                    .set("pubkeys", RawKeys.ownFile(each.own))));
        }
        return conf;
    }

    private void connect(Case each) throws Exception {
        FlexVpnConfig config = Sites.initiator(profile(each), SUITE.ipsec(), PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)
                .build();
        try (FlexikePeer left = FlexikePeer.start(network.left(), config)) {
            left.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
            assertTraversal(each);
        }
        ended(each, "initiator");
    }

    private void letConnect(Case each) throws Exception {
        FlexVpnConfig config = Sites.responder(profile(each), SUITE.ipsec(), PeerNetwork.LEFT_4)
                .build();
        try (FlexikePeer left = FlexikePeer.start(network.left(), config)) {
            right.initiate(each.name).orFail();
            left.awaitSession();
            assertTraversal(each);
        }
        ended(each, "responder");
    }

    /** Both sign by that scheme and by no other: each end accepts nothing else. */
    private IkeProfile profile(Case each) {
        return IkeProfile.named("to-peer")
                .identity(Identity.fqdn(each.ownId()))
                .matchRemote(Identity.fqdn(each.peerId()))
                .local(Authentication.rawPublicKey(keys.own(each.own)).withSchemes(each.scheme))
                .remote(Authentication.trusting(TrustedPeers.named("peers")
                                .peer(
                                        Identity.fqdn(each.peerId()),
                                        keys.peers(each.peers).getPublic())
                                .build())
                        .withSchemes(each.scheme))
                .proposals(SUITE.ike())
                .build();
    }

    private void assertTraversal(Case each) {
        Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
        assertThat(right.log())
                .contains("authentication of '" + each.ownId() + "' with " + each.charonLog + " successful")
                .contains("authentication of '" + each.peerId() + "' (myself) with " + each.charonLog);
    }

    private void ended(Case each, String role) {
        right.awaitNoSas(FlexikePeer.PATIENCE);
        table.append("%-13s %-10s %-10s %s%n".formatted(each, role, each.own, each.peers));
    }
}
