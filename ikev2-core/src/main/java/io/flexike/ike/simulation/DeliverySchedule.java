package io.flexike.ike.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides what happens next in a simulation. The ordinary one lets time decide; others walk through every order of
 * delivery, or replay one that was found.
 */
@FunctionalInterface
public interface DeliverySchedule {
    /**
     * Chooses the next event. Asked whenever there is a packet in flight.
     *
     * @param inFlight in the order of their arrival times; at least one, unless {@link #isAskedWhenIdle}
     * @param nextTimer when the next deadline or scheduled action is due
     */
    Choice next(List<PacketInFlight> inFlight, Optional<Instant> nextTimer);

    /** Whether it wants to be asked even though nothing is in flight; it is handed an empty list then. */
    default boolean isAskedWhenIdle() {
        return false;
    }

    /** Packets and timers in the order of time. */
    static DeliverySchedule byTime() {
        return (inFlight, nextTimer) -> nextTimer.isPresent()
                        && nextTimer.get().isBefore(inFlight.get(0).due())
                ? Choice.waitForTimer()
                : Choice.deliver(0);
    }

    /**
     * The next event.
     *
     * @param index which of the packets in flight, counted from 0; without meaning for {@link Kind#WAIT} and
     *     {@link Kind#LOOK_AGAIN}
     */
    record Choice(Kind kind, int index) {
        /** Let the packet arrive. */
        public static Choice deliver(int index) {
            return new Choice(Kind.DELIVER, index);
        }

        /** Let a copy of the packet arrive and keep it in flight. */
        public static Choice deliverCopy(int index) {
            return new Choice(Kind.DELIVER_COPY, index);
        }

        /** Lose the packet. */
        public static Choice lose(int index) {
            return new Choice(Kind.LOSE, index);
        }

        /** Let the next timer fire first; without a timer this ends the run. */
        public static Choice waitForTimer() {
            return new Choice(Kind.WAIT, 0);
        }

        /** Ask once more: the schedule itself has done something that may have changed what is in flight. */
        public static Choice lookAgain() {
            return new Choice(Kind.LOOK_AGAIN, 0);
        }
    }

    /** What a choice does. */
    enum Kind {
        /** The packet arrives now, or at its time if no timer comes before. */
        DELIVER,
        /** As {@link #DELIVER}, and the packet stays in flight. */
        DELIVER_COPY,
        /** The packet is gone. */
        LOSE,
        /** Time goes on to the next timer. */
        WAIT,
        /** Nothing arrives and no time passes. */
        LOOK_AGAIN
    }
}
