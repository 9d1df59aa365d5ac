package io.flexike.esp.sad;

import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.OuterHeader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The sending half of a pair of SAs. Any thread may seal; a lock gives every packet its own sequence number. */
public final class OutboundSa {
    /** {@link #seal} refused: the last sequence number was used. */
    public static final int EXHAUSTED = -1;
    /** {@link #seal} refused: the SA was closed. */
    public static final int CLOSED = -2;
    /** {@link #seal} refused: header or trailer do not fit around the packet. */
    public static final int NO_ROOM = -3;
    /** {@link #seal} refused: a hard limit was reached. */
    public static final int LIMIT_REACHED = -4;

    private static final long LAST_SEQUENCE = 0xffffffffL;
    // RFC 4303 3.3.3 allows 2^64 - 1; nobody sends 2^63 packets, and a signed long stays simple
    private static final long LAST_EXTENDED_SEQUENCE = Long.MAX_VALUE;

    private final int spi;
    private final long last;
    private final TrafficLimits limits;
    private final int tfcOctets;
    private final CipherSource<SealingCipher> cipherSource;
    private final @Nullable AhSealing ah;
    private volatile int headroom;
    private volatile Expiry expiry = Expiry.NONE;
    // below: guarded by this
    private @Nullable SealingCipher cipher;
    private boolean closed;
    private long sequence;
    private long packets;
    private long octets;
    private long encryptedOctets;
    private int mostPadded = Integer.MAX_VALUE;

    /**
     * An SA that has sent nothing, has no limits and adds no padding of its own.
     *
     * @param spi the peer's SPI
     * @param extended whether sequence numbers have 64 bits
     * @param cipherSource makes the cipher when the first packet is sent
     */
    public OutboundSa(int spi, boolean extended, CipherSource<SealingCipher> cipherSource) {
        this(spi, extended, TrafficLimits.NONE, 0, cipherSource);
    }

    /**
     * An SA that has sent nothing.
     *
     * @param tfcOctets shorter packets are made to look that long where there is room (RFC 4303 2.7); 0 for never
     */
    public OutboundSa(
            int spi, boolean extended, TrafficLimits limits, int tfcOctets, CipherSource<SealingCipher> cipherSource) {
        this(spi, extended, limits, tfcOctets, cipherSource, null);
    }

    private OutboundSa(
            int spi,
            boolean extended,
            TrafficLimits limits,
            int tfcOctets,
            CipherSource<SealingCipher> cipherSource,
            @Nullable AhSealing ah) {
        this.ah = ah;
        this.spi = spi;
        this.last = extended ? LAST_EXTENDED_SEQUENCE : LAST_SEQUENCE;
        this.limits = limits;
        this.tfcOctets = tfcOctets;
        this.cipherSource = cipherSource;
    }

    /**
     * An SA of AH that has sent nothing.
     *
     * @param cipherSource makes a cipher that encrypts nothing
     */
    public static OutboundSa ofAh(
            int spi, boolean extended, TrafficLimits limits, CipherSource<SealingCipher> cipherSource, int icvOctets) {
        return new OutboundSa(spi, extended, limits, 0, cipherSource, new AhSealing(spi, icvOctets));
    }

    /**
     * Protects a packet in place.
     *
     * @param packetOffset where the packet stands; header and IV go before it
     * @param nextHeader what the packet is (RFC 4303 2.6)
     * @return octets of the ESP packet, which begins at {@code packetOffset - headroomOctets()}, or a refusal
     */
    public synchronized int seal(byte[] buffer, int packetOffset, int packetOctets, int nextHeader) {
        int refusal = refusal();
        if (refusal < 0) {
            return refusal;
        }
        SealingCipher sealing = cipher();
        int payload = hideLength(buffer, packetOffset, packetOctets, sealing);
        int padded = EspFraming.paddedOctets(payload, sealing.blockOctets());
        if (packetOffset < headroom || packetOffset + padded + sealing.icvOctets() > buffer.length) {
            return NO_ROOM;
        }
        long number = ++sequence;
        EspFraming.writeTrailer(buffer, packetOffset, payload, padded, nextHeader);
        EspFraming.writeHeader(buffer, packetOffset - headroom, spi, (int) number);
        int sealed = sealing.seal(buffer, packetOffset - headroom, EspFraming.HEADER_OCTETS, padded, number);
        count(packetOctets, padded);
        return sealed;
    }

    /** As the long form, with the traffic class 0. */
    public int seal(OuterHeader outer, byte[] buffer, int packetOffset, int packetOctets, int nextHeader) {
        return seal(outer, buffer, packetOffset, packetOctets, nextHeader, 0);
    }

