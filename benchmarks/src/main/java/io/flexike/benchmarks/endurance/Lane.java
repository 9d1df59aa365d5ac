package io.flexike.benchmarks.endurance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbered UDP packets in one direction, as many as go through: the next one is sent when so few are on their way that
 * no queue overflows. Where nothing arrives any more, one is tried from time to time.
 */
final class Lane {
    /** IP packets of 1328 octets. */
    private static final int PAYLOAD_OCTETS = 1300;
    /** Fits into every queue on the way, the shortest of which is that of the receiving socket. */
    private static final int WINDOW = 128;

    private static final long PAUSE_NANOS = 20_000;
    private static final long TRY_NANOS = 10_000_000;

    private final String name;
    private final DatagramChannel sender;
    private final DatagramChannel receiver;
    private final InetSocketAddress destination;
    private final Arrivals arrivals = new Arrivals();
    private final SendLog log = new SendLog();
    private volatile int next;
    private long damaged;

    Lane(String name, DatagramChannel sender, DatagramChannel receiver) throws IOException {
        this.name = name;
        this.sender = sender;
        this.receiver = receiver;
        this.destination = (InetSocketAddress) receiver.getLocalAddress();
    }

    String name() {
        return name;
    }

    /** How many were sent. */
    int sent() {
        return next;
    }

    /** Arrived with other octets than were sent; to be read when nothing arrives any more. */
    long damaged() {
        return damaged;
    }

    /** To be read when nothing arrives any more. */
    Arrivals arrivals() {
        return arrivals;
    }

    static int payloadOctets() {
        return PAYLOAD_OCTETS;
    }

    void sendUntil(long endNanos) {
        ByteBuffer packet = ByteBuffer.allocateDirect(PAYLOAD_OCTETS);
        long lastNanos = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            if (now - endNanos >= 0) {
                return;
            }
            boolean open = next - arrivals.highest() <= WINDOW;
            if (!open && now - lastNanos < TRY_NANOS) {
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            lastNanos = now;
            if (!send(packet)) {
                // its device is gone, or has no route yet
                LockSupport.parkNanos(TRY_NANOS);
            }
        }
    }

    private boolean send(ByteBuffer packet) {
        int number = next;
        log.next(number, System.currentTimeMillis());
        packet.clear();
        packet.putInt(0, number).putInt(PAYLOAD_OCTETS - Integer.BYTES, ~number);
        try {
            sender.send(packet, destination);
        } catch (IOException e) {
            return false;
        }
        next = number + 1;
        return true;
    }

    /** Runs until the channel is closed. */
    void receive() throws IOException {
        ByteBuffer packet = ByteBuffer.allocateDirect(2 * PAYLOAD_OCTETS);
        while (true) {
            packet.clear();
            try {
                receiver.receive(packet);
            } catch (ClosedChannelException e) {
                return;
            }
            int number = packet.getInt(0);
            if (packet.position() == PAYLOAD_OCTETS
                    && number >= 0
                    && packet.getInt(PAYLOAD_OCTETS - Integer.BYTES) == ~number) {
                arrivals.arrived(number);
            } else {
                damaged++;
            }
        }
    }

    /** How many of those sent within some milliseconds are missing. */
    Map<SendLog.Slice, Integer> missing() {
        Map<SendLog.Slice, Integer> missing =
                new TreeMap<>((one, other) -> Long.compare(one.fromMillis(), other.fromMillis()));
        arrivals.missing(next, number -> missing.merge(log.sliceOf(number), 1, Integer::sum));
        return missing;
    }
}
