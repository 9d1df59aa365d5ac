package io.flexike.benchmarks.endurance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Sends numbered packets both ways between two network namespaces, and says which did not arrive, or more than once.
 */
public final class NumberedTraffic {
    private static final int SOCKET_BUFFER_OCTETS = 4 << 20;
    private static final int PORT = 7000;
    private static final long SILENCE_MILLIS = 1_500;

    private NumberedTraffic() {}

    /**
     * Sends for a while. Prints a line for each direction: its name, packets sent, delivered, delivered more than once,
     * damaged, and megabits a second of payload.
     *
     * @param arguments a namespace and an address there, another namespace and an address there, seconds, a file for
     *     the missing packets: direction, from when to when they were sent in milliseconds since 1970, how many
     */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long seconds = Long.parseLong(arguments[4]);
        List<Lane> lanes = exchange(arguments, seconds);
        for (Lane lane : lanes) {
            System.out.println(line(lane, seconds));
        }
        Files.write(Path.of(arguments[5]), missing(lanes));
    }

    private static List<Lane> exchange(String[] ends, long seconds) throws IOException, InterruptedException {
        List<Lane> lanes;
        List<Thread> receivers;
        try (DatagramChannel left = open(new Namespace(ends[0]), ends[1]);
                DatagramChannel right = open(new Namespace(ends[2]), ends[3])) {
            lanes = List.of(new Lane("rightwards", left, right), new Lane("leftwards", right, left));
            receivers = lanes.stream()
                    .map(lane -> start(lane.name() + "-receiver", () -> receive(lane)))
                    .toList();
            send(lanes, TimeUnit.SECONDS.toNanos(seconds));
            awaitSilence(lanes);
        }
        for (Thread receiver : receivers) {
            receiver.join();
        }
        return lanes;
    }

    private static DatagramChannel open(Namespace namespace, String address) throws IOException, InterruptedException {
        return namespace.open(() -> DatagramChannel.open(StandardProtocolFamily.INET)
                .setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_OCTETS)
                .bind(new InetSocketAddress(address, PORT)));
    }

    private static Thread start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.start();
        return thread;
    }

    private static void receive(Lane lane) {
        try {
            lane.receive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(List<Lane> lanes, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        List<Thread> senders = lanes.stream()
                .map(lane -> start(lane.name() + "-sender", () -> lane.sendUntil(end)))
                .toList();
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private static void awaitSilence(List<Lane> lanes) throws InterruptedException {
        List<Integer> before = List.of();
        List<Integer> now = highest(lanes);
        while (!now.equals(before)) {
            Thread.sleep(SILENCE_MILLIS);
            before = now;
            now = highest(lanes);
        }
    }

    private static List<Integer> highest(List<Lane> lanes) {
        return lanes.stream().map(lane -> lane.arrivals().highest()).toList();
    }

    private static String line(Lane lane, long seconds) {
        Arrivals arrivals = lane.arrivals();
        double megabits = arrivals.delivered() * 8.0 * Lane.payloadOctets() / 1e6 / seconds;
        return String.format(
                Locale.ROOT,
                "%s\t%d\t%d\t%d\t%d\t%.0f",
                lane.name(),
                lane.sent(),
                arrivals.delivered(),
                arrivals.repeated(),
                lane.damaged(),
                megabits);
    }

    private static List<String> missing(List<Lane> lanes) {
        List<String> lines = new ArrayList<>();
        for (Lane lane : lanes) {
            lane.missing()
                    .forEach((slice, packets) -> lines.add(
                            lane.name() + "\t" + slice.fromMillis() + "\t" + slice.toMillis() + "\t" + packets));
        }
        return lines;
    }
}
