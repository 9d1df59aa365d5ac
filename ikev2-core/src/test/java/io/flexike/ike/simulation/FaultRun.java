package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.engine.EngineMemory;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.simulation.TunnelPassage.Fate;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One session of Alice and Bob, made up of what both like to do, in which one fault happens at one point; while Carol,
 * who has a session with Bob too, must not notice. All of it follows from one number.
 */
final class FaultRun {
    static final InetAddress OTHER_OUTSIDE = new InetSocketAddress("198.51.100.77", 0).getAddress();
    private static final InetAddress OUTSIDE = new InetSocketAddress("198.51.100.1", 0).getAddress();
    private static final InetAddress CAROL = new InetSocketAddress("192.0.2.3", 0).getAddress();
    private static final InetAddress INSIDE_CAROL = new InetSocketAddress("10.3.0.1", 0).getAddress();
    private static final int MOST_MESSAGES_BEFORE = 12;
    private static final int ACTIONS = 5;
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(6);
    private static final RetransmissionSchedule BRISK =
            new RetransmissionSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(4), 8);

    private final long seed;
    private final SeededRandom random;
    private final Pair.Algorithms algorithms;
    private final Simulation simulation;
    private final SimulatedEndpoint alice;
    private final SimulatedEndpoint bob;
    private final SimulatedEndpoint carol;
    private final PeerProfile toBob;
    private final FaultyWire wire;
    private final Fault fault;

    FaultRun(long seed, Fault fault) {
        this.seed = seed;
        this.fault = fault;
        random = new SeededRandom(seed).derive("life");
        algorithms = new SeededRandom(seed).derive("algorithms").nextBoolean()
                ? Pair.Algorithms.IN_SERIES
                : Pair.Algorithms.additional(
                        new SeededRandom(seed).derive("additional").nextInt(4));
        simulation = new Simulation(seed);
        SaLifetime short10 = SaLifetime.ofTime(Duration.ofMinutes(10));
        toBob = profile("to-bob", "alice", "bob", "10.1.0.0/16", "10.2.0.0/16");
        PeerProfile toAlice = profile("to-alice", "bob", "alice", "10.2.0.0/16", "10.1.0.0/16");
        PeerProfile toCarol = profile("to-carol", "bob", "carol", "10.2.0.0/16", "10.3.0.0/16");
        boolean behindNat = fault == Fault.AtAnEnd.NAT_REBINDS
                || fault == Fault.AtAnEnd.NAT_CHANGES_ADDRESS
                || random.nextInt(4) == 0;
        boolean cookies = fault == Fault.OnTheWire.COOKIE_LATE || random.nextInt(4) == 0;
        Optional<SimulatedNat> nat = behindNat
                ? Optional.of(new SimulatedNat(simulation.network(), OUTSIDE, NatBehaviour.HOME_ROUTER))
                : Optional.empty();
        NetworkSegment alicesPlace = nat.<NetworkSegment>map(box -> box).orElse(simulation.network());
        alice = simulation.endpoint(
                "alice", settings("alice", false), alicesPlace, IkePorts.STANDARD, List.of(Pair.ALICE));
        bob = simulation.endpoint(
                "bob",
                settings("bob", cookies, toAlice.with(toAlice.childPolicy().withLifetime(short10)), toCarol),
                Pair.BOB);
        carol = simulation.endpoint("carol", settings("carol", false), CAROL);
        carol.initiate(profile("to-bob", "carol", "bob", "10.3.0.0/16", "10.2.0.0/16"), Pair.BOB);
        simulation.run(Duration.ofMillis(200));
        assertThat(carol.dataPlane().installed()).hasSize(1);
        wire = new FaultyWire(
                alice, bob, nat, fault, random.nextInt(MOST_MESSAGES_BEFORE), new SeededRandom(seed).derive("fault"));
    }

    private EngineSettings settings(String name, boolean cookies, PeerProfile... profiles) {
        EngineLimits limits = cookies ? EngineLimits.DEFAULT.withCookieThreshold(0) : EngineLimits.DEFAULT;
        return EngineSettings.of(algorithms.crypto(), simulation.random(name), List.of(profiles))
                .with(BRISK)
                .with(limits)
                .withTracing(true, true);
    }

    private PeerProfile profile(String name, String local, String remote, String localNet, String remoteNet) {
        return Pair.profile(name, local + ".example", remote + ".example", localNet, remoteNet, algorithms);
    }

    private List<String> inconsistencies() {
        List<String> all = new ArrayList<>(SaAgreement.inconsistencies(alice));
        all.addAll(SaAgreement.inconsistencies(bob));
        return all;
    }

    /** Lives through it; whether the fault found a message to happen to. */
    boolean run() {
        try {
            live();
            List.of(alice, bob, carol).forEach(FaultRun::assertNoBug);
            // a Child SA that was rekeyed a moment ago still receives
            simulation.runUntil(() -> inconsistencies().isEmpty(), LONGEST_GRACE);
            assertThat(inconsistencies()).isEmpty();
            endAllOfAlice();
            startAnew();
            assertCarolIsUndisturbed();
            carol.sessions().forEach(sa -> carol.deleteIkeSa(sa.localSpi()));
            simulation.run(Duration.ofMinutes(2));
            List.of(alice, bob, carol).forEach(FaultRun::assertNoBug);
            for (SimulatedEndpoint end : List.of(alice, bob, carol)) {
                assertThat(end.dataPlane().installed()).isEmpty();
                assertThat(end.dataPlane().expected()).isEmpty();
                assertThat(end.memory()).as("memory of " + end.name()).isEqualTo(EngineMemory.NOTHING);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ", " + wire.struck() + ": " + e + "\n" + story(), e);
        }
        return wire.struck().isPresent();
    }

    private void live() {
        alice.initiate(toBob, Pair.BOB);
        simulation.run(Duration.ofMillis(random.nextInt(3000)));
        for (int i = 0; i < ACTIONS; i++) {
            act(random.nextBoolean() ? alice : bob);
            ping(alice, Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
            ping(bob, Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
            ping(carol, INSIDE_CAROL, Pair.INSIDE_BOB);
            ping(bob, Pair.INSIDE_BOB, INSIDE_CAROL);
            simulation.run(Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextInt(60)));
        }
        // A request that is late opens an IKE SA of its own, which has to run out first.
        simulation.run(Duration.ofSeconds(fault == Fault.OnTheWire.COOKIE_LATE ? 400 : 90));
    }

    private void act(SimulatedEndpoint end) {
        List<IkeSaSnapshot> sessions = end.sessions().stream()
                .filter(sa -> !sa.path().remote().getAddress().equals(CAROL))
                .toList();
        if (sessions.isEmpty()) {
            return;
        }
        IkeSaSnapshot sa = sessions.get(random.nextInt(sessions.size()));
        int inbound = sa.children().isEmpty()
                ? 1
                : sa.children().get(random.nextInt(sa.children().size())).inboundSpi();
        end.input(
                switch (random.nextInt(9)) {
                    case 0, 1 -> new IkeInput.RekeyChildSa(sa.localSpi(), inbound);
                    case 2, 3 -> new IkeInput.RekeyIkeSa(sa.localSpi());
                    case 4 ->
                        new IkeInput.CreateChildSa(
                                sa.localSpi(),
                                List.of(AddressSelector.subnet(end == alice ? "10.1.7.0/24" : "10.2.7.0/24")),
                                List.of(AddressSelector.subnet(end == alice ? "10.2.0.0/16" : "10.1.0.0/16")));
                    case 5 -> new IkeInput.DeleteChildSa(sa.localSpi(), inbound);
                    case 6 -> new IkeInput.Reauthenticate(sa.localSpi());
                    default -> new IkeInput.CheckLiveness(sa.localSpi());
                });
    }

    private void ping(SimulatedEndpoint end, InetAddress from, InetAddress to) {
        end.ping(from, to);
    }

    private void endAllOfAlice() {
        for (int tries = 0; tries < 5 && !areGone(); tries++) {
            for (SimulatedEndpoint end : List.of(alice, bob)) {
                end.sessions().stream()
                        .filter(sa -> !sa.path().remote().getAddress().equals(CAROL))
                        .forEach(sa -> end.deleteIkeSa(sa.localSpi()));
            }
            simulation.runUntil(this::areGone, Duration.ofMinutes(2));
        }
        assertThat(areGone()).as("all sessions of Alice ended").isTrue();
        assertThat(alice.dataPlane().installed()).isEmpty();
        assertThat(bob.dataPlane().installed()).hasSize(1);
    }

    private boolean areGone() {
        return alice.sessions().isEmpty() && bob.sessions().size() == 1;
    }

    /** Nothing is left that would be in the way of another session. */
    private void startAnew() {
        wire.mend();
        alice.initiate(toBob, Pair.BOB);
        assertThat(simulation.runUntil(
                        () -> alice.dataPlane().installed().size() == 1
                                && bob.dataPlane().installed().size() == 2,
                        Duration.ofMinutes(2)))
                .as("another session comes up")
                .isTrue();
        simulation.run(Duration.ofSeconds(1));
        assertThat(SaAgreement.differences(List.of(alice, bob, carol))).isEmpty();
        endAllOfAlice();
    }

    private void assertCarolIsUndisturbed() {
        ping(carol, INSIDE_CAROL, Pair.INSIDE_BOB);
        ping(bob, Pair.INSIDE_BOB, INSIDE_CAROL);
        simulation.run(Duration.ofSeconds(1));
        assertThat(carol.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(carol.dataPlane().history()).hasSize(1);
        assertThat(simulation.tunnels().passages().stream()
                        .filter(passage -> passage.sender().equals("carol")
                                || passage.packet().destination().getAddress().equals(INSIDE_CAROL)))
                .hasSize(2 * ACTIONS + 2)
                .allMatch(passage -> passage.fate() == Fate.DELIVERED);
    }

    private static void assertNoBug(SimulatedEndpoint end) {
        assertThat(end.events(IkeEvent.IkeSaClosed.class))
                .noneMatch(closed -> closed.reason().kind() == CloseReason.Kind.INTERNAL_ERROR);
        assertThat(end.events(IkeEvent.DatagramRefused.class))
                .noneMatch(refused -> refused.reason().contains("error of this implementation"));
    }

    String story() {
        return simulation.ladder(alice, bob).render()
                + alice.events(IkeEvent.IkeSaClosed.class)
                + bob.events(IkeEvent.IkeSaClosed.class)
                + alice.sessions()
                + bob.sessions();
    }
}
