package io.flexike.esp.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The forms of a UDP port, those included that a kernel without offloads would get. */
enum UdpForm {
    CHANNEL(new Offloads(false, false, false)),
    ONE_BY_ONE(new Offloads(false, false, false)),
    MESSAGES(Offloads.MESSAGES),
    OFFLOADS_ONE_BY_ONE(new Offloads(true, true, false)),
    SEGMENTATION(new Offloads(true, false, true)),
    COALESCING(new Offloads(false, true, true)),
    ALL(Offloads.ALL);

    private final Offloads offloads;

    UdpForm(Offloads offloads) {
        this.offloads = offloads;
    }

    /** Whether it is that of Linux, which tests use only there. */
    boolean isLinux() {
        return this != CHANNEL;
    }

    UdpPort bind(String address) throws IOException {
        return bind(address, 0);
    }

    UdpPort bind(String address, int port) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.getByName(address), port);
        return isLinux() ? LinuxUdpPort.bind(local, false, offloads) : UdpPort.bind(local, UdpOffload.OFF);
    }
}
