package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.simulation.SimulatedEndpoint;
import io.flexike.ike.simulation.Simulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What idle IKE SAs cost: how fast virtual time passes over a hundred of them that probe and rekey, and how many octets
 * one takes with its Child SA when there are many in one JVM.
 */
public final class IdleSessions {
    private static final int LIVING = 100;
    private static final Duration VIRTUAL = Duration.ofHours(24);
    private static final int BATCH = 1_000;
    private static final Duration SETTLING = Duration.ofMinutes(2);

    private IdleSessions() {}

    /**
     * Prints two lines.
     *
     * @param arguments how many IKE SAs to measure the memory of, both ends counted; 100,000 if not said
     */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) {
        int many = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        virtualTime();
        memory(many);
    }

    private static void virtualTime() {
        World world = new World(Duration.ofSeconds(60));
        world.bringUp(LIVING / 2);
        long begin = System.nanoTime();
        world.simulation.run(VIRTUAL);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d idle IKE SAs with liveness every 60 s and rekeying: %d h of virtual time in %.1f s: %.1f h a second%n",
                2 * world.left.sessions().size(),
                VIRTUAL.toHours(),
                seconds,
                VIRTUAL.toHours() / seconds);
    }

    private static void memory(int many) {
        TwoEngines engines = new TwoEngines(KeyExchangeMethod.CURVE25519);
        Instant now = Instant.EPOCH;
        for (int i = 0; i < BATCH / 2; i++) {
            engines.bringUp(now);
        }
        engines.passTo(now.plus(SETTLING));
        long before = used();
        int pairs = (many - BATCH) / 2;
        for (int i = 0; i < pairs; i++) {
            engines.bringUp(now.plus(SETTLING));
        }
        // What is kept for repetitions of the first exchange is gone by then.
        engines.passTo(now.plus(SETTLING.multipliedBy(2)));
        long octets = used() - before;
        int sas = engines.sessions() - BATCH;
        System.out.printf(
                Locale.ROOT,
                "%d IKE SAs with one Child SA each: %d octets per IKE SA, of 2,560 as the limit: %.2f%n",
                sas,
                octets / sas,
                octets / (double) sas / 2560);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Two endpoints with any number of IKE SAs between them. */
    private static final class World {
        private static final InetAddress LEFT = new InetSocketAddress("192.0.2.1", 0).getAddress();
        private static final InetAddress RIGHT = new InetSocketAddress("192.0.2.2", 0).getAddress();

        final Simulation simulation = new Simulation(1);
        final SimulatedEndpoint left;
        private final PeerProfile toRight;

        World(Duration liveness) {
            IkeSaPolicy policy = IkeSaPolicy.DEFAULT.withLiveness(liveness, IkeSaPolicy.LivenessMode.PERIODIC);
            toRight = TwoEngines.initiator(KeyExchangeMethod.CURVE25519).with(policy);
            PeerProfile toLeft =
                    TwoEngines.responder(KeyExchangeMethod.CURVE25519).with(policy);
            left = simulation.endpoint("left", settings("left", List.of()), LEFT);
            simulation.endpoint("right", settings("right", List.of(toLeft)), RIGHT);
        }

        private EngineSettings settings(String name, List<PeerProfile> profiles) {
            return EngineSettings.of(CryptoProvider.standard(), simulation.random(name), profiles);
        }

        void bringUp(int number) {
            for (int i = 0; i < number; i++) {
                left.initiate(toRight, RIGHT);
                simulation.run(Duration.ofMillis(50));
            }
        }
    }
}
