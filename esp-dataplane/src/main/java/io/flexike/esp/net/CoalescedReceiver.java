package io.flexike.esp.net;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.MessageHeaders;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SocketOptions;
import io.flexike.esp.linux.SystemCallException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Receives batches from a socket of Linux with few system calls: several messages in one call (recvmmsg), each of which
 * may be many datagrams that the kernel has put together (UDP_GRO). What does not fit a batch waits for the next one.
 */
final class CoalescedReceiver {
    /** Our own choice: memory for so many messages at first. */
    private static final int FEWEST_MESSAGES = 2;
    /** Our own choice: where more were waiting than that, memory grows up to so many, which is 1 MB. */
    private static final int MOST_MESSAGES = 16;

    private static final int MESSAGE_OCTETS = 65536;

    private final PolledDescriptor descriptor;
    private final SocketAddresses addresses;
    private final Placement placement;
    private final String what;
    private final DeferredFault fault = new DeferredFault();
    private boolean severalAtOnce;
    private boolean waitsInCall = true;
    // below: for who reads from the descriptor
    private MessageHeaders headers = new MessageHeaders(FEWEST_MESSAGES);
    private NativeMemory memory = NativeMemory.allocate(FEWEST_MESSAGES * MESSAGE_OCTETS);
    private int mostMessages = MOST_MESSAGES;
    private int fetched;
    private int message;
    private int at;
    private int segmentOctets;
    private int trafficClass;

    /** Puts one datagram that was received into a batch. */
    @FunctionalInterface
    interface Placement {
        /**
         * Adds a datagram, or drops it.
         *
         * @param received where its octets begin at {@code at}
         * @return false if there was no room, so that it is to be offered once more
         */
        boolean place(
                ByteBuffer received,
                int at,
                int octets,
                InetSocketAddress remote,
                int trafficClass,
                DatagramBatch batch);
    }

    /**
     * A receiver.
     *
     * @param severalAtOnce whether to try recvmmsg, or to receive one by one from the beginning
     * @param what for messages of exceptions
     */
    CoalescedReceiver(
            PolledDescriptor descriptor, SocketFamily family, boolean severalAtOnce, Placement placement, String what) {
        this.descriptor = descriptor;
        this.addresses = new SocketAddresses(family == SocketFamily.IPV4);
        this.severalAtOnce = severalAtOnce;
        this.placement = placement;
        this.what = what;
        prepare();
    }

    /** The octets of a datagram as they came; what is longer than the batch's longest is cut. */
    static boolean placeWhole(
            ByteBuffer received, int at, int octets, InetSocketAddress remote, int trafficClass, DatagramBatch batch) {
        int taken = Math.min(octets, batch.longestOctets());
        if (!batch.reserve(taken)) {
            return false;
        }
        received.get(at, batch.freeBuffer(), batch.freeOffset(), taken);
        batch.add(batch.freeBuffer(), batch.freeOffset(), taken, remote, trafficClass, false);
        return true;
    }

    /** As {@link DatagramPort#receive}. */
    void receive(DatagramBatch batch) throws IOException {
        batch.clear();
        descriptor.beginRead();
        try {
            fault.throwIfKept();
            boolean mayBeMore = true;
            while (deliver(batch) && !batch.isFull() && (mayBeMore || batch.count() == 0)) {
                int room = headers.capacity();
                boolean none = !fetchBehind(batch);
                if (none && batch.count() == 0) {
                    descriptor.awaitReadable();
                }
                mayBeMore = !none && (fetched == room || !severalAtOnce);
            }
        } finally {
            descriptor.endRead();
        }
    }

    /** @return false if the batch had no room for all of what was fetched */
    private boolean deliver(DatagramBatch batch) {
        while (message < fetched) {
            if (!deliverMessage(batch)) {
                return false;
            }
            message++;
            at = 0;
        }
        return true;
    }

    private boolean deliverMessage(DatagramBatch batch) {
        int octets = Math.min(headers.octets(message), MESSAGE_OCTETS);
        if (at == 0) {
            readControl(octets);
        }
        InetSocketAddress remote = addresses.read(headers.buffer(), headers.name(message));
        int start = message * MESSAGE_OCTETS;
        do {
            int length = Math.min(segmentOctets, octets - at);
            if (!placement.place(memory.buffer(), start + at, length, remote, trafficClass, batch)) {
                return false;
            }
            at += length;
        } while (at < octets);
        return true;
    }

