package io.flexike.esp.sad;

import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.esp.packet.AhFraming;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.IcmpQuote;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TrafficClass;
import io.flexike.esp.packet.TransportHeader;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.replay.ReplayWindow;
import io.flexike.esp.spd.SelectorSet;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The receiving half of a pair of SAs. Any thread may open packets; a lock keeps cipher and replay window together. */
@SuppressWarnings("EnumOrdinal") // the ordinal only finds a counter in an array
public final class InboundSa {
    private final int spi;
    private final TrafficLimits limits;
    private final CipherSource<OpeningCipher> cipherSource;
    private volatile int headroom;
    private volatile Expiry expiry = Expiry.NONE;
    // below: guarded by this
    private final ReplayWindow window;
    private SelectorSet selectors;
    private final @Nullable AhOpening ah;
    private @Nullable TransportHeader transport;
    private long @Nullable [] drops;
    private @Nullable PacketView answer;
    private @Nullable OpeningCipher cipher;
    private boolean closed;
    private long packets;
    private long octets;
    private long authenticPackets;
    private long decryptedOctets;

    /**
     * An SA in tunnel mode that has received nothing and has no limits.
     *
     * @param spi our SPI
     * @param cipherSource makes the cipher when the first packet comes
     */
    public InboundSa(int spi, SelectorSet selectors, ReplayWindow window, CipherSource<OpeningCipher> cipherSource) {
        this(spi, selectors, window, TrafficLimits.NONE, cipherSource);
    }

    /** An SA in tunnel mode that has received nothing. */
    public InboundSa(
            int spi,
            SelectorSet selectors,
            ReplayWindow window,
            TrafficLimits limits,
            CipherSource<OpeningCipher> cipherSource) {
        this(spi, selectors, window, limits, cipherSource, null);
    }

    private InboundSa(
            int spi,
            SelectorSet selectors,
            ReplayWindow window,
            TrafficLimits limits,
            CipherSource<OpeningCipher> cipherSource,
            @Nullable AhOpening ah) {
        this.ah = ah;
        this.spi = spi;
        this.selectors = selectors;
        this.window = window;
        this.limits = limits;
        this.cipherSource = cipherSource;
    }

    /**
     * An SA of AH in tunnel mode that has received nothing.
     *
     * @param cipherSource makes a cipher that encrypts nothing
     */
    public static InboundSa ofAh(
            int spi,
            SelectorSet selectors,
            ReplayWindow window,
            TrafficLimits limits,
            CipherSource<OpeningCipher> cipherSource,
            int icvOctets) {
        return new InboundSa(spi, selectors, window, limits, cipherSource, new AhOpening(icvOctets));
    }

    /** Whether its packets are those of AH, and not of ESP. */
    public boolean isAh() {
        return ah != null;
    }

    /** Opens packets of transport mode from now on: that header is put before them, and these selectors are asked. */
    public synchronized void transport(TransportHeader header, SelectorSet newSelectors) {
        transport = header;
        selectors = newSelectors;
    }

    /** As the long form, with the traffic class 0. */
    public Verdict open(byte[] buffer, int offset, int espOctets, PacketView inner) {
        return open(buffer, offset, espOctets, 0, inner);
    }

    /**
     * Verifies and opens a packet in place, and compares what is inside with the selectors.
     *
     * @param offset where the ESP header begins, for AH the IP header; the buffer behind the packet must be free
     * @param trafficClass DSCP and ECN of the outer header, 0 to 255; 0 if not known
     * @param inner receives the view of the inner packet, {@link PacketView#offset} included
     * @return {@link Verdict#ACCEPTED}, or why the packet is to be dropped
     */
    public synchronized Verdict open(byte[] buffer, int offset, int espOctets, int trafficClass, PacketView inner) {
        Verdict verdict = verify(buffer, offset, espOctets, trafficClass, inner);
        if (verdict == Verdict.ACCEPTED) {
            packets++;
            octets += inner.totalOctets() - (transport == null ? 0 : inner.fixedHeaderOctets());
        } else {
            countDrop(verdict);
        }
        return verdict;
    }

    private void countDrop(Verdict verdict) {
        // most SAs never drop a packet, and there are many SAs
        if (drops == null) {
            drops = new long[Verdict.values().length];
        }
        drops[verdict.ordinal()]++;
    }

    private Verdict verify(byte[] buffer, int offset, int espOctets, int trafficClass, PacketView inner) {
        if (closed) {
            return Verdict.UNKNOWN_SPI;
        }
        if (expiry.isHard()) {
            return Verdict.LIMIT_REACHED;
        }
        OpeningCipher opening = cipher();
        AhOpening authentication = ah;
        return authentication == null
                ? verifyEsp(opening, buffer, offset, espOctets, trafficClass, inner)
                : verifyAh(authentication, opening, buffer, offset, espOctets, trafficClass, inner);
    }

    private Verdict verifyEsp(
            OpeningCipher opening, byte[] buffer, int offset, int espOctets, int trafficClass, PacketView inner) {
        int padded = espOctets - headroom - opening.icvOctets();
        if (padded < EspFraming.TRAILER_OCTETS || padded % opening.blockOctets() != 0) {
            return Verdict.MALFORMED;
        }
        // RFC 4303 3.4.3: the window is asked before the expensive check and moved only after it
        long number = window.infer(EspFraming.sequence(buffer, offset));
        if (!window.isFresh(number)) {
            return Verdict.REPLAYED;
        }
        int opened = opening.open(buffer, offset, EspFraming.HEADER_OCTETS, espOctets, number);
        if (opened < 0) {
            return Verdict.NOT_AUTHENTIC;
        }
        accept(number, opened);
        int at = offset + headroom;
        int payload = EspFraming.payloadOctets(buffer, at, opened);
        return payload < 0
                ? Verdict.BAD_PADDING
                : inspect(buffer, offset, at, payload, EspFraming.nextHeader(buffer, at, opened), trafficClass, inner);
    }

