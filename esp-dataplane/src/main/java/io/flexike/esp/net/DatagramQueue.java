package io.flexike.esp.net;

import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Datagrams that wait for the reader of a port which has no socket of its own. Thread-safe. */
public final class DatagramQueue {
    private final int mostDatagrams;
    private final int mostOctets;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int waitingOctets;
    private boolean closed;

    @SuppressWarnings("ArrayRecordComponent")
    private record Waiting(InetSocketAddress remote, byte[] datagram, int trafficClass) {}

    /** A queue with room for so many datagrams of so many octets in all. */
    public DatagramQueue(int mostDatagrams, int mostOctets) {
        this.mostDatagrams = mostDatagrams;
        this.mostOctets = mostOctets;
    }

    /** As the long form, with the traffic class 0. */
    public boolean offer(InetSocketAddress remote, byte[] datagram) {
        return offer(remote, datagram, 0);
    }

    /**
     * Lets a datagram wait.
     *
     * @param datagram must not be changed
     * @param trafficClass DSCP and ECN that it came with, 0 to 255
     * @return false if there is no room, or the port is closed
     */
    public boolean offer(InetSocketAddress remote, byte[] datagram, int trafficClass) {
        lock.lock();
        try {
            if (closed || waiting.size() == mostDatagrams || waitingOctets + datagram.length > mostOctets) {
                return false;
            }
            waiting.add(new Waiting(remote, datagram, trafficClass));
            waitingOctets += datagram.length;
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link DatagramPort#receive}; what is longer than the batch's longest is cut.
     *
     * @throws ClosedChannelException once it is closed, also while waiting
     */
    public void receive(DatagramBatch batch) throws ClosedChannelException {
        batch.clear();
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                requireOpen();
                changed.awaitUninterruptibly();
            }
            while (!waiting.isEmpty()) {
                Waiting next = waiting.element();
                int octets = Math.min(next.datagram().length, batch.longestOctets());
                if (!batch.reserve(octets)) {
                    return;
                }
                waiting.remove();
                waitingOctets -= next.datagram().length;
                System.arraycopy(next.datagram(), 0, batch.freeBuffer(), batch.freeOffset(), octets);
                batch.add(batch.freeBuffer(), batch.freeOffset(), octets, next.remote(), next.trafficClass(), false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses to go on if the port is closed. */
    public void requireOpen() throws ClosedChannelException {
        lock.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes up who waits; what waits is lost. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            waitingOctets = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
