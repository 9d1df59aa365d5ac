package io.flexike.ike.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Runs a scenario in every order in which the network may deliver what is in flight, or in many random ones. A run is
 * named by its list of choices, one for each moment at which there was more than one; the scenario is made afresh for
 * each run, so that it has to be repeatable.
 *
 * <pre>{@code
 * DeliveryOrders.of(BothRekey::new).losses(1).exhaustive();
 * }</pre>
 */
public final class DeliveryOrders {
    private final Supplier<? extends Scenario> fresh;
    private final Whims whims;
    private final Duration settling;
    private final long mostRuns;

    private DeliveryOrders(Supplier<? extends Scenario> fresh, Whims whims, Duration settling, long mostRuns) {
        this.fresh = fresh;
        this.whims = whims;
        this.settling = settling;
        this.mostRuns = mostRuns;
    }

    /** What is run in every order. Making one brings it to the state from which all runs begin. */
    public interface Scenario {
        /** The world, with time deciding what comes next. */
        Simulation simulation();

        /** Sets off what is to be explored; the orders of delivery differ from here on. */
        void begin();

        /**
         * What is done in addition, each once and at any moment from {@link #begin} on: when is a choice as the order
         * of delivery is. Done at the latest when nothing is in flight, or after {@link #waits} that are left.
         */
        default List<Runnable> acts() {
            return List.of();
        }

        /** Checks what must hold at the end, when everything has come to rest, by throwing any exception or error. */
        void verify();

        /** What happened, for the message of a failure; a {@link Simulation#ladder} most often. */
        default String story() {
            return "";
        }
    }

    /** How ESP packets take part in the orders. */
    public enum EspOrder {
        /** In any order, as all others. */
        ANY,
        /** In order for each sender and receiver, but at any moment between other packets. */
        IN_ORDER,
        /** In order and before everything else: nothing to choose. */
        AT_ONCE
    }

    /**
     * What was explored.
     *
     * @param complete whether there is no other order
     * @param mostChoices length of the longest list of choices
     */
    public record Explored(long runs, boolean complete, int mostChoices) {}

    /**
     * All orders of delivery without losses, duplicates or waiting; ESP in order; a minute of virtual time to settle.
     */
    public static DeliveryOrders of(Supplier<? extends Scenario> fresh) {
        return new DeliveryOrders(fresh, Whims.NONE, Duration.ofMinutes(1), Long.MAX_VALUE);
    }

    /** In addition, at most so many packets other than ESP are lost in one run. */
    public DeliveryOrders losses(int most) {
        return with(whims.withLosses(most));
    }

    /** In addition, at most so many packets other than ESP arrive twice in one run. */
    public DeliveryOrders duplicates(int most) {
        return with(whims.withDuplicates(most));
    }

    /**
     * In addition, at most so many times in one run a timer fires although something is in flight; ESP packets never
     * wait for longer than a second.
     */
    public DeliveryOrders waits(int most) {
        return with(whims.withWaits(most));
    }

    /** How ESP packets take part. */
    public DeliveryOrders esp(EspOrder order) {
        return with(whims.withEsp(order));
    }

    /** After so many choices in one run time decides. */
    public DeliveryOrders mostChoices(int most) {
        return with(whims.withMostChoices(most));
    }

    /** Virtual time from {@link Scenario#begin} to {@link Scenario#verify}. */
    public DeliveryOrders settling(Duration time) {
        return new DeliveryOrders(fresh, whims, time, mostRuns);
    }

    /** An exhaustive search gives up after so many runs, without a failure. */
    public DeliveryOrders mostRuns(long most) {
        return new DeliveryOrders(fresh, whims, settling, most);
    }

    private DeliveryOrders with(Whims newWhims) {
        return new DeliveryOrders(fresh, newWhims, settling, mostRuns);
    }

    /**
     * Runs every order, depth first.
     *
     * @throws DeliveryOrderFailure for the first one in which the scenario fails
     */
    public Explored exhaustive() {
        List<Integer> prefix = List.of();
        long runs = 0;
        int longest = 0;
        while (runs < mostRuns) {
            OrderedDelivery run = run("in run " + runs, following(prefix));
            if (run.choices().size() < prefix.size()) {
                throw new IllegalStateException(
                        "the scenario does not repeat: " + run.choices() + " is all that is left of " + prefix);
            }
            runs++;
            longest = Math.max(longest, run.choices().size());
            prefix = next(run);
            if (prefix.isEmpty()) {
                return new Explored(runs, true, longest);
            }
        }
        return new Explored(runs, false, longest);
    }

    /**
     * Runs so many random orders; the same seed always gives the same order.
     *
     * @throws DeliveryOrderFailure for the first one in which the scenario fails
     */
    public Explored random(long firstSeed, int seeds) {
        int longest = 0;
        for (int i = 0; i < seeds; i++) {
            SplittableRandom random = new SplittableRandom(firstSeed + i);
            OrderedDelivery run = run("with seed " + (firstSeed + i), random::nextInt);
            longest = Math.max(longest, run.choices().size());
        }
        return new Explored(seeds, false, longest);
    }

    /**
     * Runs one order again.
     *
     * @param choices those of a {@link DeliveryOrderFailure}; the first option is taken where they end
     * @throws DeliveryOrderFailure if the scenario fails
     */
    public void replay(List<Integer> choices) {
        run("in a replay", following(choices));
    }

    private static IntUnaryOperator following(List<Integer> prefix) {
        int[] at = new int[1];
        return options -> {
            int choice = at[0] < prefix.size() ? prefix.get(at[0]) : 0;
            at[0]++;
            if (choice >= options) {
                throw new IllegalStateException(
                        "the scenario does not repeat: choice " + choice + " of " + options + " at " + (at[0] - 1));
            }
            return choice;
        };
    }

    /** The next list of choices in the order of a dictionary, empty after the last one. */
    private static List<Integer> next(OrderedDelivery run) {
        List<Integer> choices = run.choices();
        for (int last = choices.size() - 1; last >= 0; last--) {
            if (choices.get(last) + 1 < run.options().get(last)) {
                List<Integer> prefix = new ArrayList<>(choices.subList(0, last));
                prefix.add(choices.get(last) + 1);
                return prefix;
            }
        }
        return List.of();
    }

    private OrderedDelivery run(String where, IntUnaryOperator chooser) {
        Scenario scenario = fresh.get();
        OrderedDelivery delivery = new OrderedDelivery(whims, scenario.acts(), chooser);
        try {
            scenario.simulation().schedule(delivery);
            scenario.begin();
            do {
                scenario.simulation().run(settling);
            } while (delivery.isAskedWhenIdle());
            scenario.verify();
        } catch (RuntimeException | AssertionError e) {
            throw new DeliveryOrderFailure(where, delivery.choices(), scenario.story(), e);
        }
        return delivery;
    }
}
