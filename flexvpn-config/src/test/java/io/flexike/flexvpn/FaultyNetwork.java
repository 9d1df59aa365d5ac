package io.flexike.flexvpn;

import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.esp.net.InMemoryNetwork.Datagram;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Loses, repeats and reorders datagrams, and counts what it does to ESP from each address. */
final class FaultyNetwork implements InMemoryNetwork.Link {
    private static final double LOSS = 0.03;
    private static final double REPETITION = 0.03;
    /** So many datagrams wait, of which any one may be the next. */
    private static final int HELD = 16;

    private final Random random;
    private final Map<InetAddress, List<Held>> held = new HashMap<>();
    private final Map<InetAddress, Long> lost = new HashMap<>();
    private final Map<InetAddress, Long> repeated = new HashMap<>();
    private boolean faultless;

    private record Held(Datagram datagram, Consumer<Datagram> onwards) {
        void go() {
            onwards.accept(datagram);
        }
    }

    FaultyNetwork(long seed) {
        random = new Random(seed);
    }

    @Override
    public synchronized void carry(Datagram datagram, Consumer<Datagram> onwards) {
        InetAddress source = datagram.source().getAddress();
        List<Held> queue = held.computeIfAbsent(source, any -> new ArrayList<>());
        Held arrived = new Held(datagram, onwards);
        if (faultless || random.nextDouble() >= LOSS) {
            queue.add(arrived);
            if (!faultless && random.nextDouble() < REPETITION) {
                queue.add(arrived);
                count(repeated, datagram);
            }
        } else {
            count(lost, datagram);
        }
        // IKE pushes on what is before it, so that nothing waits for packets that may not come
        int mostHeld = faultless || !isEsp(datagram) ? 0 : HELD;
        while (queue.size() > mostHeld) {
            queue.remove(random.nextInt(queue.size())).go();
        }
    }

    private static void count(Map<InetAddress, Long> counts, Datagram datagram) {
        if (isEsp(datagram)) {
            counts.merge(datagram.source().getAddress(), 1L, Long::sum);
        }
    }

    private static boolean isEsp(Datagram datagram) {
        byte[] octets = datagram.octets();
        // RFC 3948 2.2, 2.3: four zero octets stand before IKE, a keepalive is one octet
        return octets.length > 4 && (octets[0] | octets[1] | octets[2] | octets[3]) != 0;
    }

    /** Does no more harm, and lets go what it has held back. */
    synchronized void recover() {
        faultless = true;
        held.values().forEach(queue -> queue.forEach(Held::go));
        held.clear();
    }

    /** ESP packets from that address that got lost. */
    synchronized long lostFrom(InetAddress source) {
        return lost.getOrDefault(source, 0L);
    }

    /** Copies of ESP packets from that address. */
    synchronized long repeatedFrom(InetAddress source) {
        return repeated.getOrDefault(source, 0L);
    }

    @Override
    public synchronized String toString() {
        return "lost " + lost + ", repeated " + repeated;
    }
}
