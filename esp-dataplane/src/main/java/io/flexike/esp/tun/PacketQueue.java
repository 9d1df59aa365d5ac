package io.flexike.esp.tun;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A bounded queue of packets that drops what does not fit, and that can be closed under those who wait. */
final class PacketQueue {
    private final int capacity;
    private final ArrayDeque<byte[]> packets = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long drops;
    private boolean woken;
    private boolean closed;

    PacketQueue(int capacity) {
        this.capacity = capacity;
    }

    boolean offer(byte[] packet) {
        lock.lock();
        try {
            if (closed || packets.size() == capacity) {
                drops++;
                return false;
            }
            packets.add(packet);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Moves packets into the batch, at least one unless woken up. */
    void drainTo(PacketBatch batch) throws ClosedChannelException {
        lock.lock();
        try {
            while (packets.isEmpty() && !woken) {
                if (closed) {
                    throw new ClosedChannelException();
                }
                changed.awaitUninterruptibly();
            }
            if (closed && packets.isEmpty()) {
                throw new ClosedChannelException();
            }
            woken = false;
            while (!batch.isFull() && !packets.isEmpty()) {
                byte[] packet = packets.remove();
                System.arraycopy(packet, 0, batch.freeBuffer(), batch.headroom(), packet.length);
                batch.add(batch.freeBuffer(), batch.headroom(), packet.length);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@link #drainTo} return. */
    void wakeUp() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<byte[]> poll(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            byte @Nullable [] packet = packets.poll();
            while (packet == null && !closed && left > 0) {
                left = changed.awaitNanos(left);
                packet = packets.poll();
            }
            return Optional.ofNullable(packet);
        } finally {
            lock.unlock();
        }
    }

    long drops() {
        lock.lock();
        try {
            return drops;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