    /**
     * Protects a packet in place with AH behind that IP header.
     *
     * @param packetOffset where the packet stands; the IP header and AH go before it
     * @param nextHeader what the packet is (RFC 4302 2.1)
     * @param trafficClass DSCP and ECN of the IP header, 0 to 255
     * @return octets of the whole packet, which begins at {@code packetOffset - headroomOctets(outer)}, or a refusal
     */
    public synchronized int seal(
            OuterHeader outer, byte[] buffer, int packetOffset, int packetOctets, int nextHeader, int trafficClass) {
        int refusal = refusal();
        if (refusal < 0) {
            return refusal;
        }
        if (packetOffset < headroomOctets(outer)) {
            return NO_ROOM;
        }
        long number = ++sequence;
        int sealed =
                sealing().seal(cipher(), outer, buffer, packetOffset, packetOctets, nextHeader, trafficClass, number);
        count(packetOctets, packetOctets);
        return sealed;
    }

    /**
     * The longest payload whose ESP packet has so many octets at the most: what is left beside header, IV, padding,
     * trailer and ICV (RFC 4303 2).
     *
     * @param espOctets of header to ICV
     * @return negative if not even an empty payload fits
     */
    public synchronized int longestPayload(int espOctets) {
        if (closed) {
            return espOctets;
        }
        SealingCipher sealing = cipher();
        return EspFraming.longestPayload(espOctets - headroom - sealing.icvOctets(), sealing.blockOctets());
    }

    /** Octets that only hide lengths make no payload longer than that from now on. */
    public synchronized void padAtMost(int payloadOctets) {
        mostPadded = payloadOctets;
    }

    /** Shorter packets are made to look that long; 0 for never. */
    public int tfcOctets() {
        return tfcOctets;
    }

    /** 0 if nothing speaks against another packet. */
    private int refusal() {
        if (closed) {
            return CLOSED;
        }
        if (expiry.isHard()) {
            return expiry == Expiry.HARD_SEQUENCE ? EXHAUSTED : LIMIT_REACHED;
        }
        return 0;
    }

    private void count(int packetOctets, int protectedOctets) {
        packets++;
        octets += packetOctets;
        encryptedOctets += protectedOctets;
        Expiry reached = reached();
        if (reached != Expiry.NONE) {
            expiry = reached;
        }
    }

    // RFC 4303 2.7: octets behind the packet, whose own length field tells the receiver where it ends
    private int hideLength(byte[] buffer, int packetOffset, int packetOctets, SealingCipher sealing) {
        if (packetOctets >= tfcOctets) {
            return packetOctets;
        }
        int room = EspFraming.longestPayload(buffer.length - packetOffset - sealing.icvOctets(), sealing.blockOctets());
        int padTo = Math.min(Math.min(tfcOctets, mostPadded), room);
        if (padTo <= packetOctets) {
            return packetOctets;
        }
        // what stood there may be of another peer's packet
        Arrays.fill(buffer, packetOffset + packetOctets, packetOffset + padTo, (byte) 0);
        return padTo;
    }

    private Expiry reached() {
        // RFC 4303 3.3.3: the counter must not cycle while anti-replay is on; a new SA has to be there before
        if (sequence == last) {
            return Expiry.HARD_SEQUENCE;
        }
        Expiry reached = limits.reached(encryptedOctets, packets);
        return reached == Expiry.NONE && sequence > expiryThreshold() ? Expiry.SOFT_SEQUENCE : reached;
    }

    // our own choice: a quarter of 32 bits is minutes at a million packets a second
    private long expiryThreshold() {
        return last - (last >>> 2);
    }

    private SealingCipher cipher() {
        SealingCipher present = cipher;
        if (present == null) {
            present = cipherSource.make();
            cipher = present;
            headroom = EspFraming.HEADER_OCTETS + present.ivOctets();
        }
        return present;
    }

    /** How near its end this SA is. */
    public Expiry expiry() {
        return expiry;
    }

    /** Octets of header and IV before the packet; 0 before the first packet. */
    public int headroomOctets() {
        return headroom;
    }

    /** Octets of that IP header and AH before the packet. */
    public int headroomOctets(OuterHeader outer) {
        return sealing().headroomOctets(outer);
    }

    private AhSealing sealing() {
        if (ah == null) {
            throw new AssertionError("an SA of ESP is asked for AH");
        }
        return ah;
    }

    /** Whether its packets are those of AH, and not of ESP. */
    public boolean isAh() {
        return ah != null;
    }

    /** Starts behind {@code number}, as if so many packets had been sent before. */
    public synchronized void startBehind(long number) {
        if (number < sequence) {
            throw new IllegalArgumentException("sequence numbers never go back: " + number + " after " + sequence);
        }
        sequence = number;
        if (number == last) {
            expiry = Expiry.HARD_SEQUENCE;
        }
    }

    public int spi() {
        return spi;
    }

    public synchronized long packets() {
        return packets;
    }

    /** Octets of the packets inside. */
    public synchronized long octets() {
        return octets;
    }

    /** The last sequence number used. */
    public synchronized long sequence() {
        return sequence;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Forgets the keys; later packets are refused. */
    public synchronized void close() {
        closed = true;
        cipherSource.destroy();
        if (cipher != null) {
            cipher.destroy();
            cipher = null;
        }
    }
}
