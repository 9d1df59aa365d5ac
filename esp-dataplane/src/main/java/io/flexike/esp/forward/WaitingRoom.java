package io.flexike.esp.forward;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.SpiTable;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps packets of SAs whose keys are still being agreed upon, for a moment, in the order in which they came.
 *
 * <p>The peer that answers may send through the new SA at once (RFC 7296 2.8), so that its packets overtake its answer
 * or come while the answer is being read. Only SPIs that were announced have a place here: a stranger cannot know them,
 * and what bears any other number costs a look at a table. Thread-safe.
 */
final class WaitingRoom {
    /** Our own choices: enough for what a round trip of a busy peer brings, and soon over if nothing comes of it. */
    static final int MOST_PACKETS = 64;

    static final int MOST_OCTETS = 128 * 1024;
    static final long PATIENCE_MILLIS = 1_000;
    /** Opening a packet in transport mode puts an IP header before it, for which the payload may move backwards. */
    private static final int TAILROOM_OCTETS = 64;

    private final DropCounters drops;
    private final SpiTable<Boolean> expected = new SpiTable<>();
    // below: guarded by this
    private final Deque<Packet> waiting = new ArrayDeque<>();
    private int octets;

    WaitingRoom(DropCounters drops) {
        this.drops = drops;
    }

    /** A packet in a buffer of its own, with room behind it. */
    record Packet(
            int spi,
            byte[] buffer,
            int octets,
            int trafficClass,
            Encapsulation encapsulation,
            InetSocketAddress remote,
            long sinceMillis) {}

    /** Keeps packets of that SPI from now on. */
    void expect(int spi) {
        expected.putIfAbsent(spi, true);
    }

    /** Whether to ask {@link #admit}: without its lock, so that strangers' packets keep nobody waiting. */
    boolean isExpected(int spi) {
        return expected.get(spi) != null;
    }

    /** Keeps no more packets of that SPI, and drops those that wait. */
    synchronized void forget(int spi) {
        if (expected.remove(spi) != null) {
            take(spi).forEach(this::drop);
        }
    }

    /**
     * Keeps a copy of a packet.
     *
     * @return false if its SPI is not expected any more, or there is no room
     */
    synchronized boolean admit(
            int spi,
            byte[] buffer,
            int offset,
            int packetOctets,
            int trafficClass,
            Encapsulation encapsulation,
            InetSocketAddress remote,
            long nowMillis) {
        if (!isExpected(spi)) {
            return false;
        }
        dropOverdue(nowMillis);
        // who comes first is let in first: latecomers turn nobody out
        if (waiting.size() == MOST_PACKETS || octets + packetOctets > MOST_OCTETS) {
            return false;
        }
        byte[] copy = new byte[packetOctets + TAILROOM_OCTETS];
        System.arraycopy(buffer, offset, copy, 0, packetOctets);
        waiting.add(new Packet(spi, copy, packetOctets, trafficClass, encapsulation, remote, nowMillis));
        octets += packetOctets;
        return true;
    }

    /**
     * Ends the wait for that SPI: hands over its packets, and then has it installed before any other packet of it is
     * seen, so that none overtakes another.
     */
    synchronized void leave(int spi, long nowMillis, Consumer<List<Packet>> receiver, Runnable installation) {
        dropOverdue(nowMillis);
        List<Packet> leaving = take(spi);
        if (!leaving.isEmpty()) {
            receiver.accept(leaving);
        }
        installation.run();
        expected.remove(spi);
    }

    private List<Packet> take(int spi) {
        List<Packet> taken = new ArrayList<>();
        waiting.removeIf(packet -> packet.spi() == spi && taken.add(packet));
        taken.forEach(packet -> octets -= packet.octets());
        return taken;
    }

    /** Drops who has waited too long. */
    synchronized void dropOverdue(long nowMillis) {
        while (!waiting.isEmpty() && isOverdue(waiting.getFirst(), nowMillis)) {
            Packet overdue = waiting.removeFirst();
            octets -= overdue.octets();
            drop(overdue);
        }
    }

    private static boolean isOverdue(Packet packet, long nowMillis) {
        // the clock may be set back
        return Math.abs(nowMillis - packet.sinceMillis()) >= PATIENCE_MILLIS;
    }

    /** Drops all. */
    synchronized void close() {
        waiting.forEach(this::drop);
        waiting.clear();
        octets = 0;
    }

    private void drop(Packet packet) {
        drops.count(Verdict.UNKNOWN_SPI);
    }
}
