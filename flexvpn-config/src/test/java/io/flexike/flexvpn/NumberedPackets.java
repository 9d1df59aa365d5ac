package io.flexike.flexvpn;

import io.flexike.esp.tun.InMemoryTun;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Numbered packets from one host to another through their tunnel, as many as go through, until it is ended: the next
 * one is sent when so few are on their way that no queue overflows.
 */
final class NumberedPackets {
    private static final int OCTETS = 200;
    private static final int NUMBER_AT = 28;
    private static final int MOST_ON_THE_WAY = 256;
    private static final long PAUSE_NANOS = 20_000;

    private final InMemoryTun.HostEnd sender;
    private final byte[] packet;
    private final LongSupplier lostByNetwork;
    private final BitSet arrived = new BitSet();
    private final Thread thread = new Thread(this::send, "numbered-packets");
    private final AtomicInteger sent = new AtomicInteger();
    private volatile int delivered;
    private volatile int deliveredAgain;
    private volatile boolean ended;

    private NumberedPackets(InMemoryTun.HostEnd sender, byte[] packet, LongSupplier lostByNetwork) {
        this.sender = sender;
        this.packet = packet;
        this.lostByNetwork = lostByNetwork;
    }

    /**
     * Begins.
     *
     * @param lostByNetwork how many were lost so far outside of the two gateways
     */
    static NumberedPackets start(
            InMemoryTun from, InetAddress source, InMemoryTun to, InetAddress destination, LongSupplier lostByNetwork) {
        ByteBuffer packet = ByteBuffer.allocate(OCTETS);
        packet.put(0, (byte) 0x45).putShort(2, (short) OCTETS).put(8, (byte) 64).put(9, (byte) 17);
        packet.position(12).put(source.getAddress()).put(destination.getAddress());
        NumberedPackets packets = new NumberedPackets(from.hostEnd(), packet.array(), lostByNetwork);
        to.hostEnd().onPacket(packets::receive);
        packets.thread.start();
        return packets;
    }

    private void send() {
        while (!ended) {
            ByteBuffer.wrap(packet).putInt(NUMBER_AT, sent.get());
            if (missing() - lostByNetwork.getAsLong() < MOST_ON_THE_WAY && sender.send(packet)) {
                sent.incrementAndGet();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private synchronized void receive(byte[] received) {
        int number = ByteBuffer.wrap(received).getInt(NUMBER_AT);
        if (arrived.get(number)) {
            deliveredAgain++;
        } else {
            arrived.set(number);
            delivered++;
        }
    }

    int sent() {
        return sent.get();
    }

    /** How many have not come out, at this moment. */
    long missing() {
        return (long) sent.get() - delivered;
    }

    /** How many came out that had come out before. */
    int deliveredAgain() {
        return deliveredAgain;
    }

    /** Sends no more; what is on its way goes on. */
    void end() throws InterruptedException {
        ended = true;
        thread.join();
    }
}
