package io.flexike.ike.simulation;

import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.trace.MessageLadder;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A world of its own: a clock, a network, and engines on its hosts, all of whose doings follow from one seed. Belongs
 * to one thread; nothing in it waits in real time.
 *
 * <pre>{@code
 * Simulation simulation = new Simulation(42);
 * SimulatedEndpoint hq = simulation.endpoint("hq", hqSettings, hqAddress);
 * SimulatedEndpoint branch = simulation.endpoint("branch", branchSettings, branchAddress);
 * branch.initiate(toHq, hqAddress);
 * simulation.runUntil(() -> !hq.dataPlane().installed().isEmpty(), Duration.ofSeconds(10));
 * }</pre>
 */
public final class Simulation {
    private static final int LONGEST_STANDSTILL = 1_000_000;

    private final SeededRandom random;
    private final VirtualClock clock = new VirtualClock();
    private final Timers timers = new Timers();
    private final SimulatedNetwork network;
    private final TunnelLedger tunnels = new TunnelLedger();
    private final List<Runnable> observers = new ArrayList<>();
    private Optional<DeliverySchedule> schedule = Optional.empty();
    private int eventsAtThisInstant;

    /** An empty world. */
    public Simulation(long seed) {
        random = new SeededRandom(seed);
        network = new SimulatedNetwork(clock, random.derive("network"));
    }

    /** The time here. */
    public VirtualClock clock() {
        return clock;
    }

    /** The network in the middle. */
    public SimulatedNetwork network() {
        return network;
    }

    /** The account of all packets that were offered to tunnels. */
    public TunnelLedger tunnels() {
        return tunnels;
    }

    /** Has something looked at after each event: an arrival, a loss, or a timer. */
    public void afterEachEvent(Runnable observer) {
        observers.add(observer);
    }

    /**
     * The randomness of a named part, for {@code EngineSettings.random}; the same name gives the same sequence again.
     */
    public SeededRandom random(String name) {
        return random.derive(name);
    }

    /** Hands the choice of the next event to a schedule. */
    public void schedule(DeliverySchedule newSchedule) {
        schedule = Optional.of(newSchedule);
    }

    /** Lets time decide again, which costs less than {@link DeliverySchedule#byTime}. */
    public void scheduleByTime() {
        schedule = Optional.empty();
    }

    /** Puts an engine on a host of the network, with ports 500 and 4500. */
    public SimulatedEndpoint endpoint(String name, EngineSettings settings, InetAddress... addresses) {
        return endpoint(name, settings, network, IkePorts.STANDARD, List.of(addresses));
    }

    /** Puts an engine on a host behind a NAT, with ports 500 and 4500. */
    public SimulatedEndpoint endpoint(
            String name, EngineSettings settings, SimulatedNat nat, InetAddress... addresses) {
        return endpoint(name, settings, nat, IkePorts.STANDARD, List.of(addresses));
    }

