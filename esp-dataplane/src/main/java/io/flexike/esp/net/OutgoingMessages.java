package io.flexike.esp.net;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.MessageHeaders;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SocketOptions;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages for one call of sendmmsg, each of them one datagram or a run of datagrams. For who writes to the descriptor.
 */
final class OutgoingMessages {
    /** Our own choice: how many messages one call takes. */
    static final int CAPACITY = 64;

    /** How long a sender waits for room in the socket: this often, this long each time. */
    private static final int SEND_ATTEMPTS = 50;

    private static final long SEND_PAUSE_NANOS = 50_000;

    private final PolledDescriptor descriptor;
    private final MessageHeaders headers = new MessageHeaders(CAPACITY);
    private final int[] first = new int[CAPACITY];
    private final int[] datagrams = new int[CAPACITY];
    private boolean severalAtOnce;
    private int count;
    private int next;
    private int attempts;
    private int error;

    /** @param severalAtOnce whether to try sendmmsg, or to send one by one from the beginning */
    OutgoingMessages(PolledDescriptor descriptor, boolean severalAtOnce) {
        this.descriptor = descriptor;
        this.severalAtOnce = severalAtOnce;
    }

    MessageHeaders headers() {
        return headers;
    }

    /** Whether nothing is left to be sent. */
    boolean isDone() {
        return next == count;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    /**
     * Adds the message whose header was written at {@link #count}.
     *
     * @param firstDatagram index in the sender's batch
     * @param datagramCount how many of the batch it carries
     */
    void add(int firstDatagram, int datagramCount) {
        first[count] = firstDatagram;
        datagrams[count] = datagramCount;
        count++;
    }

    /** How many messages there are. */
    int count() {
        return count;
    }

    void clear() {
        count = 0;
        next = 0;
        attempts = 0;
    }

    /**
     * Sends until all is sent or the system refuses a message, which is left out then.
     *
     * @return how many datagrams the system took
     */
    int submit() {
        int sent = 0;
        error = 0;
        while (next < count) {
            int taken = submitSome();
            for (int i = 0; i < taken; i++) {
                sent += datagrams[next++];
            }
            if (taken > 0) {
                attempts = 0;
                continue;
            }
            int reason = Native.getLastError();
            if (!canTryAgain(reason)) {
                error = reason;
                next++;
                return sent;
            }
        }
        return sent;
    }

    /** @return how many messages the system took, or -1 */
    private int submitSome() {
        if (severalAtOnce) {
            return Libc.sendmmsg(descriptor.number(), headers.address(next), count - next, SocketOptions.MSG_DONTWAIT);
        }
        return Libc.sendmsg(descriptor.number(), headers.address(next), SocketOptions.MSG_DONTWAIT) < 0 ? -1 : 1;
    }

    private boolean canTryAgain(int reason) {
        if (reason == Errno.ENOSYS && severalAtOnce) {
            severalAtOnce = false;
            return true;
        }
        if (reason == Errno.EAGAIN) {
            LockSupport.parkNanos(SEND_PAUSE_NANOS);
            // whoever has waited in vain for one message does not wait as long for each of those behind it
            return ++attempts < SEND_ATTEMPTS;
        }
        return reason == Errno.EINTR;
    }

    /** Why a message was refused, or 0 if {@link #submit} came to the end without that. */
    int refusal() {
        return error;
    }

    /** Index in the batch of the first datagram that was refused last. */
    int refusedFirst() {
        return first[next - 1];
    }

    /** How many datagrams were in the message that was refused last. */
    int refusedDatagrams() {
        return datagrams[next - 1];
    }

    /** Which message was refused last. */
    int refused() {
        return next - 1;
    }
}
