package io.flexike.ike.transport;

import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What waits for the driver's thread: commands without limit before datagrams with one. */
final class InputQueue {
    /** Longest single wait; far deadlines are waited for in pieces. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final int datagramCapacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Work> commands = new ArrayDeque<>();
    private final Deque<IkeInput.DatagramReceived> datagrams = new ArrayDeque<>();
    private long dropped;
    private boolean closed;

    InputQueue(int datagramCapacity) {
        this.datagramCapacity = datagramCapacity;
    }

    /** Something for the driver's thread: an input for the engine, or a question to it. */
    sealed interface Work {
        record Input(IkeInput input) implements Work {}

        record Question(Consumer<IkeEngine> question, Runnable refusal) implements Work {}
    }

    /** Whether the queue took it; not when it is full or closed, which is counted. */
    boolean offerDatagram(IkeInput.DatagramReceived datagram) {
        lock.lock();
        try {
            if (closed || datagrams.size() >= datagramCapacity) {
                dropped++;
                return false;
            }
            datagrams.add(datagram);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the queue took it; not when it is closed. */
    boolean offer(Work work) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            commands.add(work);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next work, or null if none comes within the time. */
    @Nullable
    Work poll(Duration wait) throws InterruptedException {
        long nanos = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT.toNanos() : wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (commands.isEmpty() && datagrams.isEmpty() && nanos > 0) {
                nanos = filled.awaitNanos(nanos);
            }
            if (!commands.isEmpty()) {
                return commands.remove();
            }
            return datagrams.isEmpty() ? null : new Work.Input(datagrams.remove());
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; the commands that were still waiting are given back. */
    Deque<Work> close() {
        lock.lock();
        try {
            closed = true;
            dropped += datagrams.size();
            datagrams.clear();
            Deque<Work> rest = new ArrayDeque<>(commands);
            commands.clear();
            return rest;
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }
}
