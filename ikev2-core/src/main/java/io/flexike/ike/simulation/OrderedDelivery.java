package io.flexike.ike.simulation;

import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.simulation.DeliveryOrders.EspOrder;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * One run of {@link DeliveryOrders}: asks what is to happen wherever there is a choice, and writes the answers down.
 */
final class OrderedDelivery implements DeliverySchedule {
    /** Our choice: shorter than engines keep the receiving half of a replaced Child SA. */
    private static final Duration LONGEST_ESP_FLIGHT = Duration.ofSeconds(1);

    private final IntUnaryOperator chooser;
    private final List<Integer> choices = new ArrayList<>();
    private final List<Integer> options = new ArrayList<>();
    private final List<Runnable> acts;
    private Whims left;

    /**
     * A run that has not begun.
     *
     * @param acts what is done at any moment
     * @param chooser tells which of so many options, counted from 0
     */
    OrderedDelivery(Whims whims, List<Runnable> acts, IntUnaryOperator chooser) {
        this.left = whims;
        this.acts = new ArrayList<>(acts);
        this.chooser = chooser;
    }

    List<Integer> choices() {
        return choices;
    }

    /** How many there were at each choice. */
    List<Integer> options() {
        return options;
    }

    @Override
    public boolean isAskedWhenIdle() {
        return !acts.isEmpty();
    }

    @Override
    public Choice next(List<PacketInFlight> inFlight, Optional<Instant> nextTimer) {
        if (left.esp() == EspOrder.AT_ONCE) {
            Optional<Choice> esp = firstEsp(inFlight);
            if (esp.isPresent()) {
                return esp.get();
            }
        }
        List<Choice> possible = possible(inFlight, nextTimer);
        int index = 0;
        if (possible.size() + acts.size() > 1) {
            if (choices.size() >= left.mostChoices() && acts.isEmpty()) {
                return DeliverySchedule.byTime().next(inFlight, nextTimer);
            }
            index = chooser.applyAsInt(possible.size() + acts.size());
            choices.add(index);
            options.add(possible.size() + acts.size());
        }
        if (index >= possible.size()) {
            acts.remove(index - possible.size()).run();
            return Choice.lookAgain();
        }
        Choice choice = possible.get(index);
        switch (choice.kind()) {
            case LOSE -> left = left.withLosses(left.losses() - 1);
            case DELIVER_COPY -> left = left.withDuplicates(left.duplicates() - 1);
            case WAIT -> left = left.withWaits(left.waits() - 1);
            case DELIVER, LOOK_AGAIN -> {}
        }
        return choice;
    }

    private static Optional<Choice> firstEsp(List<PacketInFlight> inFlight) {
        for (int i = 0; i < inFlight.size(); i++) {
            if (isEsp(inFlight.get(i).packet())) {
                return Optional.of(Choice.deliver(i));
            }
        }
        return Optional.empty();
    }

    private List<Choice> possible(List<PacketInFlight> inFlight, Optional<Instant> nextTimer) {
        List<Choice> deliveries = new ArrayList<>();
        List<Choice> whims = new ArrayList<>();
        Set<NetworkPacket> seen = new HashSet<>();
        Set<Flow> flows = new HashSet<>();
        for (int i = 0; i < inFlight.size(); i++) {
            NetworkPacket packet = inFlight.get(i).packet();
            boolean esp = isEsp(packet);
            if (esp && left.esp() == EspOrder.IN_ORDER && !flows.add(Flow.of(packet))) {
                continue;
            }
            // Which of two equal packets comes first makes no difference.
            if (!seen.add(packet)) {
                continue;
            }
            deliveries.add(Choice.deliver(i));
            if (!esp && left.losses() > 0) {
                whims.add(Choice.lose(i));
            }
            if (!esp && left.duplicates() > 0) {
                whims.add(Choice.deliverCopy(i));
            }
        }
        deliveries.addAll(whims);
        if (left.waits() > 0 && nextTimer.isPresent() && mayWaitUntil(nextTimer.get(), inFlight)) {
            deliveries.add(Choice.waitForTimer());
        }
        return deliveries;
    }

    /** A packet that outlives the Child SA it was sent through is lost in any implementation. */
    private static boolean mayWaitUntil(Instant timer, List<PacketInFlight> inFlight) {
        return inFlight.stream()
                .filter(flight -> isEsp(flight.packet()))
                .noneMatch(flight ->
                        flight.transit().sentAt().plus(LONGEST_ESP_FLIGHT).isBefore(timer));
    }

    private static boolean isEsp(NetworkPacket packet) {
        return packet.protocol() == NetworkPacket.ESP
                || packet.octets().length == EspDatagram.OCTETS && !NonEspMarker.isPresent(packet.octets());
    }

    /** In one direction of an ESP tunnel nothing overtakes. */
    private record Flow(InetAddress from, InetAddress to) {
        static Flow of(NetworkPacket packet) {
            return new Flow(packet.source().getAddress(), packet.destination().getAddress());
        }
    }
}
