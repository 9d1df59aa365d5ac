package io.flexike.esp.tun.offload;

/** Where things stand in a UDP header (RFC 768). */
final class UdpHeader {
    static final int PROTOCOL = 17;
    static final int OCTETS = 8;

    static final int LENGTH = 4;
    static final int CHECKSUM = 6;

    private UdpHeader() {}

    /** RFC 768: 0 would say that there is no checksum, so its other form is sent. */
    static int sent(int checksum) {
        return checksum == 0 ? 0xffff : checksum;
    }
}
