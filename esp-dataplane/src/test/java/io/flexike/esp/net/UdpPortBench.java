package io.flexike.esp.net;

import io.flexike.esp.packet.Packets;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time of one datagram on loopback, for each form of a UDP port; one thread sends a batch, then receives it.
 * What loopback itself costs counts as sending.
 *
 * <p>Arguments: octets of a datagram, number of sending ports that take turns within a batch, seconds.
 */
final class UdpPortBench {
    private static final int BATCH = 64;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<UdpPort> senders;
    private final UdpPort receiver;
    private final int octets;
    private final DatagramBatch received;
    private long sendNanos;
    private long receiveNanos;
    private long datagrams;

    private UdpPortBench(List<UdpPort> senders, UdpPort receiver, int octets) {
        this.senders = senders;
        this.receiver = receiver;
        this.octets = octets;
        this.received = DatagramBatch.forReceiving(receiver.preferredBatch(), DatagramBatch.MAX_DATAGRAM_OCTETS);
    }

    public static void main(String[] arguments) throws IOException {
        int octets = Integer.parseInt(arguments[0]);
        int peers = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        for (String form : List.of("channel", "one by one", "messages", "offloads", "all")) {
            run(form, octets, peers, seconds);
        }
    }

    private static UdpPort bind(String form) throws IOException {
        InetSocketAddress any = new InetSocketAddress(Packets.address("127.0.0.1"), 0);
        return switch (form) {
            case "channel" -> UdpPort.bind(any, UdpOffload.OFF);
            case "one by one" -> LinuxUdpPort.bind(any, false, new Offloads(false, false, false));
            case "messages" -> LinuxUdpPort.bind(any, false, Offloads.MESSAGES);
            case "offloads" -> LinuxUdpPort.bind(any, false, new Offloads(true, true, false));
            default -> UdpPort.bind(any);
        };
    }

    private static void run(String form, int octets, int peers, int seconds) throws IOException {
        List<UdpPort> senders = new ArrayList<>();
        try (UdpPort receiver = bind(form)) {
            for (int i = 0; i < peers; i++) {
                senders.add(bind(form));
            }
            UdpPortBench bench = new UdpPortBench(senders, receiver, octets);
            bench.runFor(seconds);
            bench.sendNanos = 0;
            bench.receiveNanos = 0;
            bench.datagrams = 0;
            bench.runFor(seconds);
            System.out.printf(
                    "%-11s %5d octets, %2d peers: send %5d ns, receive %5d ns%n",
                    form, octets, peers, bench.sendNanos / bench.datagrams, bench.receiveNanos / bench.datagrams);
        } finally {
            for (UdpPort sender : senders) {
                sender.close();
            }
        }
    }

    private void runFor(int seconds) throws IOException {
        byte[] datagram = new byte[octets];
        DatagramBatch batch = DatagramBatch.forSending(BATCH / senders.size());
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            long start = THREADS.getCurrentThreadCpuTime();
            int sent = 0;
            for (UdpPort sender : senders) {
                batch.clear();
                while (!batch.isFull()) {
                    batch.add(datagram, 0, octets, receiver.localAddress());
                }
                sent += sender.send(batch);
            }
            long middle = THREADS.getCurrentThreadCpuTime();
            int left = sent;
            while (left > 0) {
                receiver.receive(received);
                left -= received.count();
            }
            receiveNanos += THREADS.getCurrentThreadCpuTime() - middle;
            sendNanos += middle - start;
            datagrams += sent;
        }
    }
}
