package io.flexike.benchmarks.scale;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings up very many IKE SAs with Child SAs between two JVMs, and has packets go through all of them in turn. Prints
 * handshakes a second and the processor time of each side, octets of memory for each SA, and packets a second.
 */
public final class ManySessions {
    private static final int DEFAULT_IKE_SAS = 100_000;
    private static final int DEFAULT_CHILDREN = 2;
    private static final int DEFAULT_SECONDS = 10;
    private static final int PACKET_OCTETS = 1400;
    private static final long FULL_QUEUE_NANOS = 20_000;
    private static final double NANOS = 1e9;
    private static final double MEBI = 1 << 20;

    private final Scale scale;
    private final ScaleEnd hub;
    private final SpokeProcess spokes;

    private ManySessions(Scale scale, ScaleEnd hub, SpokeProcess spokes) {
        this.scale = scale;
        this.hub = hub;
        this.spokes = spokes;
    }

    /**
     * Runs it once. The heap has to be large enough for either end: 2 GiB are for 100,000 IKE SAs.
     *
     * @param arguments how many IKE SAs, 100,000 if not said; Child SAs of each, 2 if not said; seconds of traffic,
     *     twice 10 if not said
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Scale scale = new Scale(argument(arguments, 0, DEFAULT_IKE_SAS), argument(arguments, 1, DEFAULT_CHILDREN));
        int seconds = argument(arguments, 2, DEFAULT_SECONDS);
        try (ScaleEnd hub = new ScaleEnd(scale, List.of(scale.hubProfile()));
                SpokeProcess spokes = new SpokeProcess(scale, hub.ikePorts(), hub.espPort())) {
            hub.peerEspPort((int) spokes.answer()[0]);
            ManySessions run = new ManySessions(scale, hub, spokes);
            Memory before = run.memory();
            run.bringUp();
            run.memory().print("with all SAs", before, scale);
            run.traffic(seconds);
            run.traffic(seconds);
            run.memory().print("after traffic", before, scale);
            // nothing is deleted: both JVMs end here
            spokes.end();
            Runtime.getRuntime().halt(0);
        }
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private record Memory(long hubHeap, long hubResident, long spokesHeap, long spokesResident) {
        @SuppressWarnings("SystemOut") // a program that prints
        void print(String when, Memory before, Scale scale) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: hub %.0f MiB of heap after collection, %.0f MiB resident; spokes %.0f and %.0f MiB%n",
                    when,
                    hubHeap / MEBI,
                    hubResident / MEBI,
                    spokesHeap / MEBI,
                    spokesResident / MEBI);
            System.out.printf(
                    Locale.ROOT,
                    "  for each IKE SA with its Child SAs: hub %d octets of heap, %d resident; spoke %d and %d%n",
                    (hubHeap - before.hubHeap) / scale.ikeSas(),
                    (hubResident - before.hubResident) / scale.ikeSas(),
                    (spokesHeap - before.spokesHeap) / scale.ikeSas(),
                    (spokesResident - before.spokesResident) / scale.ikeSas());
        }
    }

    private Memory memory() throws IOException {
        long[] theirs = spokes.ask("memory");
        return new Memory(Resources.heapOctets(), Resources.residentOctets(), theirs[0], theirs[1]);
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private void bringUp() throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%,d IKE SAs with %d Child SAs each: IKE_SA_INIT, IKE_AUTH%s%n%12s %14s %18s %18s%n",
                scale.ikeSas(),
                scale.children(),
                scale.children() > 1 ? ", " + (scale.children() - 1) + " CREATE_CHILD_SA" : "",
                "IKE SAs up",
                "IKE SAs/s",
                "hub CPU ms each",
                "spoke CPU ms each");
        long[] lastSpokes = spokes.ask("packets");
        long lastUp = 0;
        long lastWall = System.nanoTime();
        long lastHub = Resources.cpuNanos();
        spokes.say("up");
        while (lastUp < scale.ikeSas()) {
            long[] progress = spokes.answer();
            long wall = System.nanoTime();
            long hubCpu = Resources.cpuNanos();
            long up = progress[0] / scale.children();
            System.out.printf(
                    Locale.ROOT,
                    "%,12d %14.0f %18.3f %18.3f%n",
                    up,
                    (up - lastUp) * NANOS / (wall - lastWall),
                    (hubCpu - lastHub) / 1e6 / (up - lastUp),
                    (progress[1] - lastSpokes[1]) / 1e6 / (up - lastUp));
            lastSpokes = progress;
            lastUp = up;
            lastWall = wall;
            lastHub = hubCpu;
        }
        if (hub.installed() < scale.childSas()) {
            System.out.printf(Locale.ROOT, "the hub has only %,d Child SAs%n", hub.installed());
        }
    }

    /** From the hub through all Child SAs in turn. */
    @SuppressWarnings("SystemOut") // a program that prints
    private void traffic(int seconds) throws IOException {
        long[] spokesBefore = spokes.ask("packets");
        long hubBefore = Resources.cpuNanos();
        long begun = System.nanoTime();
        long end = begun + (long) (seconds * NANOS);
        long sent = 0;
        while (System.nanoTime() < end) {
            byte[] packet = Scale.packetToSpoke((int) (sent % scale.childSas()), PACKET_OCTETS);
            if (hub.host().send(packet)) {
                sent++;
            } else {
                LockSupport.parkNanos(FULL_QUEUE_NANOS);
            }
        }
        double wall = (System.nanoTime() - begun) / NANOS;
        double hubCpu = (Resources.cpuNanos() - hubBefore) / NANOS;
        long[] spokesAfter = spokes.ask("packets");
        long arrived = spokesAfter[0] - spokesBefore[0];
        double spokesCpu = (spokesAfter[1] - spokesBefore[1]) / NANOS;
        System.out.printf(
                Locale.ROOT,
                "packets of %d octets through all Child SAs in turn: %,d sent, %,d arrived, %,.0f a second, %.3f Gbit/s, "
                        + "%.3f Gbit per CPU-second of both ends; drops of the hub %s%n",
                PACKET_OCTETS,
                sent,
                arrived,
                arrived / wall,
                arrived * 8.0 * PACKET_OCTETS / wall / NANOS,
                arrived * 8.0 * PACKET_OCTETS / NANOS / (hubCpu + spokesCpu),
                hub.dataPlane().snapshot().drops());
    }
}
