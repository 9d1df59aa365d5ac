package io.flexike.ike.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was fetched from URLs that peers have sent (RFC 7296 3.6), by its hash: certificates and bundles, each for an
 * hour, if a peer was trusted by it. Several trusts may share one. Of too many, or of more than 8 MiB together, those
 * go that were not needed for longest. Thread-safe.
 */
public final class CertificateCache {
    /** Our choice: how long it need not be looked whether it is still there. */
    private static final Duration KEPT = Duration.ofHours(1);

    /** Our choice: those of a thousand gateways need less. */
    private static final int MOST_OCTETS = 8 << 20;

    private final Map<AuthorityHash, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int most;
    private int octets;

    private record Kept(byte[] object, Instant until) {}

    /**
     * An empty one.
     *
     * @param most how many certificates and bundles it keeps, at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public CertificateCache(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a cache for " + most + " certificates");
        }
        this.most = most;
    }

    synchronized Optional<byte[]> get(AuthorityHash hash, Instant now) {
        Kept kept = entries.get(hash);
        if (kept != null && now.isAfter(kept.until)) {
            forget(hash);
            return Optional.empty();
        }
        return Optional.ofNullable(kept).map(each -> each.object.clone());
    }

    synchronized void put(AuthorityHash hash, byte[] object, Instant now) {
        forget(hash);
        entries.put(hash, new Kept(object.clone(), now.plus(KEPT)));
        octets += object.length;
        while (entries.size() > most || octets > MOST_OCTETS) {
            forget(entries.keySet().iterator().next());
        }
    }

    private void forget(AuthorityHash hash) {
        Kept kept = entries.remove(hash);
        octets -= kept == null ? 0 : kept.object.length;
    }

    /** How many it keeps at present. */
    public synchronized int size() {
        return entries.size();
    }
}
