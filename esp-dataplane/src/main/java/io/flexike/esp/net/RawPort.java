package io.flexike.esp.net;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A raw socket of Linux for one IP protocol, IPv4 or IPv6, at an address of ours. Needs the capability CAP_NET_RAW. */
abstract class RawPort implements DatagramPort {
    private static final Logger LOG = LoggerFactory.getLogger(RawPort.class);
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    static final int IPPROTO_IP = 0;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int PMTUDISC_DONT = 0;
    private static final int SOCKET_BUFFER_OCTETS = 4 << 20;
    private static final int BATCH = 8;
    private static final int BUFFER_OCTETS = 65536;
    /** How long a sender waits for room in the socket: this often, this long each time. */
    private static final int SEND_ATTEMPTS = 50;

    private static final long SEND_PAUSE_NANOS = 50_000;

    private final PolledDescriptor descriptor;
    private final String protocol;
    private final InetAddress local;
    private final boolean ipv4;
    private final SocketAddresses addresses;
    private final NativeMemory receiveMemory = NativeMemory.allocate(BUFFER_OCTETS);
    private final NativeMemory receiveAddress = NativeMemory.allocate(SocketAddresses.IPV6_OCTETS);
    private final NativeMemory receiveAddressLength = NativeMemory.allocate(Integer.BYTES);
    private final NativeMemory sendMemory = NativeMemory.allocate(BUFFER_OCTETS);
    private final NativeMemory sendAddress = NativeMemory.allocate(SocketAddresses.IPV6_OCTETS);
    // guarded by the descriptor's write lock
    private @Nullable InetSocketAddress lastDestination;

    /**
     * Opens a raw socket in the network namespace of this thread.
     *
     * @param protocol its name, for messages
     * @throws RawSocketUnavailableException if this process may not or this system cannot open one
     */
    RawPort(String protocol, int number, InetAddress local) throws IOException {
        this.protocol = protocol;
        this.local = local;
        this.ipv4 = local instanceof Inet4Address;
        try {
            this.addresses = new SocketAddresses(ipv4);
            this.descriptor = open(number);
        } catch (LinkageError e) {
            throw new RawSocketUnavailableException("no raw socket: native access to Linux is not possible here", e);
        }
        try {
            configure();
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
    }

    private PolledDescriptor open(int number) throws IOException {
        int family = ipv4 ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
        int socket = Libc.socket(family, SOCK_RAW_NONBLOCK_CLOEXEC, number);
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
        setOption(socket, SOL_SOCKET, SO_SNDBUF, SOCKET_BUFFER_OCTETS);
        setOption(socket, SOL_SOCKET, SO_RCVBUF, SOCKET_BUFFER_OCTETS);
        // no DF: what is longer than the path is fragmented
        if (ipv4) {
            setOption(socket, IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DONT);
        } else {
            setOption(socket, IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DONT);
        }
        addresses.write(sendAddress, local);
        if (Libc.bind(socket, sendAddress.address(), addresses.octets()) < 0) {
            throw new SystemCallException("bind to " + local.getHostAddress(), Native.getLastError());
        }
    }

    final void setOption(int level, int option, int value) throws IOException {
        setOption(descriptor.number(), level, option, value);
    }

    private static void setOption(int socket, int level, int option, int value) throws IOException {
        NativeMemory memory = NativeMemory.allocate(Integer.BYTES);
        memory.buffer().putInt(0, value);
        if (Libc.setsockopt(socket, level, option, memory.address(), Integer.BYTES) < 0) {
            throw new SystemCallException("setsockopt " + level + "/" + option, Native.getLastError());
        }
    }

    final InetAddress local() {
        return local;
    }

    final boolean isIpv4() {
        return ipv4;
    }

    /**
     * Puts what was received into a buffer.
     *
     * @param received the octets that the system gave: of IPv4 with the IP header (raw(7)), of IPv6 without (ipv6(7))
     * @return how many octets it put there, or -1 if there is nothing
     */
    abstract int take(ByteBuffer received, int octets, InetAddress remote, byte[] buffer);

    /** How many octets at the beginning of what is to be sent the system makes itself. */
    abstract int madeBySystem();

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
        batch.clear();
        descriptor.beginRead();
        try {
            while (!batch.isFull()) {
                receiveAddressLength.buffer().putInt(0, SocketAddresses.IPV6_OCTETS);
                long octets = Libc.recvfrom(
                        descriptor.number(),
                        receiveMemory.address(),
                        BUFFER_OCTETS,
                        0,
                        receiveAddress.address(),
                        receiveAddressLength.address());
                if (octets >= 0) {
                    append(batch, (int) octets);
                    continue;
                }
                int error = Native.getLastError();
                if (error == Errno.EAGAIN) {
                    if (batch.count() > 0) {
                        return;
                    }
                    descriptor.awaitReadable();
                } else if (error != Errno.EINTR) {
                    throw new SystemCallException("receive " + protocol, error);
                }
            }
        } finally {
            descriptor.endRead();
        }
    }

    private void append(DatagramBatch batch, int octets) {
        InetSocketAddress remote = addresses.read(receiveAddress);
        byte[] buffer = batch.freeBuffer();
        int taken = take(receiveMemory.buffer(), octets, remote.getAddress(), buffer);
        if (taken >= 0) {
            batch.add(buffer, 0, taken, remote);
        }
    }

    @Override
    public int send(DatagramBatch batch) throws IOException {
        int sent = 0;
        descriptor.beginWrite();
        try {
            for (int i = 0; i < batch.count(); i++) {
                sent += send(batch, i) ? 1 : 0;
            }
        } finally {
            descriptor.endWrite();
        }
        return sent;
    }

    private boolean send(DatagramBatch batch, int index) {
        InetSocketAddress remote = batch.remote(index);
        int octets = batch.octets(index) - madeBySystem();
        if (octets > BUFFER_OCTETS || remote.getAddress() instanceof Inet4Address != ipv4) {
            return false;
        }
        if (!remote.equals(lastDestination)) {
            addresses.write(sendAddress, remote.getAddress());
            lastDestination = remote;
        }
        sendMemory.buffer().put(0, batch.buffer(index), batch.offset(index) + madeBySystem(), octets);
        for (int attempt = 0; attempt < SEND_ATTEMPTS; attempt++) {
            long sent = Libc.sendto(
                    descriptor.number(), sendMemory.address(), octets, 0, sendAddress.address(), addresses.octets());
            if (sent == octets) {
                return true;
            }
            int error = Native.getLastError();
            if (error != Errno.EAGAIN && error != Errno.EINTR) {
                LOG.debug("{} octets to {} were not sent: errno {}", octets, remote, error);
                return false;
            }
            LockSupport.parkNanos(SEND_PAUSE_NANOS);
        }
        return false;
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "Raw " + protocol + "[" + local.getHostAddress() + "]";
    }
}