    /**
     * Puts an engine on a host.
     *
     * @throws IllegalArgumentException if there is no address or one is taken on the segment
     */
    public SimulatedEndpoint endpoint(
            String name, EngineSettings settings, NetworkSegment segment, IkePorts ports, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(name + " has no address");
        }
        SimulatedEndpoint endpoint = new SimulatedEndpoint(this, name, settings, ports);
        endpoint.attach(segment, addresses);
        return endpoint;
    }

    /**
     * Has something done at an instant, or now if that is past.
     *
     * @return cancels it when run
     */
    public Runnable at(Instant instant, Runnable action) {
        return timers.schedule(instant.isBefore(clock.instant()) ? clock.instant() : instant, action);
    }

    /**
     * Has something done after a while.
     *
     * @return cancels it when run
     */
    public Runnable after(Duration delay, Runnable action) {
        return at(clock.instant().plus(delay), action);
    }

    /** Lets this much time pass. */
    public void run(Duration duration) {
        runUntil(() -> false, duration);
    }

    /**
     * Lets time pass until a condition holds, which is looked at after each event.
     *
     * @param limit longest time to pass
     * @return whether the condition holds; the clock stands at the event that made it hold, or at the limit
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        Instant end = clock.instant().plus(limit);
        while (!condition.getAsBoolean()) {
            if (!happen(end)) {
                clock.advanceTo(end);
                return condition.getAsBoolean();
            }
            observers.forEach(Runnable::run);
        }
        return true;
    }

    /**
     * The messages between two endpoints that were made with {@code EngineSettings.traceMessages}, with what the
     * network did to them.
     */
    public MessageLadder ladder(SimulatedEndpoint left, SimulatedEndpoint right) {
        MessageLadder ladder = new MessageLadder(left.name(), right.name());
        left.sentTo(right).forEach(sent -> ladder.message(sent.at(), true, sent.traced(), fate(sent.transits())));
        right.sentTo(left).forEach(sent -> ladder.message(sent.at(), false, sent.traced(), fate(sent.transits())));
        return ladder;
    }

    private static String fate(List<Transit> transits) {
        if (transits.size() == 1) {
            return fate(transits.get(0));
        }
        List<String> fates = new ArrayList<>();
        for (int i = 0; i < transits.size(); i++) {
            if (transits.get(i).lost()) {
                fates.add("fragment " + (i + 1) + " " + fate(transits.get(i)));
            }
        }
        return String.join(", ", fates);
    }

    private static String fate(Transit transit) {
        if (transit.lost()) {
            return transit.loss().map(Simulation::describe).orElseThrow();
        }
        return transit.duplicated() ? "duplicated" : "";
    }

    private static String describe(Transit.Loss loss) {
        return switch (loss) {
            case CONDITIONS -> "lost";
            case PARTITION -> "lost: partition";
            case TOO_LONG -> "lost: too long";
            case DROPPED -> "lost: dropped";
            case NO_RECEIVER -> "lost: nobody there";
            case NO_NAT_MAPPING -> "lost: no NAT mapping";
            case NOT_TRANSLATABLE -> "lost: not translatable";
        };
    }

    /** Lets the next event happen, unless it is due after the end. */
    private boolean happen(Instant end) {
        Optional<Instant> timer = timers.next();
        if (network.isIdle()
                && schedule.filter(DeliverySchedule::isAskedWhenIdle).isEmpty()) {
            return fireTimer(timer, end);
        }
        if (schedule.isEmpty()) {
            boolean timerFirst =
                    timer.isPresent() && timer.get().isBefore(network.first().due());
            return timerFirst ? fireTimer(timer, end) : deliver(network.first(), timer, end, true);
        }
        List<PacketInFlight> inFlight = network.inFlight();
        DeliverySchedule.Choice choice = schedule.get().next(inFlight, timer);
        return switch (choice.kind()) {
            case WAIT -> fireTimer(timer, end);
            case LOOK_AGAIN -> true;
            case DELIVER -> deliver(network.inOrder(inFlight.get(choice.index())), timer, end, true);
            case DELIVER_COPY -> deliverCopy(inFlight.get(choice.index()), timer, end);
            case LOSE -> lose(inFlight.get(choice.index()), timer, end);
        };
    }

    private boolean fireTimer(Optional<Instant> timer, Instant end) {
        if (timer.isEmpty() || timer.get().isAfter(end)) {
            return false;
        }
        advance(timer.get());
        timers.poll().run();
        return true;
    }

    private boolean deliver(PacketInFlight flight, Optional<Instant> timer, Instant end, boolean last) {
        Instant due = timer.isPresent() && timer.get().isBefore(flight.due()) ? timer.get() : flight.due();
        if (due.isAfter(end)) {
            return false;
        }
        advance(due);
        if (last) {
            network.remove(flight);
        }
        flight.arrive();
        return true;
    }

    /** TCP hands everything over once. */
    private boolean deliverCopy(PacketInFlight flight, Optional<Instant> timer, Instant end) {
        boolean once = flight.packet().isStreamed();
        return deliver(network.inOrder(flight), timer, end, once);
    }

    private boolean lose(PacketInFlight flight, Optional<Instant> timer, Instant end) {
        if (flight.packet().isStreamed()) {
            return deliver(network.inOrder(flight), timer, end, true);
        }
        network.remove(flight);
        flight.transit().lost(Transit.Loss.DROPPED);
        return true;
    }

    private void advance(Instant instant) {
        if (instant.isAfter(clock.instant())) {
            clock.advanceTo(instant);
            eventsAtThisInstant = 0;
        } else if (++eventsAtThisInstant > LONGEST_STANDSTILL) {
            throw new IllegalStateException("time stands still: " + LONGEST_STANDSTILL + " events at " + instant);
        }
    }
}
