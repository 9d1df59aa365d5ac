package io.flexike.esp;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A pair of ESP SAs by itself, without devices, ports and threads: IP packets in, ESP packets out, and back. For tests,
 * captures and measurements; traffic goes through {@link DataPlane}. Thread-safe.
 *
 * <p>Tunnel and path of the parameters have no meaning here.
 */
public final class EspSa implements AutoCloseable {
    /** Octets that suffice before a packet that is sealed in place. */
    public static final int HEADROOM_OCTETS = 32;
    /** Octets that suffice behind a packet that is sealed in place. */
    public static final int TAILROOM_OCTETS = 64;

    private final OutboundSa outbound;
    private final InboundSa inbound;

    private EspSa(OutboundSa outbound, InboundSa inbound) {
        this.outbound = outbound;
        this.inbound = inbound;
    }

    /**
     * A pair in tunnel mode that has sent and received nothing. It takes the keys over: those of the parameters are
     * destroyed.
     *
     * @throws IllegalArgumentException if the crypto provider cannot run the cipher, the keys are destroyed, or it is
     *     to be in transport mode or of AH
     */
    public static EspSa of(EspSaParameters parameters, CryptoProvider crypto, SecureRandom random) {
        if (parameters.mode() != Mode.TUNNEL) {
            throw new IllegalArgumentException("a pair by itself has no ends to be in transport mode between");
        }
        if (parameters.path().isAh()) {
            throw new IllegalArgumentException("a pair by itself makes no IP headers for AH to protect");
        }
        SaFactory.requireUsable(parameters, crypto);
        EspSa pair = new EspSa(
                SaFactory.outbound(parameters, crypto, random),
                SaFactory.inbound(parameters, SaFactory.selectors(parameters), crypto));
        parameters.keys().destroy();
        return pair;
    }

    /**
     * Protects an IP packet in place. Selectors are not asked.
     *
     * @param packetOffset where the packet begins, with {@link #HEADROOM_OCTETS} before it
     * @param packetOctets its length, with {@link #TAILROOM_OCTETS} behind it
     * @return octets of the ESP packet, which begins at {@code packetOffset - outboundHeaderOctets()}
     * @throws IllegalArgumentException if it is neither IPv4 nor IPv6
     * @throws IndexOutOfBoundsException if there is not enough room around it
     * @throws IllegalStateException if the pair is closed, the last sequence number was used (RFC 4303 3.3.3), or a
     *     hard limit was reached
     */
    public int seal(byte[] buffer, int packetOffset, int packetOctets) {
        int version = (buffer[packetOffset] & 0xff) >>> 4;
        if (version != 4 && version != 6) {
            throw new IllegalArgumentException("IP version " + version);
        }
        int nextHeader = version == 4 ? EspFraming.NEXT_HEADER_IPV4 : EspFraming.NEXT_HEADER_IPV6;
        int sealed = outbound.seal(buffer, packetOffset, packetOctets, nextHeader);
        return switch (sealed) {
            case OutboundSa.CLOSED -> throw new IllegalStateException("the SA is closed");
            case OutboundSa.EXHAUSTED -> throw new IllegalStateException("the last sequence number was used");
            case OutboundSa.LIMIT_REACHED -> throw new IllegalStateException("a hard limit was reached");
            case OutboundSa.NO_ROOM -> throw new IndexOutOfBoundsException("no room for header and trailer");
            default -> sealed;
        };
    }

    /** Octets of ESP header and IV; 0 before the first packet was sealed. */
    public int outboundHeaderOctets() {
        return outbound.headroomOctets();
    }

    /** Protects a copy of an IP packet and returns the ESP packet; otherwise like {@link #seal(byte[], int, int)}. */
    public byte[] seal(byte[] packet) {
        byte[] buffer = new byte[HEADROOM_OCTETS + packet.length + TAILROOM_OCTETS];
        System.arraycopy(packet, 0, buffer, HEADROOM_OCTETS, packet.length);
        int sealed = seal(buffer, HEADROOM_OCTETS, packet.length);
        int start = HEADROOM_OCTETS - outboundHeaderOctets();
        return Arrays.copyOfRange(buffer, start, start + sealed);
    }

    /**
     * Opens a copy of an ESP packet whatever its SPI, checks it and returns the IP packet inside. Empty if it was
     * dropped; {@link #drops} then counts why.
     */
    public Optional<byte[]> open(byte[] espPacket) {
        byte[] buffer = espPacket.clone();
        PacketView inner = new PacketView();
        if (buffer.length < EspFraming.HEADER_OCTETS
                || inbound.open(buffer, 0, buffer.length, inner) != Verdict.ACCEPTED) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(buffer, inner.offset(), inner.offset() + inner.totalOctets()));
    }

    /** What was opened. */
    public DirectionCounters inbound() {
        return SaFactory.counters(inbound);
    }

    /** What was sealed. */
    public DirectionCounters outbound() {
        return SaFactory.counters(outbound);
    }

    /** What was not opened, and why. */
    public Map<DropReason, Long> drops() {
        return DropReason.fromVerdicts(inbound.drops());
    }

    /** Forgets the keys. */
    @Override
    public void close() {
        outbound.close();
        inbound.close();
    }
}
