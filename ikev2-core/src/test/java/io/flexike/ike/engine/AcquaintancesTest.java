package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.task.IkeSa;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AcquaintancesTest {
    private static final int MANY = 1_000;

    private final PeerProfile profile = Peers.bob().build();
    private final EngineContext effects = new IkeSas(Peers.settings(1, profile)).context();
    private final Acquaintances acquaintances = new Acquaintances();

    /**
     * One that begins in a second, is established half a second later, and in which the peer has proved to be Alice.
     */
    private IkeSa withAlice(int second) {
        return withAlice(second, profile);
    }

    private IkeSa withAlice(int second, PeerProfile chosen) {
        Instant since = Instant.EPOCH.plusSeconds(second);
        Path path = new Path(Peers.B500, Peers.A500, false);
        IkeSa sa = new IkeSa(second + 1, false, path, since, CryptoProvider.standard(), Peers.random(second), effects);
        sa.peer().profile(chosen);
        sa.peer().identity(Peers.ALICE.toWire());
        return sa;
    }

    private IkeSa establishedWithAlice(int second) {
        return established(withAlice(second));
    }

    private IkeSa established(IkeSa sa) {
        sa.established(sa.since().plusMillis(500));
        acquaintances.proven(sa);
        return sa;
    }

    @Test
    void of_many_that_have_one_identity_only_the_newest_are_looked_at() {
        LongStream.range(0, MANY).forEach(second -> establishedWithAlice((int) second));

        assertThat(acquaintances.newestWithPeerOf(withAlice(MANY)).map(IkeSa::localSpi))
                .containsExactlyElementsOf(LongStream.range(0, Acquaintances.MOST_LOOKED_AT)
                        .mapToObj(newer -> MANY - newer)
                        .toList());
    }

    /** What Alice knows under another identity of ours. */
    private PeerProfile otherIdentity() {
        return new PeerProfile(
                "other",
                Identity.fqdn("other.example"),
                profile.remoteIdentity(),
                profile.expectedRemote(),
                profile.localAuthentication(),
                profile.remoteAuthentication(),
                profile.ikeProposals(),
                profile.espProposals(),
                profile.localSelectors(),
                profile.remoteSelectors(),
                profile.configurationRequest(),
                profile.ikePolicy(),
                profile.childPolicy());
    }

    // RFC 7296 2.4: "between the authenticated identities"
    @Test
    void those_with_another_identity_of_ours_hide_none_and_do_not_count() {
        IkeSa own = establishedWithAlice(0);
        LongStream.range(1, MANY).forEach(second -> established(withAlice((int) second, otherIdentity())));
        IkeSa next = withAlice(MANY);

        assertThat(acquaintances.newestWithPeerOf(next)).containsExactly(own);
        assertThat(acquaintances.othersWithPeerOf(next)).containsExactly(own.localSpi());
        assertThat(acquaintances.olderWithPeerOf(next)).containsExactly(own.localSpi());
    }

    private static void beginToWait(IkeSa sa) {
        SecretBytes none = SecretBytes.empty();
        ChildSuite suite = new ChildSuite(
                EncryptionAlgorithm.AES_GCM_16,
                256,
                IntegrityAlgorithm.NONE,
                KeyExchangeMethod.NONE,
                SequenceNumbers.STANDARD);
        ChildSaParameters child = new ChildSaParameters(
                sa.localSpi(),
                "to-alice",
                1,
                2,
                suite,
                new ChildSaParameters.Keys(none, none, none, none),
                List.of(AddressSelector.any4()),
                List.of(AddressSelector.any4()),
                sa.path(),
                false,
                ChildSaMode.TUNNEL,
                SaLifetime.ENDLESS,
                false,
                false,
                OptionalInt.empty());
        sa.children().installWaiting(child, Optional.empty(), Duration.ofSeconds(1));
    }

    @Test
    void who_begins_to_wait_or_takes_over_who_waits_is_known_to_wait() {
        IkeSa going = establishedWithAlice(0);
        IkeSa waits = establishedWithAlice(1);
        acquaintances.noteWaiting(waits);
        assertThat(acquaintances.waitingWithPeerOf(going)).isEmpty();

        beginToWait(waits);
        acquaintances.noteWaiting(waits);
        assertThat(acquaintances.waitingWithPeerOf(going)).containsExactly(waits);
        assertThat(acquaintances.waitingWithPeerOf(waits)).isEmpty();

        IkeSa heir = establishedWithAlice(2);
        waits.handOverTo(heir);
        acquaintances.noteWaiting(heir);
        acquaintances.forget(waits);
        assertThat(acquaintances.waitingWithPeerOf(going)).containsExactly(heir);
    }

    @Test
    void who_has_waited_waits_no_more() {
        IkeSa going = establishedWithAlice(0);
        List<IkeSa> waiting = List.of(establishedWithAlice(1), establishedWithAlice(2));
        waiting.forEach(AcquaintancesTest::beginToWait);
        waiting.forEach(acquaintances::noteWaiting);

        acquaintances.hasWaited(waiting.get(0));
        assertThat(acquaintances.waitingWithPeerOf(going)).containsExactly(waiting.get(1));
        acquaintances.forget(waiting.get(1));
        assertThat(acquaintances.waitingWithPeerOf(going)).isEmpty();
    }

    // RFC 7296 2.4
    @Test
    void what_was_established_before_one_began_is_older() {
        List<IkeSa> all = LongStream.range(0, 10)
                .mapToObj(i -> establishedWithAlice((int) i))
                .toList();

        assertThat(acquaintances.olderWithPeerOf(all.get(3))).containsExactly(1L, 2L, 3L);
        assertThat(acquaintances.othersWithPeerOf(all.get(3))).containsExactly(1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void what_is_forgotten_leaves_nothing_behind() {
        List<IkeSa> all = LongStream.range(0, 10)
                .mapToObj(i -> establishedWithAlice((int) i))
                .toList();
        assertThat(acquaintances.size()).isEqualTo(10);

        all.forEach(acquaintances::forget);

        assertThat(acquaintances.size()).isZero();
        assertThat(acquaintances.newestWithPeerOf(withAlice(20))).isEmpty();
    }
}
