package io.flexike.esp.tun.offload;

/** A superframe to which packets can still be added, and what it demands of the next one. Confined to one thread. */
final class OpenSuperframe {
    /** The longest IP packet. */
    static final int MAX_OCTETS = 65535;
    /** Linux refuses superframes of UDP with more packets. */
    private static final int MAX_UDP_PACKETS = 64;

    private static final int STEP_UNKNOWN = -1;

    private FlowPacket first = new FlowPacket();
    private boolean firstIsIntact;
    private boolean complete;
    private int number;
    private int packets;
    private int octets;
    private int nextSequence;
    private int lastIdentification;
    private int identificationStep;

    /**
     * Begins anew.
     *
     * @return a view that is not used any more, in exchange for the packet's
     */
    FlowPacket begin(FlowPacket packet, int superframe, boolean canGrow) {
        FlowPacket unused = first;
        first = packet;
        number = superframe;
        packets = 1;
        octets = packet.headerOctets() + packet.payloadOctets();
        complete = !canGrow || !packet.isJoinable() || packet.isPushed();
        firstIsIntact = false;
        identificationStep = STEP_UNKNOWN;
        if (!complete) {
            noteLast(packet);
        }
        return unused;
    }

    private void noteLast(FlowPacket packet) {
        if (packet.isTcp()) {
            nextSequence = packet.sequence() + packet.payloadOctets();
        }
        if (packet.isIpv4()) {
            lastIdentification = packet.identification();
        }
    }

    /** Which superframe of the batch it is. */
    int number() {
        return number;
    }

    boolean isOfFlow(FlowPacket packet) {
        return first.isOfFlow(packet);
    }

    /** Adds a packet of the flow if it follows, is intact and fits; returns false and changes nothing if not. */
    boolean add(FlowPacket packet) {
        int payload = packet.payloadOctets();
        if (complete
                || !packet.isJoinable()
                || payload > first.payloadOctets()
                || octets + payload > MAX_OCTETS
                || !packet.isTcp() && packets == MAX_UDP_PACKETS
                || packet.isTcp() && packet.sequence() != nextSequence
                || !packet.hasHeadersOf(first)
                || packet.isIpv4() && !continuesIdentification(packet)
                || !isFirstIntact()
                || !packet.isIntact()) {
            return false;
        }
        if (packet.isIpv4()) {
            identificationStep = packet.identification() - lastIdentification & 0xffff;
        }
        packets++;
        octets += payload;
        complete = payload < first.payloadOctets() || packet.isPushed();
        noteLast(packet);
        return true;
    }

    /**
     * Whoever splits the superframe again counts identifications up. RFC 6864 4.1: that of a packet that may not be
     * fragmented means nothing, so there it may as well stay the same.
     */
    private boolean continuesIdentification(FlowPacket packet) {
        int step = packet.identification() - lastIdentification & 0xffff;
        if (identificationStep != STEP_UNKNOWN) {
            return step == identificationStep;
        }
        return step == 1 || step == 0 && !packet.mayBeFragmented();
    }

    private boolean isFirstIntact() {
        if (!firstIsIntact) {
            firstIsIntact = first.isIntact();
            complete = !firstIsIntact;
        }
        return firstIsIntact;
    }

    void clear() {
        first.clear();
    }
}
