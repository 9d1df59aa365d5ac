package io.flexike.esp.net;

import io.flexike.esp.packet.Packets;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The forms of a UDP port, those included that a kernel without offloads would get. */
enum UdpForm {
    CHANNEL(false, false, false),
    ONE_BY_ONE(false, false, false),
    MESSAGES(false, false, true),
    OFFLOADS_ONE_BY_ONE(true, true, false),
    SEGMENTATION(true, false, true),
    COALESCING(false, true, true),
    ALL(true, true, true);

    private final boolean segmentation;
    private final boolean coalescing;
    private final boolean severalMessages;

    UdpForm(boolean segmentation, boolean coalescing, boolean severalMessages) {
        this.segmentation = segmentation;
        this.coalescing = coalescing;
        this.severalMessages = severalMessages;
    }

    /** Whether it is that of Linux, which tests use only there. */
    boolean isLinux() {
        return this != CHANNEL;
    }

    UdpPort bind(String address) throws IOException {
        return bind(address, 0);
    }

    UdpPort bind(String address, int port) throws IOException {
        InetSocketAddress local = new InetSocketAddress(Packets.address(address), port);
        return isLinux()
                ? LinuxUdpPort.bind(local, false, new Offloads(segmentation, coalescing, severalMessages))
                : UdpPort.bind(local, UdpOffload.OFF);
    }
}
