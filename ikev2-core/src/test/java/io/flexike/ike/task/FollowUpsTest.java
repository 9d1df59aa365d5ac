package io.flexike.ike.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowUpsTest {
    private static final Instant NOW = Instant.EPOCH;

    private final SecureRandom random = new SecureRandom();
    private final FollowUps followUps = new FollowUps();
    private final List<Purpose> abandoned = new ArrayList<>();

    private final class Purpose implements PeerSeries {
        private final boolean ikeSa;

        Purpose(boolean ikeSa) {
            this.ikeSa = ikeSa;
        }

        @Override
        public boolean replaces(ChildSa child) {
            return false;
        }

        @Override
        public boolean replacesIkeSa() {
            return ikeSa;
        }

        @Override
        public Optional<IkeSa> completed(List<SecretBytes> further) {
            return Optional.empty();
        }

        @Override
        public void abandoned() {
            abandoned.add(this);
        }
    }

    private byte[] await(Purpose purpose, Instant now) {
        KeyExchangeSeries keys = new KeyExchangeSeries(CryptoProvider.standard(), random, List.of());
        return followUps.await(keys, purpose, random, now);
    }

    @Test
    void only_the_link_finds_what_waits() {
        Purpose purpose = new Purpose(false);
        byte[] link = await(purpose, NOW);
        assertThat(link).hasSize(16);
        assertThat(followUps.find(link).orElseThrow().purpose()).isSameAs(purpose);
        link[15] ^= 1;
        assertThat(followUps.find(link)).isEmpty();
        assertThat(followUps.find(new byte[0])).isEmpty();
    }

    @Test
    void what_has_ended_is_found_no_more_and_not_abandoned() {
        byte[] link = await(new Purpose(true), NOW);
        assertThat(followUps.replaceIkeSa()).isTrue();
        followUps.end(followUps.find(link).orElseThrow());
        assertThat(followUps.find(link)).isEmpty();
        assertThat(followUps.replaceIkeSa()).isFalse();
        assertThat(followUps.deadline()).isEqualTo(Instant.MAX);
        assertThat(abandoned).isEmpty();
    }

    @Test
    void after_thirty_seconds_nothing_waits_any_more() {
        Purpose early = new Purpose(false);
        await(early, NOW);
        byte[] late = await(new Purpose(false), NOW.plusSeconds(1));
        assertThat(followUps.deadline()).isEqualTo(NOW.plusSeconds(30));
        followUps.expire(NOW.plusSeconds(30).minus(Duration.ofMillis(1)));
        assertThat(abandoned).isEmpty();
        followUps.expire(NOW.plusSeconds(30));
        assertThat(abandoned).containsExactly(early);
        assertThat(followUps.find(late)).isPresent();
    }

    @Test
    void a_seventeenth_one_takes_the_place_of_that_which_waits_longest() {
        Purpose first = new Purpose(false);
        await(first, NOW);
        for (int more = 0; more < 15; more++) {
            await(new Purpose(false), NOW);
        }
        assertThat(abandoned).isEmpty();
        await(new Purpose(false), NOW);
        assertThat(abandoned).containsExactly(first);
    }

    @Test
    void those_for_the_ike_sa_are_dropped_alone_and_all_at_its_end() {
        Purpose ofIkeSa = new Purpose(true);
        Purpose ofChildSa = new Purpose(false);
        await(ofIkeSa, NOW);
        await(ofChildSa, NOW);
        followUps.dropForIkeSa();
        assertThat(abandoned).containsExactly(ofIkeSa);
        followUps.dropAll();
        assertThat(abandoned).containsExactly(ofIkeSa, ofChildSa);
    }
}
