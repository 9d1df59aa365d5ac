package io.flexike.ike.certificate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A few values, each until its time; the one that was not asked for longest makes room. Thread-safe. */
final class ExpiringCache<K, V> {
    private record Kept<V>(V value, Instant since, Instant until) {}

    private final Map<K, Kept<V>> entries;

    ExpiringCache(int most) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > most;
            }
        };
    }

    synchronized Optional<V> get(K key, Instant now) {
        Kept<V> entry = entries.get(key);
        if (entry != null && now.isAfter(entry.until)) {
            entries.remove(key);
            return Optional.empty();
        }
        return Optional.ofNullable(entry).map(Kept::value);
    }

    /** The same of what was put at that time or later. */
    synchronized Optional<V> get(K key, Instant now, Instant since) {
        Kept<V> entry = entries.get(key);
        return entry != null && entry.since.isBefore(since) ? Optional.empty() : get(key, now);
    }

    synchronized void put(K key, V value, Instant now, Instant until) {
        entries.put(key, new Kept<>(value, now, until));
    }

    synchronized int size() {
        return entries.size();
    }
}
