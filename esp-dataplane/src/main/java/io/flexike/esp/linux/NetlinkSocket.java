package io.flexike.esp.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Asks the kernel for devices, addresses and routes and changes them (rtnetlink). The socket belongs to the network
 * namespace in which it was opened, whichever thread uses it later. Thread-safe.
 */
public final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int TIMEOUT_SECONDS = 5;

    private static final int HEADER_OCTETS = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST_ACK = 1 | 4;
    private static final int NLM_F_REQUEST_DUMP = 1 | 0x300;
    /** As much as the kernel puts into one datagram of a dump. */
    private static final int BUFFER_OCTETS = 32768;

    /** With a request that makes something: it must not be there yet. */
    public static final int CREATE_NEW = 0x400 | 0x200;

    private final int descriptor;
    private final NativeMemory memory = NativeMemory.allocate(BUFFER_OCTETS);
    private int sequence;
    private boolean closed;

    private NetlinkSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens a socket in the network namespace of this thread. */
    public static NetlinkSocket open() throws IOException {
        int descriptor = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);
        if (descriptor < 0) {
            throw SystemCallException.last("socket(AF_NETLINK)");
        }
        NativeMemory timeout = NativeMemory.allocate(16);
        timeout.buffer().putLong(0, TIMEOUT_SECONDS);
        try {
            Libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout.address(), 16);
        } finally {
            Reference.reachabilityFence(timeout);
        }
        return new NetlinkSocket(descriptor);
    }

    /**
     * Sends a request and waits for its acknowledgement.
     *
     * @param what for the message of an exception
     * @param type RTM_...
     * @param flags in addition to request and acknowledge
     * @param body what follows the netlink header, from position 0 to the limit
     * @throws SystemCallException if the kernel refused
     */
    public synchronized void request(String what, int type, int flags, ByteBuffer body) throws IOException {
        if (closed) {
            throw new IOException(what + ": the device is closed");
        }
        awaitAcknowledgement(what, send(what, type, NLM_F_REQUEST_ACK | flags, body));
    }

    /**
     * Asks for all objects of a kind.
     *
     * @param what for the message of an exception
     * @param type RTM_GET...
     * @param body what follows the netlink header, from position 0 to the limit
     * @param each takes what follows the netlink header of each object, from position 0 to the limit; valid during the
     *     call only
     * @throws SystemCallException if the kernel refused
     */
    public synchronized void dump(String what, int type, ByteBuffer body, Consumer<ByteBuffer> each)
            throws IOException {
        if (closed) {
            throw new IOException(what + ": the socket is closed");
        }
        int number = send(what, type, NLM_F_REQUEST_DUMP, body);
        boolean done = false;
        while (!done) {
            done = readDump(what, receive(what), number, each);
        }
    }

    /** @return whether that was the end of it */
    private boolean readDump(String what, ByteBuffer datagram, int number, Consumer<ByteBuffer> each)
            throws IOException {
        while (datagram.remaining() >= HEADER_OCTETS) {
            int start = datagram.position();
            int length = datagram.getInt(start);
            if (length < HEADER_OCTETS || length > datagram.remaining()) {
                throw new IOException(what + ": a malformed answer");
            }
            int type = datagram.getShort(start + 4);
            if (datagram.getInt(start + 8) == number) {
                if (type == NLMSG_DONE) {
                    return true;
                }
                if (type == NLMSG_ERROR) {
                    throw new SystemCallException(what, -datagram.getInt(start + HEADER_OCTETS));
                }
                each.accept(datagram.slice(start + HEADER_OCTETS, length - HEADER_OCTETS)
                        .order(datagram.order()));
            }
            datagram.position(Math.min(start + ((length + 3) & ~3), datagram.limit()));
        }
        return false;
    }

    /** @return its number */
    private int send(String what, int type, int flags, ByteBuffer body) throws IOException {
        int length = HEADER_OCTETS + body.remaining();
        int number = ++sequence;
        ByteBuffer buffer = memory.buffer().clear();
        buffer.putInt(length).putShort((short) type).putShort((short) flags);
        buffer.putInt(number).putInt(0).put(body);
        if (Libc.sendto(descriptor, memory.address(), length, 0, 0, 0) != length) {
            throw SystemCallException.last(what);
        }
        return number;
    }

    private void awaitAcknowledgement(String what, int number) throws IOException {
        while (true) {
            ByteBuffer buffer = receive(what);
            // a late answer to a request that timed out has another number
            if (buffer.remaining() >= HEADER_OCTETS + 4
                    && buffer.getShort(4) == NLMSG_ERROR
                    && buffer.getInt(8) == number) {
                int error = -buffer.getInt(HEADER_OCTETS);
                if (error != 0) {
                    throw new SystemCallException(what, error);
                }
                return;
            }
        }
    }

    private ByteBuffer receive(String what) throws IOException {
        while (true) {
            long received = Libc.recvfrom(descriptor, memory.address(), BUFFER_OCTETS, 0, 0, 0);
            if (received >= 0) {
                return memory.buffer().clear().limit((int) received);
            }
            int error = Native.getLastError();
            if (error != Errno.EINTR) {
                throw new SystemCallException(what, error);
            }
        }
    }

    /** A buffer for a request's body, in the byte order that the kernel wants. */
    public static ByteBuffer body() {
        return ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
    }

    /** Appends an attribute (type, length, value, padded to four octets). */
    public static void putAttribute(ByteBuffer body, int type, byte[] value) {
        body.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (body.position() % 4 != 0) {
            body.put((byte) 0);
        }
    }

    /** Appends an attribute that is a 32-bit number. */
    public static void putAttribute(ByteBuffer body, int type, int value) {
        body.putShort((short) 8).putShort((short) type).putInt(value);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(descriptor);
        }
    }
}
