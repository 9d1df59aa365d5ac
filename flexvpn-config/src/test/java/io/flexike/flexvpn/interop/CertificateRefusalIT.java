package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.Pki.Kind;
import io.flexike.flexvpn.interop.Pki.Owner;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.ike.certificate.Trustpoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two sites, ours and strongSwan's, one of which shows a certificate that is no good. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.STRONGSWAN, Requirement.PKI})
class CertificateRefusalIT {
    /** What is wrong with it; how we say so, and strongSwan. */
    private enum Flaw {
        EXPIRED("expired", "expired at 2021-01-01T00:00:00Z", "subject certificate invalid \\(valid from"),
        NOT_YET_VALID("early", "is not valid before 2060-01-01T00:00:00Z", "subject certificate invalid \\(valid from"),
        OTHER_NAME(
                "impostor", "does not name the peer, which calls itself ID_FQDN impostor", "no trusted .* public key"),
        UNKNOWN_AUTHORITY("foreign", "does not lead to an authority that is trusted", "no issuer certificate found");

        private final String label;
        private final String ours;
        private final String charons;

        Flaw(String label, String ours, String charons) {
            this.label = label;
            this.ours = ours;
            this.charons = charons;
        }

        /** The certificate of strongSwan is no good. */
        Meeting theirs() {
            return Meeting.named(label);
        }

        /** Ours is no good. */
        Meeting ours() {
            return Meeting.named(label + "-ours");
        }
    }

    /** In either role. */
    private record Case(Flaw flaw, boolean weConnect) {}

    private final Map<Flaw, Trustpoint> flawed = new EnumMap<>(Flaw.class);
    private PeerNetwork network;
    private StrongSwanPeer right;
    private Pki pki;
    private Owner root;
    private Owner stranger;
    private Trustpoint own;
    private Path folder;

    static Case[] cases() {
        return Arrays.stream(Flaw.values())
                .flatMap(flaw -> Stream.of(new Case(flaw, true), new Case(flaw, false)))
                .toArray(Case[]::new);
    }

    @BeforeAll
    void start(@TempDir Path tests) {
        folder = tests.resolve("right");
        pki = new Pki(tests.resolve("pki"));
        root = pki.root("root", Kind.ECDSA_256).installAuthorityTo(folder);
        stranger = pki.root("stranger", Kind.ECDSA_256);
        network = PeerNetwork.direct();
        right = StrongSwanPeer.start(network.right(), folder, connections());
    }

    private SwanctlConf connections() {
        SwanctlConf conf = SwanctlConf.create();
        own = pki.issue(
                        root,
                        "own.example",
                        Kind.ECDSA_256,
                        names(flaw -> Meeting.ownName(flaw.theirs().name())))
                .identity();
        Owner good = pki.issue(
                        root,
                        "peer.example",
                        Kind.ECDSA_256,
                        names(flaw -> Meeting.peerName(flaw.ours().name())))
                .installTo(folder);
        for (Flaw flaw : Flaw.values()) {
            flawed.put(flaw, flawed(flaw, Meeting.ownName(flaw.ours().name())).identity());
            Owner bad = flawed(flaw, Meeting.peerName(flaw.theirs().name())).installTo(folder);
            connect(conf, flaw.theirs(), bad);
            connect(conf, flaw.ours(), good);
        }
        return conf;
    }

    /** One good certificate serves all meetings. */
    private static String[] names(Function<Flaw, String> ofFlaw) {
        return Arrays.stream(Flaw.values())
                .flatMap(flaw -> Stream.of("--san", ofFlaw.apply(flaw)))
                .toArray(String[]::new);
    }

    private static void connect(SwanctlConf conf, Meeting meeting, Owner peer) {
        meeting.addTo(
                conf,
                local -> local.set("auth", "pubkey").set("certs", peer.file()),
                remote -> remote.set("auth", "pubkey"));
    }

    private Owner flawed(Flaw flaw, String name) {
        return switch (flaw) {
            case EXPIRED -> pki.issue(root, name, Kind.ECDSA_256, Pki.EXPIRED);
            case NOT_YET_VALID -> pki.issue(root, name, Kind.ECDSA_256, Pki.NOT_YET_VALID);
            case OTHER_NAME -> pki.issue(root, "not." + name, Kind.ECDSA_256);
            case UNKNOWN_AUTHORITY -> pki.issue(stranger, name, Kind.ECDSA_256);
        };
    }

    @AfterAll
    void stop() {
        if (right != null) {
            right.close();
        }
        network.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void we_refuse_the_certificate_of_strongswan_and_say_why(Case each) throws Exception {
        String reason = new Trial(network, right, each.flaw.theirs(), each.weConnect)
                .refuse(Authentication.certificate(own), Authentication.trusting(root.anchor()));
        assertThat(reason)
                .contains("the certificate of peer " + each.flaw.theirs().peerId() + " is not trusted")
                .contains(each.flaw.ours);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void strongswan_refuses_our_certificate(Case each) throws Exception {
        String reason = new Trial(network, right, each.flaw.ours(), each.weConnect)
                .beRefused(
                        Authentication.certificate(flawed.get(each.flaw)),
                        Authentication.trusting(root.anchor()),
                        each.flaw.charons);
        assertThat(reason).contains("AUTHENTICATION_FAILED");
    }
}