    private void readControl(int octets) {
        segmentOctets = octets;
        trafficClass = 0;
        for (int i = headers.firstControl(message); i >= 0; i = headers.nextControl(message, i)) {
            int level = headers.controlLevel(i);
            int type = headers.controlType(i);
            int value = headers.controlValue(i);
            if (level == SocketOptions.IPPROTO_UDP && type == SocketOptions.UDP_GRO && value > 0) {
                segmentOctets = value;
            } else if (level == SocketOptions.IPPROTO_IP && type == SocketOptions.IP_TOS
                    || level == SocketOptions.IPPROTO_IPV6 && type == SocketOptions.IPV6_TCLASS) {
                trafficClass = value & 0xff;
            }
        }
    }

    /** As {@link #fetch}; where it fails behind datagrams of the same batch, there is nothing more for now. */
    private boolean fetchBehind(DatagramBatch batch) throws IOException {
        try {
            return fetch(batch.count() == 0);
        } catch (SystemCallException e) {
            fault.raise(e, batch);
            return false;
        }
    }

    /**
     * Fetches what is there, and may wait for it.
     *
     * @return false if there is nothing, also after some waiting
     */
    private boolean fetch(boolean waiting) throws IOException {
        if (fetched == headers.capacity() && fetched < mostMessages) {
            grow(2 * fetched);
        }
        for (int i = 0; i < fetched; i++) {
            headers.startReceiving(i);
        }
        fetched = 0;
        message = 0;
        at = 0;
        while (true) {
            int taken = fetchSome(waiting && waitsInCall);
            descriptor.requireOpen();
            if (taken >= 0) {
                fetched = taken;
                return taken > 0;
            }
            int error = Native.getLastError();
            if (error == Errno.EAGAIN) {
                return false;
            }
            if (error == Errno.ENOSYS && severalAtOnce) {
                severalAtOnce = false;
            } else if (error == Errno.EINVAL && waiting && waitsInCall) {
                // a system that does not know MSG_WAITFORONE; poll will do
                waitsInCall = false;
            } else if (error != Errno.EINTR && !isReportOfRouter(error)) {
                throw new SystemCallException("receive " + what, error);
            }
        }
    }

    private void grow(int messages) {
        try {
            MessageHeaders more = new MessageHeaders(messages);
            memory = NativeMemory.allocate(messages * MESSAGE_OCTETS);
            headers = more;
        } catch (OutOfMemoryError e) {
            // what there is will do
            mostMessages = headers.capacity();
            return;
        }
        fetched = 0;
        prepare();
    }

    private void prepare() {
        for (int i = 0; i < headers.capacity(); i++) {
            headers.payload(i, memory.address() + (long) i * MESSAGE_OCTETS, MESSAGE_OCTETS);
            headers.startReceiving(i);
        }
    }

    private int fetchSome(boolean waiting) {
        if (severalAtOnce) {
            int flags = waiting ? SocketOptions.MSG_WAITFORONE : SocketOptions.MSG_DONTWAIT;
            return Libc.recvmmsg(descriptor.number(), headers.address(0), headers.capacity(), flags, 0);
        }
        int flags = waiting ? 0 : SocketOptions.MSG_DONTWAIT;
        int octets = (int) Libc.recvmsg(descriptor.number(), headers.address(0), flags);
        if (octets >= 0) {
            headers.octets(0, octets);
        }
        return octets < 0 ? -1 : 1;
    }

    /** What ICMP said of something that was sent, which anybody can forge and which is told only once. */
    private static boolean isReportOfRouter(int error) {
        return switch (error) {
            case Errno.ECONNREFUSED,
                    Errno.EHOSTUNREACH,
                    Errno.ENETUNREACH,
                    Errno.EHOSTDOWN,
                    Errno.EMSGSIZE,
                    Errno.EPROTO,
                    Errno.ENOPROTOOPT,
                    Errno.EOPNOTSUPP -> true;
            default -> false;
        };
    }
}
