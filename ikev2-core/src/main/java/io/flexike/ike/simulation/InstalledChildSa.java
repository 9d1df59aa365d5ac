package io.flexike.ike.simulation;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.util.BitSet;

/** One Child SA of a simulated data plane with all that changes while it lives. */
final class InstalledChildSa {
    /** Our choice: as many sequence numbers behind the highest one are told apart. */
    private static final int WINDOW = 1024;

    private final ChildSaParameters parameters;
    private final long inboundKey;
    private final long outboundKey;
    private final BitSet seen = new BitSet(WINDOW);
    private long owner;
    private Path path;
    private boolean udpEncapsulation;
    private long sendingSince;
    private boolean used;
    private int lastSent;
    private int highestReceived;
    private long octetsSent;
    private long octetsReceived;
    private long packetsReceived;
    private boolean softTold;
    private boolean hardTold;

    InstalledChildSa(ChildSaParameters parameters, long sendingSince) {
        this.parameters = parameters;
        this.sendingSince = sendingSince;
        this.used = sendingSince != 0;
        owner = parameters.ikeSpi();
        path = parameters.path();
        udpEncapsulation = parameters.udpEncapsulation();
        ChildSaParameters.Keys keys = parameters.keys();
        inboundKey = EspDatagram.key(parameters.suite(), keys.inboundEncryption(), keys.inboundIntegrity());
        outboundKey = EspDatagram.key(parameters.suite(), keys.outboundEncryption(), keys.outboundIntegrity());
    }

    ChildSaParameters parameters() {
        return parameters;
    }

    long inboundKey() {
        return inboundKey;
    }

    long outboundKey() {
        return outboundKey;
    }

    /** Our SPI of the IKE SA it belongs to now. */
    long owner() {
        return owner;
    }

    void owner(long ikeSpi) {
        owner = ikeSpi;
    }

    Path path() {
        return path;
    }

    boolean udpEncapsulation() {
        return udpEncapsulation;
    }

    void move(Path newPath, boolean inUdp) {
        path = newPath;
        udpEncapsulation = inUdp;
    }

    boolean isSending() {
        return sendingSince != 0;
    }

    /** Larger for those that began later, 0 if nothing is sent. */
    long sendingSince() {
        return sendingSince;
    }

    void sendingSince(long order) {
        sendingSince = order;
    }

    /** Whether this authentic packet is the first one of a Child SA that was installed without sending. */
    boolean firstUse() {
        boolean first = !used;
        used = true;
        return first;
    }

    boolean carries(TunnelPacket packet, boolean outbound) {
        InetSocketAddress local = outbound ? packet.source() : packet.destination();
        InetSocketAddress remote = outbound ? packet.destination() : packet.source();
        return parameters.local().stream()
                        .anyMatch(ts -> ts.matches(packet.protocol(), local.getAddress(), local.getPort()))
                && parameters.remote().stream()
                        .anyMatch(ts -> ts.matches(packet.protocol(), remote.getAddress(), remote.getPort()));
    }

    int nextSequence(int octets) {
        octetsSent += octets;
        return ++lastSent;
    }

    /** Whether the sequence number is new; it is not any more then. */
    boolean accept(int sequence) {
        if (sequence <= highestReceived - WINDOW || sequence <= highestReceived && seen.get(sequence % WINDOW)) {
            return false;
        }
        for (int skipped = highestReceived + 1; skipped <= sequence; skipped++) {
            seen.clear(skipped % WINDOW);
        }
        seen.set(sequence % WINDOW);
        highestReceived = Math.max(highestReceived, sequence);
        return true;
    }

    boolean isNewest(int sequence) {
        return sequence == highestReceived;
    }

    void received(int octets) {
        octetsReceived += octets;
        packetsReceived++;
    }

    /** Whether a soft limit is reached that nobody has been told of. */
    boolean newlySoft() {
        boolean reached = reached(
                parameters.lifetime().softOctets(), parameters.lifetime().softPackets());
        boolean news = reached && !softTold;
        softTold |= reached;
        return news;
    }

    boolean newlyHard() {
        boolean news = isExhausted() && !hardTold;
        hardTold |= news;
        return news;
    }

    /** Whether it must not carry any more. */
    boolean isExhausted() {
        return reached(parameters.lifetime().hardOctets(), parameters.lifetime().hardPackets());
    }

    private boolean reached(long octets, long packets) {
        return octetsSent >= octets || octetsReceived >= octets || lastSent >= packets || packetsReceived >= packets;
    }
}
