package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.task.IkeSa;
import java.time.Instant;
import java.util.List;
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
        Instant since = Instant.EPOCH.plusSeconds(second);
        Path path = new Path(Peers.B500, Peers.A500, false);
        IkeSa sa = new IkeSa(second + 1, false, path, since, CryptoProvider.standard(), Peers.random(second), effects);
        sa.peer().profile(profile);
        sa.peer().identity(Peers.ALICE.toWire());
        return sa;
    }

    private IkeSa establishedWithAlice(int second) {
        IkeSa sa = withAlice(second);
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
