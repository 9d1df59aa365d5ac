package io.flexike.esp.tun.offload;

/** Extension headers of IPv6 (RFC 8200 4). */
final class ExtensionHeaders {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int DESTINATION_OPTIONS = 60;

    private ExtensionHeaders() {}

    /** Whether each segment of a superframe may have such a header: neither fragments nor protected packets have. */
    static boolean canPrecedeSegments(int protocol) {
        return protocol == HOP_BY_HOP || protocol == ROUTING || protocol == DESTINATION_OPTIONS;
    }

    static int octets(byte lengthField) {
        return ((lengthField & 0xff) + 1) * 8;
    }
}
