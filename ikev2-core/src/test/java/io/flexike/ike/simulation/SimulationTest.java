package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final NetworkConditions BAD =
            new NetworkConditions(Duration.ofMillis(5), Duration.ofMillis(90), 0.3, 0.2, 0.2);

    @Test
    void the_same_seed_gives_the_same_ladder_and_another_seed_does_not() {
        String first = ladder(11);
        assertThat(ladder(11)).isEqualTo(first);
        assertThat(ladder(12)).isNotEqualTo(first);
    }

    private static String ladder(long seed) {
        Pair pair = Pair.of(seed);
        pair.simulation.network().conditions(BAD);
        pair.initiate().comesUp().deletedBy(pair.bob);
        return pair.simulation.ladder(pair.alice, pair.bob).render();
    }

    @Test
    void a_ladder_shows_each_message_with_its_time_and_what_became_of_it() {
        Pair pair = Pair.of(1);
        boolean[] dropped = new boolean[1];
        pair.simulation.network().dropIf(packet -> {
            boolean first = packet.destination().getPort() == 500 && !dropped[0];
            dropped[0] = true;
            return first;
        });
        pair.initiate().comesUp().deletedBy(pair.alice);
        assertThat(pair.simulation.ladder(pair.alice, pair.bob).render())
                .contains(" 0.000  IKE_SA_INIT 0         HDR, SAi1, KEi, Ni, ")
                .contains("-->  [lost: dropped]")
                .contains(" 0.500  IKE_SA_INIT 0         HDR, SAi1, KEi, Ni, ")
                .contains("-->  [again]")
                .contains(" 0.510  IKE_SA_INIT 0                     <--  HDR, SAr1, KEr, Nr, ")
                .contains(" 0.520  IKE_AUTH 1            HDR, SK {IDi, IDr, AUTH, ")
                .contains(" 0.530  IKE_AUTH 1                        <--  HDR, SK {IDr, AUTH, ")
                .contains(" INFORMATIONAL 2       HDR, SK {D}  -->\n")
                .contains(" INFORMATIONAL 2                   <--  HDR, SK {}\n");
    }

    @Test
    void actions_happen_at_their_time_in_the_order_of_scheduling_unless_cancelled() {
        Simulation simulation = new Simulation(1);
        List<String> happened = new ArrayList<>();
        simulation.after(Duration.ofSeconds(2), () -> happened.add("second"));
        simulation.after(Duration.ofSeconds(2), () -> happened.add("third"));
        simulation.after(Duration.ofSeconds(1), () -> happened.add("first"));
        simulation.after(Duration.ofSeconds(1), () -> happened.add("never")).run();
        simulation.run(Duration.ofSeconds(2));
        assertThat(happened).containsExactly("first", "second", "third");
        assertThat(simulation.clock().elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_run_ends_at_the_event_that_makes_its_condition_hold() {
        Simulation simulation = new Simulation(1);
        boolean[] happened = new boolean[1];
        simulation.after(Duration.ofSeconds(3), () -> happened[0] = true);
        assertThat(simulation.runUntil(() -> happened[0], Duration.ofSeconds(2)))
                .isFalse();
        assertThat(simulation.runUntil(() -> happened[0], Duration.ofSeconds(9)))
                .isTrue();
        assertThat(simulation.clock().elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void a_world_that_turns_on_the_spot_is_found_out() {
        Simulation simulation = new Simulation(1);
        Runnable[] again = new Runnable[1];
        again[0] = () -> simulation.after(Duration.ZERO, again[0]);
        again[0].run();
        assertThatIllegalStateException()
                .isThrownBy(() -> simulation.run(Duration.ofSeconds(1)))
                .withMessageContaining("time stands still");
    }

    @Test
    void questions_are_answered_by_the_function_and_may_take_their_time() {
        Pair pair = Pair.of(1);
        pair.bob.answerDelay(Duration.ofSeconds(3));
        pair.bob.authorizeWith(request -> Optional.of(new Authorization.Refused("the test says so")));
        pair.initiate();
        assertThat(pair.simulation.runUntil(pair::isGone, Pair.LONG)).isTrue();
        assertThat(pair.simulation.clock().elapsed()).isGreaterThan(Duration.ofSeconds(3));
        assertThat(pair.alice.events(IkeEvent.IkeSaClosed.class))
                .singleElement()
                .satisfies(
                        closed -> assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED));
    }

    @Test
    void a_partition_ends_in_no_response_and_a_host_that_died_is_noticed() {
        Pair pair = Pair.of(1).initiate().comesUp();
        pair.bob.close();
        long spi = pair.alice.sessions().get(0).localSpi();
        pair.alice.input(new IkeInput.CheckLiveness(spi));
        assertThat(pair.simulation.runUntil(() -> pair.alice.sessions().isEmpty(), Pair.LONG))
                .isTrue();
        assertThat(pair.alice.events(IkeEvent.IkeSaClosed.class).get(0).reason().kind())
                .isEqualTo(CloseReason.Kind.NO_RESPONSE);
    }

    @Test
    void the_keys_of_both_ends_are_the_same_in_the_log_even_after_the_ike_sa_is_gone() {
        Pair pair = Pair.of(1).initiate().comesUp();
        pair.deletedBy(pair.alice);
        assertThat(pair.alice.keyLog()).isEqualTo(pair.bob.keyLog()).hasSize(1);
    }

    @Test
    void differences_between_data_planes_are_told() {
        Pair pair = Pair.of(1).initiate().comesUp().agrees();
        pair.bob.close();
        assertThat(pair.alice.dataPlane().differencesTo(pair.bob.dataPlane()))
                .singleElement()
                .asString()
                .contains("alice's Child SA")
                .contains("no counterpart at bob");
        assertThat(pair.bob.dataPlane().differencesTo(pair.alice.dataPlane())).hasSize(1);
    }
}
