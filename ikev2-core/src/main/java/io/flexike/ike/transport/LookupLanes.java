package io.flexike.ike.transport;

import io.flexike.ike.certificate.Lookup;
import io.flexike.ike.session.LookupQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs lookups so that a slow server keeps those of other servers waiting as little as can be: few at a time for one
 * server, and a part of the threads alone for servers that strangers have named. What several checks want at the same
 * time is fetched once. Thread-safe.
 */
final class LookupLanes implements LookupQueue {
    // Our choices.
    static final int THREADS = 16;
    static final int OF_STRANGERS = 8;
    static final int PER_SERVER = 4;
    static final int MOST_CHECKS = 1024;
    static final int MOST_CHECKS_OF_STRANGERS = 256;

    private final Executor threads;
    private final Map<Object, Flight> flights = new HashMap<>();
    private final Deque<Flight> waiting = new ArrayDeque<>();
    private final Map<Lane, Integer> running = new HashMap<>();
    private int checks;
    private int checksOfStrangers;

    /** What shares a limit. */
    private record Lane(String server, boolean ofStranger) {}

    private record Passenger(Lookup lookup, Runnable then) {}

    /** One object for all who want it. */
    private record Flight(Lane lane, List<Passenger> passengers) {}

    /** @param threads they are given {@link #THREADS} tasks at the same time at most */
    LookupLanes(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void enqueue(Lookup lookup, Runnable then) {
        if (!isTaken(new Passenger(lookup, then))) {
            throw new RejectedExecutionException("too much is being fetched");
        }
        startAll();
    }

    private synchronized boolean isTaken(Passenger passenger) {
        Lookup lookup = passenger.lookup;
        if (checks == MOST_CHECKS || lookup.isOfStranger() && checksOfStrangers == MOST_CHECKS_OF_STRANGERS) {
            return false;
        }
        checks++;
        checksOfStrangers += lookup.isOfStranger() ? 1 : 0;
        Flight known = flights.get(lookup.object());
        if (known != null) {
            known.passengers.add(passenger);
            return true;
        }
        Flight flight = new Flight(new Lane(lookup.server(), lookup.isOfStranger()), new ArrayList<>());
        flight.passengers.add(passenger);
        flights.put(lookup.object(), flight);
        waiting.add(flight);
        return true;
    }

    private void startAll() {
        for (Optional<Flight> flight = next(); flight.isPresent(); flight = next()) {
            Flight ready = flight.get();
            try {
                threads.execute(() -> run(ready));
            } catch (RejectedExecutionException e) {
                // Closing: nobody waits for an answer any more.
                return;
            }
        }
    }

    /** The first that may start. */
    private synchronized Optional<Flight> next() {
        Optional<Flight> ready =
                waiting.stream().filter(flight -> isFree(flight.lane)).findFirst();
        ready.ifPresent(flight -> {
            waiting.remove(flight);
            running.merge(flight.lane, 1, Integer::sum);
        });
        return ready;
    }

    private boolean isFree(Lane lane) {
        return count(true) + count(false) < THREADS
                && (!lane.ofStranger || count(true) < OF_STRANGERS)
                && running.getOrDefault(lane, 0) < PER_SERVER;
    }

    private int count(boolean ofStrangers) {
        return running.entrySet().stream()
                .filter(entry -> entry.getKey().ofStranger == ofStrangers)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private void run(Flight flight) {
        try {
            first(flight).lookup.run();
        } finally {
            try {
                land(flight, close(flight));
            } finally {
                leave(flight);
                startAll();
            }
        }
    }

    private synchronized Passenger first(Flight flight) {
        return flight.passengers.get(0);
    }

    /** Nobody comes along any more. */
    private synchronized List<Passenger> close(Flight flight) {
        flights.remove(first(flight).lookup.object());
        return List.copyOf(flight.passengers);
    }

    /** Those who have more time than the ones before them may still find something. */
    private void land(Flight flight, List<Passenger> passengers) {
        @Nullable Lookup answered = null;
        boolean first = true;
        for (Passenger passenger : passengers) {
            if (answered != null) {
                passenger.lookup.take(answered);
            } else if (!first) {
                passenger.lookup.run();
            }
            first = false;
            answered = answered == null && passenger.lookup.wasAsked() ? passenger.lookup : answered;
            landed(flight);
            passenger.then.run();
        }
    }

    private synchronized void landed(Flight flight) {
        checks--;
        checksOfStrangers -= flight.lane.ofStranger ? 1 : 0;
    }

    private synchronized void leave(Flight flight) {
        running.computeIfPresent(flight.lane, (lane, count) -> count == 1 ? null : count - 1);
    }
}