    private Verdict verifyAh(
            AhOpening authentication,
            OpeningCipher cipher,
            byte[] buffer,
            int offset,
            int octets,
            int trafficClass,
            PacketView inner) {
        int outer = AhFraming.find(buffer, offset, octets);
        int total = outer < 0 ? 0 : AhFraming.totalOctets(buffer, offset);
        int at = offset + outer;
        int header = outer < 0 || total > octets ? -1 : authentication.headerOctets(buffer, at, total - outer);
        if (header < 0) {
            return Verdict.MALFORMED;
        }
        // RFC 4302 3.4.3: the window is asked before the expensive check and moved only after it
        long number = window.infer(AhFraming.sequence(buffer, at));
        if (!window.isFresh(number)) {
            return Verdict.REPLAYED;
        }
        if (!authentication.verifies(cipher, buffer, offset, total, at, header, number)) {
            return Verdict.NOT_AUTHENTIC;
        }
        int payload = total - outer - header;
        accept(number, payload);
        // AH comes with its IP header, which may know what the socket did not tell
        int outerClass = trafficClass != 0 ? trafficClass : TrafficClass.of(buffer, offset);
        return inspect(buffer, offset, at + header, payload, AhFraming.nextHeader(buffer, at), outerClass, inner);
    }

    private void accept(long number, int payloadOctets) {
        window.accept(number);
        authenticPackets++;
        decryptedOctets += payloadOctets;
        Expiry reached = limits.reached(decryptedOctets, authenticPackets);
        if (reached != Expiry.NONE) {
            expiry = reached;
        }
    }

    /** Looks at an authentic payload that stands at {@code at}, of a packet that begins at {@code offset}. */
    private Verdict inspect(
            byte[] buffer, int offset, int at, int payload, int nextHeader, int trafficClass, PacketView inner) {
        if (nextHeader == EspFraming.NEXT_HEADER_NONE) {
            return Verdict.DUMMY;
        }
        TransportHeader header = transport;
        Verdict verdict = header == null
                ? inspectPacket(buffer, at, payload, nextHeader, inner)
                : restore(header, buffer, offset, at, payload, nextHeader, trafficClass, inner);
        if (verdict != Verdict.ACCEPTED) {
            return verdict;
        }
        // RFC 4301 5.2: what comes out of an SA must match the SA's selectors
        if (!selectors.matchesInbound(inner) && !tellsOfOurPacket(buffer, inner)) {
            return Verdict.INBOUND_SELECTOR_MISMATCH;
        }
        // in transport mode the header has what travelled already
        return header != null || TrafficClass.leaveTunnel(buffer, at, trafficClass)
                ? Verdict.ACCEPTED
                : Verdict.NOT_ECN_CAPABLE;
    }

    /** RFC 4301 6.2: whether it is an ICMP error about a packet that this pair sends, whose answer would match. */
    private boolean tellsOfOurPacket(byte[] buffer, PacketView inner) {
        PacketView expected = answer;
        // few SAs meet such a message, and there are many SAs
        if (expected == null) {
            expected = new PacketView();
            answer = expected;
        }
        return IcmpQuote.readReversed(buffer, inner, expected) && selectors.matchesInbound(expected);
    }

    private static Verdict inspectPacket(byte[] buffer, int at, int octets, int nextHeader, PacketView inner) {
        if (nextHeader != EspFraming.NEXT_HEADER_IPV4 && nextHeader != EspFraming.NEXT_HEADER_IPV6) {
            return Verdict.UNSUPPORTED_NEXT_HEADER;
        }
        int version = nextHeader == EspFraming.NEXT_HEADER_IPV4 ? 4 : 6;
        return inner.parse(buffer, at, octets) && inner.version() == version
                ? Verdict.ACCEPTED
                : Verdict.MALFORMED_INNER;
    }

    private Verdict restore(
            TransportHeader header,
            byte[] buffer,
            int offset,
            int at,
            int payload,
            int nextHeader,
            int trafficClass,
            PacketView inner) {
        return header.restore(buffer, offset, at, payload, nextHeader, trafficClass, inner)
                ? Verdict.ACCEPTED
                : Verdict.MALFORMED_INNER;
    }

    private OpeningCipher cipher() {
        OpeningCipher present = cipher;
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

    /** Octets of header and IV before what is protected; 0 before the first packet. */
    public int headroomOctets() {
        return headroom;
    }

    public int spi() {
        return spi;
    }

    public synchronized long packets() {
        return packets;
    }

    /** Octets of the packets inside; in transport mode without their IP header. */
    public synchronized long octets() {
        return octets;
    }

    /** The highest sequence number that was authentic. */
    public synchronized long highestSequence() {
        return window.highest();
    }

    /**
     * Whether no authentic packet had a higher number than that one, which was authentic itself.
     *
     * @param lower the 32 bits that travelled
     */
    public synchronized boolean isHighest(int lower) {
        // what was accepted lies so close to the highest number that the lower half tells them apart
        return (int) window.highest() == lower;
    }

    /** How many packets of this SA were dropped, and why. */
    public synchronized Map<Verdict, Long> drops() {
        Map<Verdict, Long> counted = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (drops != null && drops[verdict.ordinal()] > 0) {
                counted.put(verdict, drops[verdict.ordinal()]);
            }
        }
        return counted;
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
