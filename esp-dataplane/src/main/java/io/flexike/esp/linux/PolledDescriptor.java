package io.flexike.esp.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file descriptor that one thread reads, others write, and any thread may close: close wakes up the reader and waits
 * until nobody uses the descriptor, because its number may belong to another file right after.
 *
 * <p>It is non-blocking, or a socket whose reader waits in the receiving call itself, which {@code SO_RCVTIMEO} ends
 * after a while at the latest.
 */
public final class PolledDescriptor {
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
    private static final short POLLIN = 1;
    private static final int POLLFD_OCTETS = 8;
    private static final int SHUT_RD = 0;

    private final int descriptor;
    private final int wakeUp;
    private final NativeMemory pollSet = NativeMemory.allocate(2 * POLLFD_OCTETS);
    private final NativeMemory one = NativeMemory.allocate(8);
    private final NativeMemory woken = NativeMemory.allocate(8);
    private final ReentrantLock readLock = new ReentrantLock();
    private final ReentrantLock writeLock = new ReentrantLock();
    private volatile boolean closing;

    private PolledDescriptor(int descriptor, int wakeUp) {
        this.descriptor = descriptor;
        this.wakeUp = wakeUp;
        one.buffer().putLong(0, 1);
        pollSet.buffer().putInt(0, descriptor).putShort(4, POLLIN);
        pollSet.buffer().putInt(POLLFD_OCTETS, wakeUp).putShort(POLLFD_OCTETS + 4, POLLIN);
    }

    /** Takes over a descriptor; closes it if this fails. */
    public static PolledDescriptor of(int descriptor) throws IOException {
        int wakeUp = Libc.eventfd(0, EFD_CLOEXEC_NONBLOCK);
        if (wakeUp < 0) {
            SystemCallException fault = SystemCallException.last("eventfd");
            Libc.close(descriptor);
            throw fault;
        }
        return new PolledDescriptor(descriptor, wakeUp);
    }

    /** The number; valid between a begin and its end. */
    public int number() {
        return descriptor;
    }

    /** Must be followed by {@link #endRead}. */
    public void beginRead() throws ClosedChannelException {
        begin(readLock);
    }

    public void endRead() {
        readLock.unlock();
    }

    /** Must be followed by {@link #endWrite}. */
    public void beginWrite() throws ClosedChannelException {
        begin(writeLock);
    }

    public void endWrite() {
        writeLock.unlock();
    }

    private void begin(ReentrantLock lock) throws ClosedChannelException {
        lock.lock();
        if (closing) {
            lock.unlock();
            throw new ClosedChannelException();
        }
    }

    /**
     * Waits until there is something to read. Only between {@link #beginRead} and {@link #endRead}.
     *
     * @return false if {@link #wakeUp} ended the waiting
     */
    public boolean awaitReadable() throws IOException {
        // asked before each wait: the last one may have taken what close() wrote for an ordinary wake-up
        while (!closing) {
            int ready = Libc.poll(pollSet.address(), 2, -1);
            int error = ready < 0 ? Native.getLastError() : 0;
            if (closing) {
                break;
            }
            if (ready > 0) {
                return !takeWakeUp();
            }
            if (error != 0 && error != Errno.EINTR) {
                throw new SystemCallException("poll", error);
            }
        }
        throw new ClosedChannelException();
    }

    /** Refuses to go on when {@link #close} has begun, which is why a receiving call may have come back. */
    public void requireOpen() throws ClosedChannelException {
        if (closing) {
            throw new ClosedChannelException();
        }
    }

    private boolean takeWakeUp() {
        boolean wokenUp = (pollSet.buffer().getShort(POLLFD_OCTETS + 6) & POLLIN) != 0;
        if (wokenUp) {
            // reading makes it zero again
            Libc.read(wakeUp, woken.address(), Long.BYTES);
        }
        return wokenUp;
    }

    /** Ends the waiting for something to read, or the next one. Does nothing when closed. */
    public void wakeUp() {
        // the lock keeps the number from belonging to another file meanwhile
        writeLock.lock();
        try {
            if (!closing) {
                Libc.write(wakeUp, one.address(), Long.BYTES);
            }
        } finally {
            writeLock.unlock();
        }
    }

    /** As {@link SocketOptions#drops}, of a socket; 0 once it is closed. */
    public long drops() {
        writeLock.lock();
        try {
            return closing ? 0 : SocketOptions.drops(descriptor);
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Closes. Does nothing when repeated.
     *
     * @return whether this call has closed it; nobody uses it any more then
     */
    public boolean close() {
        synchronized (this) {
            if (closing) {
                return false;
            }
            closing = true;
        }
        Libc.write(wakeUp, one.address(), Long.BYTES);
        // whoever waits in a socket; says that it is not connected or no socket at all, but ends the waiting
        Libc.shutdown(descriptor, SHUT_RD);
        readLock.lock();
        writeLock.lock();
        try {
            Libc.close(descriptor);
            Libc.close(wakeUp);
        } finally {
            writeLock.unlock();
            readLock.unlock();
        }
        return true;
    }
}
