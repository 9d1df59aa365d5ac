package io.flexike.esp.net;

import com.sun.jna.Native;
import com.sun.jna.Platform;
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
import java.nio.ByteBuffer;

/**
 * A UDP port over a socket of Linux, with UDP_SEGMENT, UDP_GRO, sendmmsg and recvmmsg as far as the kernel has them.
 */
final class LinuxUdpPort extends SocketPort implements UdpPort {
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    /** Our own choice: what coalescing brings, twice over. */
    private static final int BATCH = 128;

    private final InetSocketAddress localAddress;

    private LinuxUdpPort(
            PolledDescriptor descriptor,
            SocketFamily family,
            Offloads offloads,
            PathMtus pathMtus,
            InetSocketAddress localAddress)
            throws IOException {
        super(descriptor, PathMtuProbe.at(localAddress.getAddress()), family, offloads, pathMtus, 0, "UDP");
        this.localAddress = localAddress;
    }

    /**
     * Whether the numbers and layouts that this form needs are those of this system.
     *
     * @throws LinkageError if there is no native access
     */
    static boolean suits() {
        return Platform.isLinux() && Platform.is64Bit() && (Platform.isIntel() || Platform.isARM());
    }

    /**
     * Binds a port in the network namespace of this thread.
     *
     * @param pathMtus which ports at one address have in common
     * @throws LinkageError if there is no native access
     */
    static LinuxUdpPort bind(InetSocketAddress local, boolean shared, Offloads offloads, PathMtus pathMtus)
            throws IOException {
        InetAddress address = local.getAddress();
        SocketFamily family = address instanceof Inet4Address
                ? SocketFamily.IPV4
                : address.isAnyLocalAddress() ? SocketFamily.BOTH : SocketFamily.IPV6;
        int socket = Libc.socket(family.number(), SOCK_DGRAM_CLOEXEC, 0);
        if (socket < 0) {
            throw new SystemCallException("socket(SOCK_DGRAM)", Native.getLastError());
        }
        PolledDescriptor descriptor = PolledDescriptor.of(socket);
        InetSocketAddress bound;
        try {
            configure(socket, family, shared);
            bound = bind(socket, new SocketAddresses(family == SocketFamily.IPV4), local);
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
        return new LinuxUdpPort(descriptor, family, probed(socket, offloads), pathMtus, bound);
    }

    /** The same with path MTUs of its own. */
    static LinuxUdpPort bind(InetSocketAddress local, boolean shared, Offloads offloads) throws IOException {
        return bind(local, shared, offloads, new PathMtus(System::nanoTime));
    }

    private static void configure(int socket, SocketFamily family, boolean shared) throws IOException {
        SocketOptions.setBuffers(socket, SOCKET_BUFFER_OCTETS);
        SocketOptions.limitReceiving(socket, MOST_SECONDS_IN_RECVMMSG);
        if (shared) {
            SocketOptions.set(socket, SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEPORT, 1);
        }
        if (family == SocketFamily.BOTH) {
            SocketOptions.set(socket, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, 0);
        }
        family.reportTrafficClass(socket);
    }

    private static InetSocketAddress bind(int socket, SocketAddresses addresses, InetSocketAddress local)
            throws IOException {
        NativeMemory name = NativeMemory.allocate(SocketAddresses.IPV6_OCTETS);
        addresses.write(name.buffer(), 0, local);
        if (Libc.bind(socket, name.address(), addresses.octets()) < 0) {
            throw new SystemCallException("bind to " + local, Native.getLastError());
        }
        NativeMemory length = NativeMemory.allocate(Integer.BYTES);
        length.buffer().putInt(0, SocketAddresses.IPV6_OCTETS);
        try {
            if (Libc.getsockname(socket, name.address(), length.address()) < 0) {
                throw new SystemCallException("getsockname", Native.getLastError());
            }
        } finally {
            Reference.reachabilityFence(length);
        }
        return new InetSocketAddress(
                local.getAddress(), addresses.read(name.buffer(), 0).getPort());
    }

    private static Offloads probed(int socket, Offloads wanted) {
        int udp = SocketOptions.IPPROTO_UDP;
        // a kernel without it would send a run as one long datagram
        boolean segmentation = wanted.segmentation() && SocketOptions.get(socket, udp, SocketOptions.UDP_SEGMENT) >= 0;
        boolean coalescing = wanted.coalescing() && SocketOptions.attempt(socket, udp, SocketOptions.UDP_GRO, 1);
        return new Offloads(segmentation, coalescing, wanted.severalMessages());
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    boolean place(
            ByteBuffer received, int at, int octets, InetSocketAddress remote, int trafficClass, DatagramBatch batch) {
        return CoalescedReceiver.placeWhole(received, at, octets, remote, trafficClass, batch);
    }

    @Override
    public String toString() {
        return "UdpPort[" + localAddress + "]";
    }
}
