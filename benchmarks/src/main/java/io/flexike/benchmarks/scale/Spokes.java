package io.flexike.benchmarks.scale;

import io.flexike.ike.transport.IkePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** All spokes, in a JVM of their own that the hub's JVM starts and talks to through standard input and output. */
public final class Spokes {
    private static final int PROGRESS_LINES = 10;
    private static final long POLL_MILLIS = 10;

    private Spokes() {}

    /**
     * Says its ESP port; then obeys: {@code up} brings everything up, {@code memory} says what is used, {@code packets}
     * how many came and the processor time in nanoseconds.
     *
     * @param arguments IKE SAs, Child SAs of each, the hub's IKE, NAT traversal and ESP ports
     */
    @SuppressWarnings("SystemOut") // the hub reads it
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Scale scale = new Scale(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        IkePorts hub = new IkePorts(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        LongAdder packets = new LongAdder();
        try (ScaleEnd end = new ScaleEnd(scale, List.of());
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            end.peerEspPort(Integer.parseInt(arguments[4]));
            end.host().onPacket(packet -> packets.increment());
            System.out.println(end.espPort());
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                switch (command) {
                    case "up" -> bringUp(end, scale, hub);
                    case "memory" -> System.out.println(Resources.heapOctets() + " " + Resources.residentOctets());
                    case "packets" -> System.out.println(packets.sum() + " " + Resources.cpuNanos());
                    default -> throw new IllegalArgumentException(command);
                }
            }
            // without a word to the hub, which ends, too
            Runtime.getRuntime().halt(0);
        }
    }

    /** Says after every tenth how many Child SAs are up and how much processor time it took so far. */
    @SuppressWarnings("SystemOut") // the hub reads it
    private static void bringUp(ScaleEnd end, Scale scale, IkePorts hub) throws InterruptedException {
        int begun = 0;
        for (int line = 1; line <= PROGRESS_LINES; line++) {
            int goal = (int) ((long) scale.ikeSas() * line / PROGRESS_LINES);
            for (; begun < goal; begun++) {
                end.initiate(begun, hub);
            }
            while (end.installed() < goal * scale.children()) {
                Thread.sleep(POLL_MILLIS);
            }
            System.out.println(end.installed() + " " + Resources.cpuNanos());
        }
    }
}
