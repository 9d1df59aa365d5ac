package io.flexike.esp.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/** Hears from the kernel that devices or addresses have changed (rtnetlink multicast). One thread waits. */
public final class NetlinkNews implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC_NONBLOCK = 3 | 0x80000 | 0x800;
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final int RTMGRP_IPV6_IFADDR = 0x100;
    private static final int ADDRESS_OCTETS = 12;
    private static final int BUFFER_OCTETS = 8192;

    private final PolledDescriptor descriptor;
    private final NativeMemory memory = NativeMemory.allocate(BUFFER_OCTETS);

    private NetlinkNews(PolledDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Begins to listen in the network namespace of this thread. */
    public static NetlinkNews ofAddresses() throws IOException {
        int socket = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC_NONBLOCK, NETLINK_ROUTE);
        if (socket < 0) {
            throw SystemCallException.last("socket(AF_NETLINK)");
        }
        PolledDescriptor descriptor = PolledDescriptor.of(socket);
        // sockaddr_nl: family, padding, port number, groups
        NativeMemory address = NativeMemory.allocate(ADDRESS_OCTETS);
        address.buffer().order(ByteOrder.nativeOrder()).putShort(0, (short) AF_NETLINK);
        address.buffer().putInt(8, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
        try {
            if (Libc.bind(socket, address.address(), ADDRESS_OCTETS) < 0) {
                SystemCallException fault = SystemCallException.last("bind(AF_NETLINK)");
                descriptor.close();
                throw fault;
            }
        } finally {
            Reference.reachabilityFence(address);
        }
        return new NetlinkNews(descriptor);
    }

    /**
     * Waits for news and forgets all that there is, as what has changed is to be asked for.
     *
     * @throws java.nio.channels.ClosedChannelException once closed
     */
    public void await() throws IOException {
        descriptor.beginRead();
        try {
            descriptor.awaitReadable();
            while (true) {
                long octets = Libc.recvfrom(descriptor.number(), memory.address(), BUFFER_OCTETS, 0, 0, 0);
                int error = octets < 0 ? Native.getLastError() : 0;
                if (error == Errno.EAGAIN) {
                    return;
                }
                // with ENOBUFS some were lost, which is news as well
                if (error != 0 && error != Errno.EINTR && error != Errno.ENOBUFS) {
                    throw new SystemCallException("receive netlink news", error);
                }
            }
        } finally {
            descriptor.endRead();
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
