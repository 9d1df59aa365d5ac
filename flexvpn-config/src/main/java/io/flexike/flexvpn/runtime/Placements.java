package io.flexike.flexvpn.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the sessions of IKE SAs will be that peers have begun and that are not established yet, by our SPI. */
final class Placements {
    private final Map<Long, Placement> byIkeSpi = new HashMap<>();

    void put(long ikeSpi, Placement placement) {
        byIkeSpi.put(ikeSpi, placement);
    }

    /** It is the caller's from now on. */
    Optional<Placement> take(long ikeSpi) {
        return Optional.ofNullable(byIkeSpi.remove(ikeSpi));
    }

    /** An IKE SA has a successor. */
    void rekeyed(long old, long successor) {
        take(old).ifPresent(placement -> put(successor, placement));
    }

    /** Those IKE SAs whose sessions will be on an interface of the configuration. */
    List<Long> of(String origin) {
        return byIkeSpi.entrySet().stream()
                .filter(each -> each.getValue().device().origin().equals(origin))
                .map(Map.Entry::getKey)
                .toList();
    }
}
