package io.flexike.esp;

import io.flexike.esp.sad.TrafficLimits;

/**
 * How much a pair of SAs may carry, counted for each direction by itself (RFC 4301 4.4.2.1). When a direction reaches a
 * soft limit, the {@link SaExpiringListener} learns it; when it reaches a hard one, it drops whatever comes then.
 *
 * @param softOctets octets that the cipher has worked on, padding included; {@link #UNLIMITED} for never
 * @param hardOctets not less than {@code softOctets}
 * @param softPackets packets
 * @param hardPackets not less than {@code softPackets}
 */
public record SaLimits(long softOctets, long hardOctets, long softPackets, long hardPackets) {
    /** More than anything. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Without any limit. */
    public static final SaLimits NONE = new SaLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);

    public SaLimits {
        if (softOctets < 1 || softOctets > hardOctets || softPackets < 1 || softPackets > hardPackets) {
            throw new IllegalArgumentException("each soft limit must be positive and at most the hard one: "
                    + softOctets + " of " + hardOctets + " octets, " + softPackets + " of " + hardPackets + " packets");
        }
    }

    /** The same packets, but so many octets. */
    public SaLimits octets(long soft, long hard) {
        return new SaLimits(soft, hard, softPackets, hardPackets);
    }

    /** The same octets, but so many packets. */
    public SaLimits packets(long soft, long hard) {
        return new SaLimits(softOctets, hardOctets, soft, hard);
    }

    TrafficLimits toTrafficLimits() {
        return equals(NONE) ? TrafficLimits.NONE : new TrafficLimits(softOctets, hardOctets, softPackets, hardPackets);
    }
}
