package io.flexike.esp;

import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.esp.net.InMemoryNetwork.Datagram;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Loses, repeats and reorders datagrams. */
final class UnreliableLink implements InMemoryNetwork.Link {
    private final Random random;
    private final double loss;
    private final double repetition;
    private final int delay;
    private final List<Datagram> held = new ArrayList<>();

    /** At most {@code delay} datagrams overtake another. */
    UnreliableLink(Random random, double loss, double repetition, int delay) {
        this.random = random;
        this.loss = loss;
        this.repetition = repetition;
        this.delay = delay;
    }

    @Override
    public synchronized void carry(Datagram datagram, Consumer<Datagram> onwards) {
        if (random.nextDouble() >= loss) {
            held.add(datagram);
        }
        if (random.nextDouble() < repetition) {
            held.add(datagram);
        }
        while (held.size() > delay) {
            onwards.accept(held.remove(random.nextInt(held.size())));
        }
    }
}
