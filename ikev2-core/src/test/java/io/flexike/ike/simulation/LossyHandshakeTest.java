package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossyHandshakeTest {
    private static final int SEEDS = 1_000;

    @Test
    void a_thousand_handshakes_come_up_agree_and_go_down_again_whatever_the_network_does() {
        long lost = 0;
        long duplicated = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Pair pair = Pair.of(seed, seed % 2 == 0 ? Pair.Algorithms.DEFAULT : Pair.Algorithms.CBC);
            SeededRandom weather = new SeededRandom(seed).derive("weather");
            pair.simulation.network().conditions(randomConditions(weather));
            List<Transit> transits = new ArrayList<>();
            pair.simulation.network().onSent(transits::add);
            pair.initiate().comesUp().agrees();
            pair.deletedBy(weather.nextBoolean() ? pair.alice : pair.bob).isWithoutInternalError();
            lost += transits.stream().filter(Transit::lost).count();
            duplicated += transits.stream().filter(Transit::duplicated).count();
        }
        // The network was as bad as it was meant to be.
        assertThat(lost).isGreaterThan(SEEDS / 4);
        assertThat(duplicated).isGreaterThan(SEEDS / 4);
    }

    private static NetworkConditions randomConditions(SeededRandom random) {
        return new NetworkConditions(
                Duration.ofMillis(random.nextInt(50)),
                Duration.ofMillis(50 + random.nextInt(200)),
                random.nextDouble() * 0.3,
                random.nextDouble() * 0.3,
                random.nextDouble() * 0.3);
    }
}
