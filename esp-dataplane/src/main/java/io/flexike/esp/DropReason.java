package io.flexike.esp;

import io.flexike.esp.packet.Verdict;
import java.util.EnumMap;
import java.util.Map;

/** Why a packet was dropped. */
public enum DropReason {
    /**
     * Inbound: shorter than its headers, or inconsistent lengths. With AH this is also a packet whose IP header has
     * options or extension headers before AH, which nobody who talks to us adds (RFC 4302 3.3.3.1.1.2 and 3.3.3.1.2.2
     * are not done).
     */
    MALFORMED(Verdict.MALFORMED),
    /** Inbound: no SA has this SPI, and none was installed while the packet waited for it. */
    UNKNOWN_SPI(Verdict.UNKNOWN_SPI),
    /** Inbound: seen before, or left of the replay window (RFC 4303 3.4.3). */
    REPLAYED(Verdict.REPLAYED),
    /** Inbound: the integrity check failed. */
    NOT_AUTHENTIC(Verdict.NOT_AUTHENTIC),
    /** Inbound, authentic: the padding is not 1, 2, 3, ... or longer than the packet (RFC 4303 2.4). */
    BAD_PADDING(Verdict.BAD_PADDING),
    /** Inbound, authentic: what is inside is neither IPv4 nor IPv6 nor a dummy. */
    UNSUPPORTED_NEXT_HEADER(Verdict.UNSUPPORTED_NEXT_HEADER),
    /** Inbound, authentic: the inner IP header is not well-formed. */
    MALFORMED_INNER(Verdict.MALFORMED_INNER),
    /** Inbound, authentic: a dummy packet, made to be dropped (RFC 4303 2.6). */
    DUMMY(Verdict.DUMMY),
    /**
     * Inbound, authentic: the inner packet does not match the SA's selectors (RFC 4301 5.2), nor is it an ICMP error
     * about one that the other SA of the pair carries (RFC 4301 6.2); or it is a later fragment that reaches to where
     * ports stand, of which the selectors want to know (RFC 4301 7.2).
     */
    INBOUND_SELECTOR_MISMATCH(Verdict.INBOUND_SELECTOR_MISMATCH),
    /**
     * Inbound, authentic: a router on the way met congestion and said so in the outer header, but the inner packet does
     * not know ECN, so that only its loss can tell (RFC 6040 4.2).
     */
    NOT_ECN_CAPABLE(Verdict.NOT_ECN_CAPABLE),
    /** Inbound: the tunnel device did not take the packet. */
    TUN_REFUSED(Verdict.TUN_REFUSED),
    /** Outbound: what came from the tunnel device is not a well-formed IP packet. */
    MALFORMED_OUTBOUND(Verdict.MALFORMED_OUTBOUND),
    /** Outbound: no SA protects traffic to this destination. */
    NO_SA(Verdict.NO_SA),
    /**
     * Outbound: SAs protect traffic to this destination, but not from this source or with this protocol or port, nor is
     * it an ICMP error about a packet whose answer they would protect (RFC 4301 6.2).
     */
    OUTBOUND_SELECTOR_MISMATCH(Verdict.OUTBOUND_SELECTOR_MISMATCH),
    /** Outbound: the SA has used all its sequence numbers (RFC 4303 3.3.3). */
    SEQUENCE_EXHAUSTED(Verdict.SEQUENCE_EXHAUSTED),
    /** Either way: the SA has carried what its hard limit allows (RFC 4301 4.4.2.1). */
    LIMIT_REACHED(Verdict.LIMIT_REACHED),
    /**
     * Outbound: the host routed into the tunnel what the data plane had sent to the peer's outer address, be it in GRE
     * by now.
     */
    LOOP(Verdict.LOOP),
    /**
     * Outbound, transport mode: a fragment, or a packet with IPv4 options or with extension headers that belong before
     * ESP (RFC 4303 3.1.1), whose outer header the host builds and not we.
     */
    NOT_TRANSPORTABLE(Verdict.NOT_TRANSPORTABLE),
    /** Outbound: the protected packet does not fit in a datagram. */
    TOO_BIG(Verdict.TOO_BIG),
    /**
     * Outbound: with ESP or AH it is longer than the way to the peer carries, and it must not be fragmented; its source
     * was told what would fit, if it may be told (RFC 4301 8.2, RFC 1191, RFC 8201).
     */
    EXCEEDS_PATH_MTU(Verdict.EXCEEDS_PATH_MTU),
    /** Outbound: the system refused the datagram. */
    SEND_FAILED(Verdict.SEND_FAILED),
    /** Either way: the SA was removed while the packet was on its way. */
    SA_REMOVED(Verdict.SA_REMOVED),
    /** Either way: our own fault; details are in the log. */
    INTERNAL_ERROR(Verdict.INTERNAL_ERROR);

    private static final Map<Verdict, DropReason> BY_VERDICT = new EnumMap<>(Verdict.class);

    static {
        for (DropReason reason : values()) {
            BY_VERDICT.put(reason.verdict, reason);
        }
    }

    private final Verdict verdict;

    DropReason(Verdict verdict) {
        this.verdict = verdict;
    }

    static Map<DropReason, Long> fromVerdicts(Map<Verdict, Long> counted) {
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        counted.forEach((verdict, count) -> {
            DropReason reason = BY_VERDICT.get(verdict);
            if (reason != null && count > 0) {
                drops.put(reason, count);
            }
        });
        return drops;
    }
}
