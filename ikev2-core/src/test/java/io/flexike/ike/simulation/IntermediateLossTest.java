package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PostquantumKeys;
import io.flexike.ike.session.PostquantumPolicy;
import io.flexike.ike.session.PostquantumPolicy.Mixing;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.simulation.DeliveryOrders.Explored;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IKE_INTERMEDIATE over networks that lose, double and reorder, with keys that change at each step. */
class IntermediateLossTest {
    private static final PostquantumKeys PPKS = PostquantumKeys.same(new PeerPpks(
            List.of(new Ppk(PpkId.fixed("q"), SecretBytes.ofUtf8("a key of both"))), PeerPpks.Need.REQUIRED));

    private static Pair pair(long seed, int additional, PostquantumPolicy policy) {
        Pair.Algorithms algorithms = Pair.Algorithms.additional(additional);
        return new Pair(
                new Simulation(seed), algorithms, Pair.toAlice(algorithms).with(policy));
    }

    private static void initiate(Pair pair, PostquantumPolicy policy) {
        pair.alice.initiate(pair.toBob.with(policy), pair.bob.address());
    }

    @Property(tries = 200)
    void whatever_the_weather_both_ends_agree_in_the_end(
            @ForAll long seed,
            @ForAll @IntRange(max = 7) int additional,
            @ForAll Mixing mixing,
            @ForAll @DoubleRange(max = 0.1) double loss,
            @ForAll @DoubleRange(max = 0.5) double duplication,
            @ForAll @DoubleRange(max = 0.5) double reordering,
            @ForAll @IntRange(max = 200) int maxDelayMillis) {
        PostquantumPolicy policy = new PostquantumPolicy(PPKS, mixing);
        Pair pair = pair(seed, additional, policy);
        pair.simulation
                .network()
                .conditions(new NetworkConditions(
                        Duration.ZERO, Duration.ofMillis(maxDelayMillis), loss, duplication, reordering));
        initiate(pair, policy);
        pair.comesUp().agrees();
        int generations = mixing == Mixing.IN_INTERMEDIATE ? Math.max(additional, 1) : additional;
        assertThat(pair.alice.keyLog()).as(pair::story).hasSize(1 + generations);
        assertThat(pair.bob.keyLog()).startsWith(pair.alice.keyLog().get(0));
        pair.deletedBy(seed % 2 == 0 ? pair.alice : pair.bob).isWithoutInternalError();
    }

    /** The initial exchanges with an observer that looks at them in the end. */
    private static final class Handshake implements DeliveryOrders.Scenario {
        private final Pair pair;
        private final PostquantumPolicy policy = new PostquantumPolicy(PPKS, Mixing.IN_INTERMEDIATE);

        Handshake(int additional) {
            pair = pair(1, additional, policy);
        }

        @Override
        public Simulation simulation() {
            return pair.simulation;
        }

        @Override
        public void begin() {
            initiate(pair, policy);
        }

        @Override
        public void verify() {
            assertThat(pair.isUp()).isTrue();
            pair.agrees().isWithoutInternalError();
            assertThat(pair.alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        }

        @Override
        public String story() {
            return pair.story();
        }
    }

    /** With two of them the second comes in fragments, which may overtake each other. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void every_order_of_delivery_leads_to_the_same_end(int additional) {
        Explored explored = DeliveryOrders.of(() -> new Handshake(additional))
                .losses(1)
                .duplicates(1)
                .mostRuns(1_000)
                .exhaustive();
        assertThat(explored.runs()).isGreaterThan(20);
    }

    @Test
    void idle_ends_remember_nothing_of_it() {
        Pair pair = pair(1, 7, PostquantumPolicy.NONE);
        initiate(pair, PostquantumPolicy.NONE);
        pair.comesUp().agrees();
        pair.simulation.run(Duration.ofMinutes(2));
        Pair plain = pair(1, 0, PostquantumPolicy.NONE);
        initiate(plain, PostquantumPolicy.NONE);
        plain.comesUp().agrees();
        plain.simulation.run(Duration.ofMinutes(2));
        assertThat(pair.alice.memory()).isEqualTo(plain.alice.memory());
        assertThat(pair.bob.memory()).isEqualTo(plain.bob.memory());
    }
}
