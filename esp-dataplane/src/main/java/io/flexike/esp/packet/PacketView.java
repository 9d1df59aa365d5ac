package io.flexike.esp.packet;

/**
 * What policy needs to know of one IP packet: a reusable view, parsed without allocation, confined to one thread.
 *
 * <p>Addresses are two longs; an IPv4 address stands in the lower 32 bits of {@link #sourceLow()}.
 */
public final class PacketView {
    /** The packet has no ports, or they are not in this fragment. */
    public static final int NO_PORT = -1;
    /** The protocol has one value for both directions (ICMP type and code), and it stands at the source. */
    public static final int SEE_SOURCE = -2;

    private static final int HOP_BY_HOP = 0;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int DCCP = 33;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION_HEADER = 51;
    private static final int ICMP6 = 58;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int SCTP = 132;
    private static final int MOBILITY = 135;
    private static final int UDP_LITE = 136;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    /** Our own choice: packets with more extension headers are not worth walking through. */
    private static final int MAX_EXTENSION_HEADERS = 16;

    private int version;
    private int offset;
    private int totalOctets;
    private int headerOctets;
    private int firstProtocol;
    private int protocol;
    private boolean fragment;
    private boolean laterFragment;
    private boolean routed;
    private boolean incomplete;
    private int fragmentOffset;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int sourcePort;
    private int destinationPort;

    /**
     * Reads the packet at {@code offset}.
     *
     * @param octets what is there; the packet may be shorter than that (RFC 4303 2.7), never longer
     * @return false if it is not a well-formed IP packet; the view's content is undefined then
     */
    public boolean parse(byte[] buffer, int offset, int octets) {
        return parse(buffer, offset, octets, false);
    }

    /**
     * Reads the beginning of a packet, for example what an ICMP error quotes; all that is there counts as the packet,
     * whatever its length field says. Then source and destination change places.
     *
     * @return false if it is not the beginning of an IP packet, up to its addresses and IPv4 options; the view's
     *     content is undefined then
     */
    boolean parseBeginningReversed(byte[] buffer, int offset, int octets) {
        if (!parse(buffer, offset, octets, true)) {
            return false;
        }
        long high = sourceHigh;
        long low = sourceLow;
        int port = sourcePort;
        sourceHigh = destinationHigh;
        sourceLow = destinationLow;
        sourcePort = destinationPort;
        destinationHigh = high;
        destinationLow = low;
        destinationPort = port;
        return true;
    }

    private boolean parse(byte[] buffer, int offset, int octets, boolean onlyBeginning) {
        this.offset = offset;
        sourcePort = NO_PORT;
        destinationPort = NO_PORT;
        fragment = false;
        laterFragment = false;
        routed = false;
        incomplete = false;
        fragmentOffset = 0;
        if (octets < 1) {
            return false;
        }
        version = (buffer[offset] & 0xff) >>> 4;
        if (version == 4) {
            return parseIpv4(buffer, offset, octets, onlyBeginning);
        }
        return version == 6 && parseIpv6(buffer, offset, octets, onlyBeginning);
    }

    private boolean parseIpv4(byte[] buffer, int offset, int octets, boolean onlyBeginning) {
        if (octets < IPV4_HEADER) {
            return false;
        }
        headerOctets = (buffer[offset] & 0x0f) * 4;
        totalOctets = onlyBeginning ? octets : Octets.int16(buffer, offset + 2);
        if (headerOctets < IPV4_HEADER || totalOctets < headerOctets || totalOctets > octets) {
            return false;
        }
        int flagsAndOffset = Octets.int16(buffer, offset + 6);
        fragment = (flagsAndOffset & 0x3fff) != 0;
        fragmentOffset = (flagsAndOffset & 0x1fff) * 8;
        laterFragment = fragmentOffset != 0;
        protocol = buffer[offset + 9] & 0xff;
        firstProtocol = protocol;
        sourceHigh = 0;
        sourceLow = Octets.int32(buffer, offset + 12) & 0xffffffffL;
        destinationHigh = 0;
        destinationLow = Octets.int32(buffer, offset + 16) & 0xffffffffL;
        readPorts(buffer, offset + headerOctets, totalOctets - headerOctets);
        return true;
    }

    private boolean parseIpv6(byte[] buffer, int offset, int octets, boolean onlyBeginning) {
        if (octets < IPV6_HEADER) {
            return false;
        }
        totalOctets = onlyBeginning ? octets : IPV6_HEADER + Octets.int16(buffer, offset + 4);
        protocol = buffer[offset + 6] & 0xff;
        // RFC 2675 3: a jumbogram has its length elsewhere, and does not go through tunnels of less than 65,535 octets
        boolean jumbogram = !onlyBeginning && totalOctets == IPV6_HEADER && protocol == HOP_BY_HOP;
        if (totalOctets > octets || jumbogram) {
            return false;
        }
        sourceHigh = Octets.int64(buffer, offset + 8);
        sourceLow = Octets.int64(buffer, offset + 16);
        destinationHigh = Octets.int64(buffer, offset + 24);
        destinationLow = Octets.int64(buffer, offset + 32);
        firstProtocol = protocol;
        headerOctets = IPV6_HEADER;
        walkExtensionHeaders(buffer, offset);
        readPorts(buffer, offset + headerOctets, totalOctets - headerOctets);
        return true;
    }

