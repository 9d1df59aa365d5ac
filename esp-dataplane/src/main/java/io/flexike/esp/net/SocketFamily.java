package io.flexike.esp.net;

import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.SocketOptions;
import io.flexike.esp.linux.SystemCallException;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which versions of IP a socket of Linux carries. */
enum SocketFamily {
    IPV4,
    IPV6,
    /** IPv6, and IPv4 in its mapped form. */
    BOTH;

    private static final Logger LOG = LoggerFactory.getLogger(SocketFamily.class);

    /** The number of the address family. */
    int number() {
        return this == IPV4 ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
    }

    private boolean has(SocketFamily version) {
        return this == BOTH || this == version;
    }

    /** Whether packets to that address can leave the socket. */
    boolean reaches(InetAddress address) {
        return has(address instanceof Inet4Address ? IPV4 : IPV6);
    }

    /** Sets whether packets may be fragmented; the memory holds PMTUDISC_... */
    void discoverMtu(int socket, NativeMemory how) throws SystemCallException {
        if (has(IPV4)) {
            SocketOptions.set(socket, SocketOptions.IPPROTO_IP, SocketOptions.IP_MTU_DISCOVER, how);
        }
        if (has(IPV6)) {
            SocketOptions.set(socket, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_MTU_DISCOVER, how);
        }
    }

    /** Asks for the traffic class of each packet that comes; a system that does not tell it says 0. */
    void reportTrafficClass(int socket) {
        boolean told =
                !has(IPV4) || SocketOptions.attempt(socket, SocketOptions.IPPROTO_IP, SocketOptions.IP_RECVTOS, 1);
        told &= !has(IPV6)
                || SocketOptions.attempt(socket, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_RECVTCLASS, 1);
        if (!told) {
            LOG.debug("the system does not tell the traffic class of what comes");
        }
    }
}
