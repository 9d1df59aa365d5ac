package io.flexike.ike.session;

import java.time.Duration;
import java.time.Instant;

/**
 * How long an SA lives (RFC 4301 4.4.2.1): at the soft limits it is rekeyed, at the hard ones it ends. An IKE SA has
 * limits of time only.
 *
 * @param soft age at which it is rekeyed, {@link #FOREVER} for never
 * @param hard age at which it ends, {@link #FOREVER} for never
 * @param softOctets octets in one direction after which it is rekeyed, {@link #UNLIMITED} for never
 * @param hardOctets octets in one direction after which it ends
 * @param softPackets packets in one direction after which it is rekeyed
 * @param hardPackets packets in one direction after which it ends
 * @param jitter which part of each soft limit is taken off at random, 0 to 1, so that the two ends rarely rekey at once
 */
public record SaLifetime(
        Duration soft,
        Duration hard,
        long softOctets,
        long hardOctets,
        long softPackets,
        long hardPackets,
        double jitter) {
    /** Longer than anything. */
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** More than anything. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Without any limit. */
    public static final SaLifetime ENDLESS =
            new SaLifetime(FOREVER, FOREVER, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, 0);

    /** Our choice: 24 hours. */
    public static final SaLifetime IKE_DEFAULT = ofTime(Duration.ofHours(24));

    /** Our choice, and what routers do: an hour, and 4,608,000 kilobytes of 1,024 octets. */
    public static final SaLifetime CHILD_DEFAULT = ofTime(Duration.ofHours(1)).octets(4_608_000L * 1024);

    private static final double SOFT_PART = 0.9;
    private static final double DEFAULT_JITTER = 0.1;

    public SaLifetime {
        if (soft.isNegative() || soft.isZero() || soft.compareTo(hard) > 0) {
            throw new IllegalArgumentException(
                    "the soft limit " + soft + " must be positive and at most the hard limit " + hard);
        }
        if (softOctets < 1 || softOctets > hardOctets || softPackets < 1 || softPackets > hardPackets) {
            throw new IllegalArgumentException("each soft limit must be positive and at most the hard one: "
                    + softOctets + " of " + hardOctets + " octets, " + softPackets + " of " + hardPackets + " packets");
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("a jitter of " + jitter + " is not from 0 to below 1");
        }
    }

    /** Ends at that age and is rekeyed after nine tenths of it, less a tenth at random. */
    public static SaLifetime ofTime(Duration hard) {
        Duration soft = hard.equals(FOREVER) ? FOREVER : Duration.ofMillis((long) (hard.toMillis() * SOFT_PART));
        return new SaLifetime(soft, hard, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, DEFAULT_JITTER);
    }

    /** Other limits of time. */
    public SaLifetime time(Duration newSoft, Duration newHard) {
        return new SaLifetime(newSoft, newHard, softOctets, hardOctets, softPackets, hardPackets, jitter);
    }

    /** Ends after so many octets in one direction and is rekeyed after nine tenths of them. */
    public SaLifetime octets(long newHard) {
        return new SaLifetime(soft, hard, softPart(newHard), newHard, softPackets, hardPackets, jitter);
    }

    /** Ends after so many packets in one direction and is rekeyed after nine tenths of them. */
    public SaLifetime packets(long newHard) {
        return new SaLifetime(soft, hard, softOctets, hardOctets, softPart(newHard), newHard, jitter);
    }

    /** Another jitter. */
    public SaLifetime jitter(double newJitter) {
        return new SaLifetime(soft, hard, softOctets, hardOctets, softPackets, hardPackets, newJitter);
    }

    /** The same limits with the jitter of one SA taken off its soft ones. */
    public SaLifetime jittered(double random) {
        double part = 1 - jitter * random;
        return new SaLifetime(
                soft.equals(FOREVER) ? FOREVER : Duration.ofMillis(Math.max(1, (long) (soft.toMillis() * part))),
                hard,
                softOctets == UNLIMITED ? UNLIMITED : Math.max(1, (long) (softOctets * part)),
                hardOctets,
                softPackets == UNLIMITED ? UNLIMITED : Math.max(1, (long) (softPackets * part)),
                hardPackets,
                0);
    }

    /** When that age is reached, {@link Instant#MAX} for never. */
    public static Instant reached(Instant since, Duration age) {
        return age.equals(FOREVER) ? Instant.MAX : since.plus(age);
    }

    private static long softPart(long hard) {
        return hard == UNLIMITED ? UNLIMITED : Math.max(1, (long) (hard * SOFT_PART));
    }
}