    // RFC 4301 4.4.1.1: the next layer protocol is found by skipping the extension headers
    private void walkExtensionHeaders(byte[] buffer, int offset) {
        for (int i = 0; isExtensionHeader(protocol); i++) {
            int at = offset + headerOctets;
            int left = totalOctets - headerOctets;
            if (i == MAX_EXTENSION_HEADERS || left < 8) {
                incomplete = true;
                return;
            }
            int length = extensionOctets(protocol, buffer[at + 1] & 0xff);
            if (length > left) {
                incomplete = true;
                return;
            }
            boolean fragmentHeader = protocol == FRAGMENT;
            routed |= protocol == ROUTING;
            protocol = buffer[at] & 0xff;
            headerOctets += length;
            fragment |= fragmentHeader;
            if (fragmentHeader && (Octets.int16(buffer, at + 2) & 0xfff8) != 0) {
                fragmentOffset = Octets.int16(buffer, at + 2) & 0xfff8;
                laterFragment = true;
                return;
            }
        }
    }

    private static boolean isExtensionHeader(int protocol) {
        return switch (protocol) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION_HEADER, DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    private static int extensionOctets(int protocol, int lengthField) {
        return switch (protocol) {
            case FRAGMENT -> 8;
            case AUTHENTICATION_HEADER -> (lengthField + 2) * 4;
            default -> (lengthField + 1) * 8;
        };
    }

    private void readPorts(byte[] buffer, int at, int octets) {
        if (isDirectionless(protocol)) {
            destinationPort = SEE_SOURCE;
        }
        if (laterFragment || incomplete) {
            return;
        }
        switch (protocol) {
            case TCP, UDP, DCCP, SCTP, UDP_LITE -> {
                if (octets >= 4) {
                    sourcePort = Octets.int16(buffer, at);
                    destinationPort = Octets.int16(buffer, at + 2);
                }
            }
            // RFC 7296 3.13.1: the type in the upper eight bits, the code in the lower
            case ICMP, ICMP6 -> {
                if (octets >= 2) {
                    sourcePort = Octets.int16(buffer, at);
                }
            }
            // RFC 4301 4.4.1.1: the message type in the upper eight bits
            case MOBILITY -> {
                if (octets >= 3) {
                    sourcePort = (buffer[at + 2] & 0xff) << 8;
                }
            }
            default -> {}
        }
    }

    // RFC 4301 4.4.1.3: a message type is bound to the side that sends it; the other side's "port" says nothing
    private static boolean isDirectionless(int protocol) {
        return protocol == ICMP || protocol == ICMP6 || protocol == MOBILITY;
    }

    /** 4 or 6. */
    public int version() {
        return version;
    }

    /** Where the packet begins in its buffer. */
    public int offset() {
        return offset;
    }

    /** Length of the whole packet as its header says. */
    public int totalOctets() {
        return totalOctets;
    }

    /** Length of the IP header with options or extension headers. */
    public int headerOctets() {
        return headerOctets;
    }

    /** The next layer protocol; an extension header's number if the chain could not be followed. */
    public int protocol() {
        return protocol;
    }

    /** Length of the IP header without options and extension headers: 20 or 40. */
    public int fixedHeaderOctets() {
        return version == 4 ? IPV4_HEADER : IPV6_HEADER;
    }

    /** What follows the IP header: a next layer protocol, or the number of the first extension header. */
    public int firstProtocol() {
        return firstProtocol;
    }

    /**
     * Whether all that follows {@link #fixedHeaderOctets()} can be protected in transport mode without touching what
     * stands before (RFC 4303 3.1.1): a whole packet, and no options or extension headers that routers look at.
     */
    public boolean isTransportable() {
        if (fragment || routed || incomplete) {
            return false;
        }
        return switch (firstProtocol) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION_HEADER -> version == 4 && headerOctets == IPV4_HEADER;
            default -> version == 6 || headerOctets == IPV4_HEADER;
        };
    }

    /** Whether this is a part of a packet, be it the first. */
    public boolean isFragment() {
        return fragment;
    }

    /** Whether this is a fragment other than the first. */
    public boolean isLaterFragment() {
        return laterFragment;
    }

    /** Where in the whole packet's payload a fragment begins, in octets; 0 for the first one and for a whole packet. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    /** Whether both come from one address. */
    public boolean hasSourceOf(PacketView other) {
        return version == other.version && sourceHigh == other.sourceHigh && sourceLow == other.sourceLow;
    }

    /** Whether both go to one address. */
    boolean hasDestinationOf(PacketView other) {
        return version == other.version
                && destinationHigh == other.destinationHigh
                && destinationLow == other.destinationLow;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }

    /** The source port, an ICMP type and code, a mobility message type, or {@link #NO_PORT}. */
    public int sourcePort() {
        return sourcePort;
    }

    /** The destination port, {@link #SEE_SOURCE}, or {@link #NO_PORT}. */
    public int destinationPort() {
        return destinationPort;
    }
}
