package io.flexike.esp.tun.offload;

/** Where things stand in a TCP header (RFC 9293 3.1). */
final class TcpHeader {
    static final int PROTOCOL = 6;
    static final int MIN_OCTETS = 20;

    static final int SEQUENCE = 4;
    static final int ACKNOWLEDGMENT = 8;
    static final int DATA_OFFSET = 12;
    static final int FLAGS = 13;
    static final int WINDOW = 14;
    static final int CHECKSUM = 16;
    static final int URGENT = 18;

    static final int FIN = 0x01;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int CWR = 0x80;

    private TcpHeader() {}

    /** Length of the header. */
    static int octets(byte dataOffset) {
        return (dataOffset & 0xf0) >>> 2;
    }
}
