package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 7296 2.4: whether the peer is there is asked only by who sends to it and hears nothing. */
class LivenessOnDemandScenarioTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Pair pair = Pair.of(1, Pair.Algorithms.QUICK);
    private final PeerProfile toBob =
            pair.toBob.with(IkeSaPolicy.DEFAULT.withLiveness(INTERVAL, IkeSaPolicy.LivenessMode.ON_DEMAND));

    private void connect() {
        pair.alice.initiate(toBob, pair.bob.address());
        pair.comesUp();
        pair.simulation.run(Duration.ofSeconds(1));
    }

    private long probes() {
        return pair.alice.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent()
                        && !message.header().response()
                        && message.header().exchange().equals(ExchangeType.INFORMATIONAL))
                .count();
    }

    @Test
    void a_tunnel_without_traffic_is_left_alone() {
        connect();
        pair.simulation.run(INTERVAL.multipliedBy(20));
        assertThat(probes()).as(pair::story).isZero();
    }

    @Test
    void traffic_in_both_directions_is_sign_enough() {
        connect();
        for (int i = 0; i < 20; i++) {
            pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
            pair.simulation.run(Duration.ofSeconds(1));
            pair.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
            pair.simulation.run(INTERVAL.minusSeconds(1));
        }
        assertThat(probes()).as(pair::story).isZero();
    }

    @Test
    void who_sends_and_hears_nothing_asks_and_finds_a_dead_peer() {
        connect();
        pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        // HDR, SK {}  -->   <--  HDR, SK {}
        pair.simulation.run(INTERVAL.multipliedBy(2));
        assertThat(probes()).as(pair::story).isEqualTo(1);
        pair.bob.close();
        pair.simulation.run(INTERVAL.multipliedBy(20));
        assertThat(pair.alice.sessions()).as(pair::story).hasSize(1);
        pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        // HDR, SK {}  -->  (nobody there)
        assertThat(pair.simulation.runUntil(() -> pair.alice.sessions().isEmpty(), Pair.LONG))
                .as(pair::story)
                .isTrue();
        assertThat(pair.alice.events(IkeEvent.IkeSaClosed.class).get(0).reason().kind())
                .isEqualTo(CloseReason.Kind.NO_RESPONSE);
    }
}
