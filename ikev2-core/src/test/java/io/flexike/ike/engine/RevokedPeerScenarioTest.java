package io.flexike.ike.engine;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.certificate.RemoteRequest;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.Rejection;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that are revoked while there is an IKE SA. */
class RevokedPeerScenarioTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String CRL_URL = "http://pki.example/crl";

    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final Issued alices =
            root.issue("CN=alice", each -> each.dns("alice.example").crlAt(CRL_URL));
    private final Issued bobs =
            root.issue("CN=bob", each -> each.dns("bob.example").crlAt(CRL_URL));
    private final List<RemoteRequest> asked = new ArrayList<>();
    private final Peers peers = new Peers();
    private final Instant begin = peers.now;
    private boolean reachable = true;
    private byte[] crl = crl();
    private Peers.End alice;
    private Peers.End bob;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_ike_sa_with_a_peer_whose_certificate_was_revoked_is_deleted(boolean ofInitiator) {
        connect(HOUR);
        Peers.End watching = ofInitiator ? bob : alice;
        Peers.End watched = ofInitiator ? alice : bob;
        crl = crl(ofInitiator ? alices : bobs);

        passHour();

        CloseReason reason = watching.only(IkeEvent.IkeSaClosed.class).reason();
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.REVOKED);
        assertThat(reason.rejection())
                .get()
                .isInstanceOfSatisfying(
                        Rejection.Certificate.class,
                        rejection -> assertThat(rejection.check()).isEqualTo(RefusalReason.REVOKED));
        assertThat(reason.explanation()).contains("says the CRL of CN=Root");
        assertThat(watched.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PEER_DELETED);
        assertThat(watching.engine.statistics().counters().revokedPeers()).isOne();
        assertThat(watched.engine.statistics().counters().revokedPeers()).isZero();
        assertThat(watching.engine.memory().questions()).isZero();
    }

    @Test
    void who_was_not_revoked_stays_and_is_looked_at_again_and_again() {
        connect(HOUR);
        int before = asked.size();
        for (int i = 0; i < 3; i++) {
            passHour();
        }
        assertNothingClosed();
        assertThat(asked).hasSize(before + 3 * 2);

        crl = crl(alices);
        passHour();
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REVOKED);
    }

    @Test
    void nobody_loses_an_ike_sa_because_nobody_answers() {
        connect(HOUR);
        reachable = false;
        passHour();

        assertNothingClosed();
        reachable = true;
        crl = crl(alices);
        passHour();
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REVOKED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_rekeying_is_a_reason_to_look_whoever_begins_it(boolean byInitiator) {
        connect(HOUR.multipliedBy(10));
        crl = crl(alices);
        peers.now = peers.now.plus(HOUR);
        Peers.End rekeying = byInitiator ? alice : bob;
        rekeying.step(new IkeInput.RekeyIkeSa(rekeying.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        for (Peers.End end : List.of(alice, bob)) {
            end.step(new IkeInput.DeadlineReached());
            Peers.settle(alice, bob);
        }

        assertThat(bob.events(IkeEvent.IkeSaRekeyed.class)).hasSize(1);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REVOKED);
        assertThat(bob.engine.hasSessions()).isFalse();
        assertThat(alice.engine.hasSessions()).isFalse();
    }

    @Test
    void nobody_is_asked_again_unless_that_is_wanted() {
        connect(Duration.ZERO);
        assertThat(bob.deadline).isEqualTo(Instant.MAX);
        assertThat(alice.deadline).isEqualTo(Instant.MAX);
    }

    @Test
    void others_are_not_asked_all_the_time() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtocolOptions.DEFAULT.withRevocationRecheck(Duration.ofSeconds(59)))
                .withMessageContaining("PT59S");
    }

    private void assertNothingClosed() {
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
    }

    private void passHour() {
        Instant end = peers.now.plus(HOUR);
        for (Peers.End each : List.of(bob, alice)) {
            while (!each.deadline.isAfter(end)) {
                each.waitForDeadline();
                Peers.settle(alice, bob);
            }
        }
        peers.now = end;
    }

    private void connect(Duration interval) {
        ProtocolOptions options = ProtocolOptions.DEFAULT.withRevocationRecheck(interval);
        bob = peers.new End(Peers.settings(
                        2, Peers.bob().local(own(bobs)).remote(trusting()).build())
                .with(options));
        alice = peers.new End(Peers.settings(1).with(options));
        alice.step(Peers.initiate(
                Peers.alice().local(own(alices)).remote(trusting()).build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
    }

    private AuthenticationMethod own(Issued issued) {
        return new AuthenticationMethod.Certificates(
                Trustpoint.of("own", List.of(root.certificate()), List.of(issued.own())));
    }

    private AuthenticationMethod trusting() {
        return new AuthenticationMethod.TrustedCertificates(
                new PkixTrust(List.of(root.certificate()), this::now, PkixSettings.DEFAULTS)
                        .withRevocation(
                                RevocationPolicy.of(RevocationPolicy.Demand.HARD, RevocationPolicy.Method.CRL),
                                this::fetch,
                                new SecureRandom()));
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        asked.add(request);
        if (!reachable) {
            throw new IOException("nobody there");
        }
        return crl;
    }

    /** It is valid longer than any of these tests takes. */
    private byte[] crl(Issued... revoked) {
        return der(root.crl(
                NOW.minus(HOUR),
                NOW.plus(Duration.ofDays(7)),
                List.of(revoked).stream().map(Issued::certificate).toList()));
    }

    private Instant now() {
        return NOW.plus(Duration.between(begin, peers.now));
    }
}
