package io.flexike.esp.linux;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** Two sockets of UDP on loopback, connected to each other and non-blocking: what any descriptor of packets is like. */
public final class DatagramPair implements AutoCloseable {
    private static final short AF_INET = 2;
    private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;
    private static final int ADDRESS_OCTETS = 16;

    private final int left;
    private final int right;
    private boolean leftClosed;
    private boolean rightTaken;

    public DatagramPair() {
        left = bound();
        right = bound();
        connect(left, right);
        connect(right, left);
    }

    public static boolean isPossible() {
        return Platform.isLinux() && Platform.is64Bit();
    }

    /** Whether descriptors of packets can be read through a ring here. */
    public static boolean hasRings() {
        if (!isPossible()) {
            return false;
        }
        try (IoRing ring = new IoRing(1, 1)) {
            return !ring.isBroken();
        } catch (SystemCallException e) {
            return false;
        }
    }

    private static int bound() {
        int socket = Libc.socket(AF_INET, SOCK_DGRAM_NONBLOCK, 0);
        NativeMemory address = NativeMemory.allocate(ADDRESS_OCTETS);
        address.buffer().putShort(0, AF_INET).put(4, new byte[] {127, 0, 0, 1});
        check(Libc.bind(socket, address.address(), ADDRESS_OCTETS));
        return socket;
    }

    private static void connect(int socket, int other) {
        NativeMemory address = NativeMemory.allocate(ADDRESS_OCTETS);
        NativeMemory length = NativeMemory.allocate(Integer.BYTES);
        length.buffer().putInt(0, ADDRESS_OCTETS);
        check(Libc.getsockname(other, address.address(), length.address()));
        check(Libc.connect(socket, address.address(), ADDRESS_OCTETS));
    }

    private static void check(int result) {
        if (result < 0) {
            throw new AssertionError("errno " + Native.getLastError());
        }
    }

    public int left() {
        return left;
    }

    public int right() {
        return right;
    }

    public static void send(int socket, byte... octets) {
        NativeMemory memory = NativeMemory.allocate(octets.length);
        memory.buffer().put(0, octets);
        check((int) Libc.write(socket, memory.address(), octets.length));
    }

    /** Returns the octets of the next datagram, or the negative of an error. */
    public static int receive(int socket, byte[] into) {
        NativeMemory memory = NativeMemory.allocate(into.length);
        long octets = Libc.read(socket, memory.address(), into.length);
        memory.buffer().get(0, into);
        return octets < 0 ? -Native.getLastError() : (int) octets;
    }

    /** The right one hears on its next read that nobody is there, once it has sent something. */
    public void closeLeft() {
        if (!leftClosed) {
            leftClosed = true;
            Libc.close(left);
        }
    }

    /** Gives the right one away to whoever closes it. */
    public int takeRight() {
        rightTaken = true;
        return right;
    }

    @Override
    public void close() {
        closeLeft();
        if (!rightTaken) {
            Libc.close(right);
        }
    }
}
