package io.flexike.ike.task;

import io.flexike.ike.session.RedirectPolicy;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an initiator has come to the gateway that it talks to (RFC 5685 7).
 *
 * @param configured the gateway that the first redirect came from
 * @param last the gateway that the last redirect came from
 * @param times when the redirects came that still count
 */
public record RedirectHistory(InetAddress configured, InetAddress last, List<Instant> times) {
    public RedirectHistory {
        times = List.copyOf(times);
    }

    /** Adds a redirect; empty if there were too many within the time. */
    public static Optional<RedirectHistory> after(
            Optional<RedirectHistory> before, InetAddress gateway, Instant now, RedirectPolicy policy) {
        List<Instant> counting = new ArrayList<>();
        before.ifPresent(history -> history.times.stream()
                .filter(time -> time.plus(policy.loopDetectPeriod()).isAfter(now))
                .forEach(counting::add));
        if (counting.size() >= policy.maxRedirects()) {
            return Optional.empty();
        }
        counting.add(now);
        InetAddress first = before.map(RedirectHistory::configured).orElse(gateway);
        return Optional.of(new RedirectHistory(first, gateway, counting));
    }
}
