package io.flexike.esp.net;

/** How a UDP port reaches the system. */
public enum UdpOffload {
    /**
     * On Linux with native access many datagrams in one system call, as far as the kernel has UDP_SEGMENT, UDP_GRO,
     * sendmmsg and recvmmsg; elsewhere as {@link #OFF}.
     */
    AUTO,
    /** One datagram in each system call, without native access. */
    OFF
}
