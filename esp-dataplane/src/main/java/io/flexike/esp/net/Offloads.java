package io.flexike.esp.net;

/**
 * What to try of what Linux can do for several datagrams at once; what the kernel refuses is left out all the same.
 *
 * @param segmentation UDP_SEGMENT
 * @param coalescing UDP_GRO
 * @param severalMessages sendmmsg and recvmmsg
 */
record Offloads(boolean segmentation, boolean coalescing, boolean severalMessages) {
    static final Offloads ALL = new Offloads(true, true, true);
    /** For sockets without UDP. */
    static final Offloads MESSAGES = new Offloads(false, false, true);
}
