package io.flexike.ike.transport;

import io.flexike.ike.selector.IpPrefix;
import java.time.Duration;
import java.util.List;

/**
 * What {@link HttpObjects} takes from other servers. All numbers are our choice.
 *
 * @param crlOctets of one CRL, at least 1
 * @param otherOctets of one certificate, bundle or OCSP response, at least 1
 * @param connectTimeout to reach one address
 * @param totalTimeout for one object with everything, also if the request has more time
 * @param concurrent objects that are fetched at the same time, at least 1; further ones wait
 * @param allowedPrivate networks of addresses that may be asked although they are not public
 */
public record HttpObjectLimits(
        int crlOctets,
        int otherOctets,
        Duration connectTimeout,
        Duration totalTimeout,
        int concurrent,
        List<IpPrefix> allowedPrivate) {
    /** 1 MiB for CRLs, 64 KiB for the rest, 3 and 10 seconds, 16 at the same time, public addresses only. */
    public static final HttpObjectLimits DEFAULTS =
            new HttpObjectLimits(1 << 20, 1 << 16, Duration.ofSeconds(3), Duration.ofSeconds(10), 16, List.of());

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is below 1, or a time not positive
     */
    public HttpObjectLimits {
        allowedPrivate = List.copyOf(allowedPrivate);
        if (crlOctets < 1 || otherOctets < 1 || concurrent < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
        if (connectTimeout.toMillis() < 1 || totalTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("a time limit that is not positive");
        }
    }

    /** The same with networks of one's own, such as that of a company's authority. */
    public HttpObjectLimits allowing(IpPrefix... networks) {
        return new HttpObjectLimits(
                crlOctets, otherOctets, connectTimeout, totalTimeout, concurrent, List.of(networks));
    }
}
