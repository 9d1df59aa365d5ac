package io.flexike.esp.net;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SocketOptions;
import io.flexike.esp.linux.SystemCallException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A raw socket of Linux for one IP protocol, IPv4 or IPv6, at an address of ours. Needs the capability CAP_NET_RAW. */
abstract class RawPort implements DatagramPort {
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int SOCKET_BUFFER_OCTETS = 4 << 20;
    private static final int BATCH = 64;

    private final String protocol;
    private final InetAddress local;
    private final SocketFamily family;
    private final PolledDescriptor descriptor;
    private final PathMtuProbe probe;
    private final PathMtus pathMtus = new PathMtus(System::nanoTime);
    private final SegmentedSender sender;
    private final CoalescedReceiver receiver;

    /**
     * Opens a raw socket in the network namespace of this thread.
     *
     * @param protocol its name, for messages
     * @param madeBySystem how many octets at the beginning of what is to be sent the system makes itself
     * @throws RawSocketUnavailableException if this process may not or this system cannot open one
     */
    RawPort(String protocol, int number, InetAddress local, int madeBySystem) throws IOException {
        this.protocol = protocol;
        this.local = local;
        this.family = local instanceof Inet4Address ? SocketFamily.IPV4 : SocketFamily.IPV6;
        try {
            this.descriptor = open(number);
        } catch (LinkageError e) {
            throw new RawSocketUnavailableException("no raw socket: native access to Linux is not possible here", e);
        }
        probe = PathMtuProbe.at(local);
        try {
            configure();
            sender = new SegmentedSender(descriptor, family, Offloads.MESSAGES, pathMtus, probe, madeBySystem);
            receiver = new CoalescedReceiver(descriptor, family, true, this::place, protocol);
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            probe.close();
            throw e;
        }
    }

    private PolledDescriptor open(int number) throws IOException {
        int socket = Libc.socket(family.number(), SOCK_RAW_NONBLOCK_CLOEXEC, number);
        if (socket < 0) {
            SystemCallException fault =
                    new SystemCallException("socket(SOCK_RAW, " + protocol + ")", Native.getLastError());
            if (fault.error() == Errno.EPERM || fault.error() == Errno.EACCES) {
                throw new RawSocketUnavailableException(
                        "no raw socket for " + protocol + ": it needs the capability CAP_NET_RAW, which root has; "
                                + fault.getMessage(),
                        fault);
            }
            throw fault;
        }
        return PolledDescriptor.of(socket);
    }

    private void configure() throws IOException {
        int socket = descriptor.number();
        SocketOptions.setBuffers(socket, SOCKET_BUFFER_OCTETS);
        family.reportTrafficClass(socket);
        NativeMemory name = NativeMemory.allocate(SocketAddresses.IPV6_OCTETS);
        SocketAddresses addresses = new SocketAddresses(isIpv4());
        addresses.write(name.buffer(), 0, new InetSocketAddress(local, 0));
        if (Libc.bind(socket, name.address(), addresses.octets()) < 0) {
            throw new SystemCallException("bind to " + local.getHostAddress(), Native.getLastError());
        }
    }

    final void setOption(int level, int option, int value) throws IOException {
        SocketOptions.set(descriptor.number(), level, option, value);
    }

    final InetAddress local() {
        return local;
    }

    final boolean isIpv4() {
        return family == SocketFamily.IPV4;
    }

    /**
     * Puts what was received into a batch, or drops it.
     *
     * @param received the octets that the system gave begin at {@code at}: of IPv4 with the IP header (raw(7)), of IPv6
     *     without (ipv6(7))
     * @return false if there was no room
     */
    abstract boolean place(
            ByteBuffer received, int at, int octets, InetSocketAddress remote, int trafficClass, DatagramBatch batch);

    @Override
    public InetSocketAddress localAddress() {
        return new InetSocketAddress(local, 0);
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public void receive(DatagramBatch batch) throws IOException {
        receiver.receive(batch);
    }

    @Override
    public int send(DatagramBatch batch) throws IOException {
        return sender.send(batch);
    }

    @Override
    public int pathMtu(InetSocketAddress remote) {
        return pathMtus.of(remote.getAddress());
    }

    @Override
    public long overflows() {
        return descriptor.drops();
    }

    @Override
    public void close() {
        if (descriptor.close()) {
            probe.close();
        }
    }

    @Override
    public String toString() {
        return "Raw " + protocol + "[" + local.getHostAddress() + "]";
    }
}
