package io.flexike.esp.net;

import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.SocketOptions;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Asks the kernel what it knows of the MTU of a path: that of the device, or less if routers have told so. It answers
 * for connected sockets only, so this connects one that never sends. For one thread at a time.
 */
final class PathMtuProbe implements AutoCloseable {
    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int AF_UNSPEC = 0;
    /** Connecting needs one, which says nothing. */
    private static final int ANY_PORT = 9;

    private static final int NONE = -1;

    private final int socket;
    private final int errors;
    private final SocketAddresses addresses;
    private final NativeMemory address = NativeMemory.allocate(SocketAddresses.IPV6_OCTETS);

    private PathMtuProbe(int socket, int errors, SocketAddresses addresses) {
        this.socket = socket;
        this.errors = errors;
        this.addresses = addresses;
    }

    /** A probe in the network namespace of this thread; one that knows nothing if the system refuses a socket. */
    static PathMtuProbe at(InetAddress local) {
        return at(local, NONE);
    }

    /**
     * The same for a raw socket. About what those of IPv6 send, the kernel heeds routers only if a raw socket of that
     * protocol wants errors, and each of them makes sending fail there; so one wants them that never sends.
     */
    static PathMtuProbe besideRaw(int protocol, InetAddress local) {
        if (local instanceof Inet4Address) {
            return at(local);
        }
        int errors = Libc.socket(SocketAddresses.AF_INET6, SOCK_RAW_NONBLOCK_CLOEXEC, protocol);
        PathMtuProbe probe = at(local, errors);
        if (errors >= 0) {
            // nobody reads it, so it is to hold as little as can be
            boolean unused = SocketOptions.attempt(errors, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, 0);
            probe.bind(errors, local);
            unused = SocketOptions.attempt(errors, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_RECVERR, 1);
        }
        return probe;
    }

    private static PathMtuProbe at(InetAddress local, int errors) {
        boolean ipv4 = local instanceof Inet4Address;
        int family = ipv4 ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
        int socket = Libc.socket(family, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
        PathMtuProbe probe = new PathMtuProbe(socket, errors, new SocketAddresses(ipv4));
        if (socket >= 0) {
            if (!ipv4) {
                // whatever is usual here, as the port has it
                int only = local.isAnyLocalAddress() ? 0 : 1;
                boolean unused =
                        SocketOptions.attempt(socket, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, only);
            }
            boolean unused =
                    SocketOptions.attempt(socket, SocketOptions.IPPROTO_IP, SocketOptions.IP_BIND_ADDRESS_NO_PORT, 1);
            probe.bind(socket, local);
        }
        return probe;
    }

    // routes may depend on the source; without it the answer is that of the route that is usual
    private void bind(int descriptor, InetAddress local) {
        addresses.write(address.buffer(), 0, new InetSocketAddress(local, 0));
        int unused = Libc.bind(descriptor, address.address(), addresses.octets());
    }

    /** The path MTU in octets of whole packets, or 0 if the kernel does not tell. */
    int ask(InetAddress remote) {
        if (socket < 0 || !addresses.canHold(remote)) {
            return 0;
        }
        addresses.write(address.buffer(), 0, new InetSocketAddress(remote, ANY_PORT));
        if (Libc.connect(socket, address.address(), addresses.octets()) < 0) {
            return 0;
        }
        boolean ipv4 = remote instanceof Inet4Address;
        int level = ipv4 ? SocketOptions.IPPROTO_IP : SocketOptions.IPPROTO_IPV6;
        int octets = SocketOptions.get(socket, level, ipv4 ? SocketOptions.IP_MTU : SocketOptions.IPV6_MTU);
        // away from the peer again, and from the source that connecting has chosen
        address.buffer().putShort(0, (short) AF_UNSPEC);
        int unused = Libc.connect(socket, address.address(), addresses.octets());
        return Math.max(0, octets);
    }

    @Override
    public void close() {
        if (socket >= 0) {
            Libc.close(socket);
        }
        if (errors >= 0) {
            Libc.close(errors);
        }
    }
}
