package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UniquenessScenarioTest {
    /** Messages of both ends that are carried in every order before the rest goes in turns. */
    private static final int FREE_STEPS = 9;

    private static PeerProfile profile(Peers.Draft draft, IkeSaPolicy.Uniqueness uniqueness) {
        return draft.policy(IkeSaPolicy.DEFAULT.withLifetime(SaLifetime.ENDLESS).withUniqueness(uniqueness))
                .build();
    }

    /** Two ends that may both initiate. */
    private static final class Both {
        final Peers peers = new Peers();
        final IkeSaPolicy.Uniqueness uniqueness;
        Peers.End alice;
        Peers.End bob;

        Both(IkeSaPolicy.Uniqueness uniqueness, long seed) {
            this.uniqueness = uniqueness;
            alice = peers.new End(Peers.settings(seed, profile(Peers.alice(), uniqueness)));
            bob = peers.new End(Peers.settings(seed + 100, profile(Peers.bob(), uniqueness)));
        }

        void aliceConnects() {
            alice.step(Peers.initiate(profile(Peers.alice(), uniqueness)));
        }

        void bobConnects() {
            bob.step(new IkeInput.Initiate(
                    1,
                    profile(Peers.bob(), uniqueness),
                    new Path(Peers.B500, Peers.A500, false),
                    new Path(Peers.B4500, Peers.A4500, true)));
        }

        /** Takes one of the datagrams on their way: even choices from Alice, the others from Bob, oldest or newest. */
        void carry(int choice) {
            Peers.End from = choice % 2 == 0 ? alice : bob;
            Peers.End to = from == alice ? bob : alice;
            if (from.sent.isEmpty()) {
                from = to;
                to = from == alice ? bob : alice;
            }
            if (!from.sent.isEmpty()) {
                to.receive(choice < 2 ? from.sent.removeFirst() : from.sent.removeLast());
            }
        }

        /** Everything arrives, and more time goes by than all tries take. */
        void calm() {
            Instant end = peers.now.plusSeconds(120);
            Peers.settle(alice, bob);
            while (alice.deadline.isBefore(end) || bob.deadline.isBefore(end)) {
                (alice.deadline.isBefore(bob.deadline) ? alice : bob).waitForDeadline();
                Peers.settle(alice, bob);
            }
        }

        void assertOne(String how) {
            List<IkeSaSnapshot> here = alice.engine.snapshots();
            List<IkeSaSnapshot> there = bob.engine.snapshots();
            assertThat(here).as(how).hasSize(1);
            assertThat(there).as(how).hasSize(1);
            assertThat(here.get(0).remoteSpi()).as(how).isEqualTo(there.get(0).localSpi());
            assertThat(here.get(0).children()).as(how).hasSize(1);
            assertThat(there.get(0).children()).as(how).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = IkeSaPolicy.Uniqueness.class,
            names = {"REPLACE", "REFUSE"})
    void both_ends_connect_at_once_and_keep_the_same_one_in_every_order(IkeSaPolicy.Uniqueness uniqueness) {
        int most = Integer.getInteger("flexike.orders", 1 << FREE_STEPS);
        for (int order = 0; order < most; order++) {
            Both both = new Both(uniqueness, order % 7);
            both.aliceConnects();
            both.bobConnects();
            for (int step = 0; step < FREE_STEPS; step++) {
                both.carry(order >> step & 1);
            }
            both.calm();
            both.assertOne(uniqueness + ", order " + Integer.toBinaryString(order));
        }
    }

    @Test
    void messages_that_overtake_each_other_do_not_matter() {
        java.util.Random random = new java.util.Random(5);
        for (int run = 0; run < 100; run++) {
            Both both = new Both(IkeSaPolicy.Uniqueness.REPLACE, run);
            both.aliceConnects();
            List<Integer> choices = new ArrayList<>();
            int begin = random.nextInt(5);
            for (int step = 0; step < 14; step++) {
                if (step == begin) {
                    both.bobConnects();
                }
                choices.add(random.nextInt(4));
                both.carry(choices.get(step));
            }
            both.calm();
            both.assertOne("run " + run + ": " + choices + ", bob after " + begin);
        }
    }

    @Test
    void the_newer_one_stays_when_the_same_end_connects_again() {
        Both both = new Both(IkeSaPolicy.Uniqueness.REPLACE, 1);
        both.aliceConnects();
        both.calm();
        long old = both.alice.engine.snapshots().get(0).localSpi();
        both.aliceConnects();
        both.calm();
        both.assertOne("connected twice");
        assertThat(both.alice.engine.snapshots().get(0).localSpi()).isNotEqualTo(old);
        assertThat(both.alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REPLACED);
    }

    @Test
    void keep_lets_both_live() {
        Both both = new Both(IkeSaPolicy.Uniqueness.KEEP, 1);
        both.aliceConnects();
        both.bobConnects();
        both.calm();
        assertThat(both.alice.engine.snapshots()).hasSize(2);
        assertThat(both.bob.engine.snapshots()).hasSize(2);
    }

    @Test
    void a_peer_that_restarts_at_any_point_ends_with_one() {
        for (int before = 0; before < 8; before++) {
            for (boolean again : new boolean[] {true, false}) {
                Both both = new Both(IkeSaPolicy.Uniqueness.REPLACE, before);
                both.aliceConnects();
                both.bobConnects();
                for (int step = 0; step < before; step++) {
                    both.carry(step);
                }
                // Alice forgets everything.
                both.alice = both.peers.new End(Peers.settings(before + 50, profile(Peers.alice(), both.uniqueness)));
                both.peers.now = both.peers.now.plusSeconds(1);
                if (again) {
                    both.aliceConnects();
                } else {
                    both.bobConnects();
                }
                both.calm();
                both.assertOne("restart after " + before + " messages, again " + again);
            }
        }
    }

    /** An initiator that expects nobody in particular does not say INITIAL_CONTACT. */
    private static PeerProfile expectingAnybody() {
        PeerProfile sure = Peers.alice().build();
        return new PeerProfile(
                sure.name(),
                sure.localIdentity(),
                sure.remoteIdentity(),
                Optional.empty(),
                sure.localAuthentication(),
                sure.remoteAuthentication(),
                sure.ikeProposals(),
                sure.espProposals(),
                sure.localSelectors(),
                sure.remoteSelectors(),
                sure.configurationRequest(),
                sure.ikePolicy(),
                sure.childPolicy());
    }

    @Test
    void refuse_keeps_the_older_one_as_long_as_it_answers() {
        Both both = new Both(IkeSaPolicy.Uniqueness.REFUSE, 1);
        both.aliceConnects();
        both.calm();
        long old = both.bob.engine.snapshots().get(0).localSpi();
        // Another one with the same identity.
        Peers.End twin = both.peers.new End(Peers.settings(9));
        twin.step(Peers.initiate(expectingAnybody()));
        Peers.settle(twin, both.bob);
        assertThat(twin.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(both.bob.engine.snapshots()).hasSize(1);
        assertThat(both.bob.engine.snapshots().get(0).localSpi()).isEqualTo(old);
    }

    @Test
    void refuse_lets_a_second_try_succeed_when_the_older_one_is_dead() {
        Both both = new Both(IkeSaPolicy.Uniqueness.REFUSE, 1);
        both.aliceConnects();
        both.calm();
        Peers.End twin = both.peers.new End(Peers.settings(9));
        PeerProfile anybody = expectingAnybody();
        twin.step(Peers.initiate(anybody));
        twin.deliverTo(both.bob);
        both.bob.deliverTo(twin);
        twin.deliverTo(both.bob);
        // The probe of the older one stays without an answer.
        both.bob.sent.removeFirst();
        Peers.settle(twin, both.bob);
        assertThat(twin.engine.snapshots()).isEmpty();
        Instant start = both.peers.now;
        while (!both.bob.engine.snapshots().isEmpty()) {
            both.bob.waitForDeadline();
            both.bob.sent.clear();
        }
        assertThat(Duration.between(start, both.peers.now)).isLessThan(Duration.ofMinutes(2));
        twin.step(Peers.initiate(anybody));
        Peers.settle(twin, both.bob);
        assertThat(twin.engine.snapshots()).hasSize(1);
        assertThat(both.bob.engine.snapshots().get(0).children()).hasSize(1);
    }
}
