package io.flexike.esp.net;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SocketOptions;
import io.flexike.esp.linux.SystemCallException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A raw socket of Linux for one IP protocol, IPv4 or IPv6, at an address of ours. Needs the capability CAP_NET_RAW. */
abstract class RawPort extends SocketPort {
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int BATCH = 64;

    private final String protocol;
    private final InetAddress local;

    /**
     * Opens a raw socket in the network namespace of this thread. What it receives begins with the IP header if it is
     * of IPv4 (raw(7)), behind it if it is of IPv6 (ipv6(7)).
     *
     * @param protocol its name, for messages
     * @param madeBySystem how many octets at the beginning of what is to be sent the system makes itself
     * @throws RawSocketUnavailableException if this process may not or this system cannot open one
     */
    RawPort(String protocol, int number, InetAddress local, int madeBySystem) throws IOException {
        super(
                open(protocol, number, local),
                PathMtuProbe.besideRaw(number, local),
                family(local),
                Offloads.MESSAGES,
                new PathMtus(System::nanoTime),
                madeBySystem,
                protocol);
        this.protocol = protocol;
        this.local = local;
    }

    private static SocketFamily family(InetAddress local) {
        return local instanceof Inet4Address ? SocketFamily.IPV4 : SocketFamily.IPV6;
    }

    private static PolledDescriptor open(String protocol, int number, InetAddress local) throws IOException {
        PolledDescriptor descriptor;
        try {
            descriptor = PolledDescriptor.of(socket(protocol, number, local));
        } catch (LinkageError e) {
            throw new RawSocketUnavailableException("no raw socket: native access to Linux is not possible here", e);
        }
        try {
            configure(descriptor.number(), local);
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
        return descriptor;
    }

    private static int socket(String protocol, int number, InetAddress local) throws IOException {
        int socket = Libc.socket(family(local).number(), SOCK_RAW_CLOEXEC, number);
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
        return socket;
    }

    private static void configure(int socket, InetAddress local) throws IOException {
        SocketOptions.setBuffers(socket, SOCKET_BUFFER_OCTETS);
        SocketOptions.limitReceiving(socket, MOST_SECONDS_IN_RECVMMSG);
        family(local).reportTrafficClass(socket);
        NativeMemory name = NativeMemory.allocate(SocketAddresses.IPV6_OCTETS);
        SocketAddresses addresses = new SocketAddresses(local instanceof Inet4Address);
        addresses.write(name.buffer(), 0, new InetSocketAddress(local, 0));
        try {
            if (Libc.bind(socket, name.address(), addresses.octets()) < 0) {
                throw new SystemCallException("bind to " + local.getHostAddress(), Native.getLastError());
            }
        } finally {
            Reference.reachabilityFence(name);
        }
    }

    final void setOption(int level, int option, int value) throws IOException {
        SocketOptions.set(descriptor().number(), level, option, value);
    }

    final InetAddress local() {
        return local;
    }

    final boolean isIpv4() {
        return local instanceof Inet4Address;
    }

    @Override
    public InetSocketAddress localAddress() {
        return new InetSocketAddress(local, 0);
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public String toString() {
        return "Raw " + protocol + "[" + local.getHostAddress() + "]";
    }
}
