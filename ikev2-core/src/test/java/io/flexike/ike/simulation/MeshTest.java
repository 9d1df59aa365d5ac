package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every node of a full mesh initiates to every other one at the same moment. The long form takes
 * {@code -Dflexike.mesh=100}.
 */
class MeshTest {
    private static final int NODES = Integer.getInteger("flexike.mesh", 5);
    private static final int SEEDS = Integer.getInteger("flexike.mesh.seeds", 10);

    @Test
    void all_pairs_come_up_when_everybody_starts_at_once() {
        for (long seed = 0; seed < SEEDS; seed++) {
            long begin = System.nanoTime();
            Mesh mesh = new Mesh(seed);
            mesh.start();
            mesh.simulation.run(Duration.ofMinutes(3));
            mesh.check(seed);
            System.out.println("mesh of " + NODES + ", seed " + seed + ": " + (System.nanoTime() - begin) / 1_000_000
                    + " ms, " + mesh.simulation.network().packetsSent() + " packets");
        }
    }

    private static final class Mesh {
        private final Simulation simulation;
        private final List<SimulatedEndpoint> nodes = new ArrayList<>();
        private final List<List<PeerProfile>> profiles = new ArrayList<>();

        Mesh(long seed) {
            simulation = new Simulation(seed);
            simulation
                    .network()
                    .conditions(NetworkConditions.PERFECT
                            .withDelay(Duration.ofMillis(1), Duration.ofMillis(100))
                            .withReordering(0.2));
            for (int i = 0; i < NODES; i++) {
                List<PeerProfile> toOthers = new ArrayList<>();
                for (int j = 0; j < NODES; j++) {
                    if (j != i) {
                        toOthers.add(profile(i, j));
                    }
                }
                profiles.add(toOthers);
                EngineSettings settings =
                        EngineSettings.of(Pair.Algorithms.QUICK.crypto(), simulation.random("node" + i), toOthers);
                nodes.add(simulation.endpoint("node" + i, settings, address(i)));
            }
        }

        private static PeerProfile profile(int from, int to) {
            return Pair.profile(
                            "to-" + to,
                            from + ".example",
                            to + ".example",
                            "10." + from + ".0.0/16",
                            "10." + to + ".0.0/16",
                            Pair.Algorithms.QUICK)
                    .with(IkeSaPolicy.DEFAULT.withUniqueness(IkeSaPolicy.Uniqueness.REPLACE));
        }

        private static InetAddress address(int node) {
            return new InetSocketAddress("192.0.2." + (node + 1), 0).getAddress();
        }

        void start() {
            for (int i = 0; i < NODES; i++) {
                for (int j = 0; j < NODES; j++) {
                    if (j != i) {
                        nodes.get(i).initiate(profiles.get(i).get(j < i ? j : j - 1), address(j));
                    }
                }
            }
        }

        void check(long seed) {
            for (int i = 0; i < NODES; i++) {
                Map<InetAddress, Integer> up = new HashMap<>();
                for (IkeSaSnapshot sa : nodes.get(i).sessions()) {
                    assertThat(sa.phase()).isEqualTo(IkeSaSnapshot.Phase.ESTABLISHED);
                    assertThat(sa.children()).hasSize(1);
                    up.merge(sa.path().remote().getAddress(), 1, Integer::sum);
                }
                assertThat(up).as("peers of node " + i + " with seed " + seed).hasSize(NODES - 1);
                assertThat(up.values())
                        .as("IKE SAs of node " + i + " with seed " + seed)
                        .allMatch(count -> count == 1);
            }
            assertThat(SaAgreement.differences(nodes)).isEmpty();
        }
    }
}
