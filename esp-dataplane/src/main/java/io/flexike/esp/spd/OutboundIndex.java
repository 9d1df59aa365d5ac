package io.flexike.esp.spd;

import io.flexike.esp.packet.PacketView;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what protects a packet: entries by remote prefix, one hash lookup for every prefix length in use, longest
 * first.
 *
 * <p>Changes may come from any thread while lookups go on. A lookup sees an entry from the moment {@link #add} returns.
 *
 * @param <T> what is looked up
 */
public final class OutboundIndex<T extends OutboundIndex.Entry> {
    /** Something with selectors. */
    public interface Entry {
        SelectorSet selectors();

        /** The only resource that it is made for, 0 or higher, or {@link #ANY_RESOURCE} (RFC 9611). */
        default int resource() {
            return ANY_RESOURCE;
        }

        /** Entries of one group share the work; those of a group that came later are in their place. */
        default long group() {
            return 0;
        }
    }

    /** No resource in particular. */
    public static final int ANY_RESOURCE = -1;

    private static final int[] NO_LENGTHS = {};

    private final ConcurrentHashMap<PrefixKey, Entry[]> buckets = new ConcurrentHashMap<>();
    private final int[] uses4 = new int[33];
    private final int[] uses6 = new int[129];
    private volatile int[] lengths4 = NO_LENGTHS;
    private volatile int[] lengths6 = NO_LENGTHS;
    /** Whether there was ever an entry for one resource only. */
    private volatile boolean hasBound;

    /**
     * Adds an entry, once; among equally specific ones those of the group win that came last, and of these the newest.
     */
    public synchronized void add(T entry) {
        hasBound |= entry.resource() != ANY_RESOURCE;
        for (PrefixKey prefix : entry.selectors().remotePrefixes()) {
            Entry[] present = buckets.get(prefix);
            if (present == null) {
                buckets.put(prefix, new Entry[] {entry});
                countUse(prefix, 1);
            } else if (!Arrays.asList(present).contains(entry)) {
                buckets.put(prefix, insert(present, entry));
            }
        }
    }

    private static Entry[] insert(Entry[] present, Entry entry) {
        int specificity = entry.selectors().specificity();
        int at = 0;
        while (at < present.length && present[at].selectors().specificity() > specificity) {
            at++;
        }
        // a successor of one whose group is there already does not make that group the newest
        for (int i = at; i < present.length && present[i].selectors().specificity() == specificity; i++) {
            if (present[i].group() == entry.group()) {
                at = i;
                break;
            }
        }
        Entry[] grown = new Entry[present.length + 1];
        System.arraycopy(present, 0, grown, 0, at);
        grown[at] = entry;
        System.arraycopy(present, at, grown, at + 1, present.length - at);
        return grown;
    }

    /** Removes an entry, if it is there. */
    public synchronized void remove(T entry) {
        for (PrefixKey prefix : entry.selectors().remotePrefixes()) {
            Entry[] present = buckets.get(prefix);
            if (present == null) {
                continue;
            }
            Entry[] left = Arrays.stream(present).filter(e -> e != entry).toArray(Entry[]::new);
            if (left.length > 0) {
                buckets.put(prefix, left);
            } else {
                buckets.remove(prefix);
                countUse(prefix, -1);
            }
        }
    }

    private void countUse(PrefixKey prefix, int change) {
        int[] uses = prefix.version() == 4 ? uses4 : uses6;
        uses[prefix.length()] += change;
        int[] lengths = new int[uses.length];
        int count = 0;
        for (int length = uses.length - 1; length >= 0; length--) {
            if (uses[length] > 0) {
                lengths[count++] = length;
            }
        }
        int[] published = Arrays.copyOf(lengths, count);
        if (prefix.version() == 4) {
            lengths4 = published;
        } else {
            lengths6 = published;
        }
    }

    /** A way to look up that allocates nothing; one for each thread. */
    public Lookup<T> lookup() {
        return lookup(ANY_RESOURCE);
    }

    /** The same for a thread that is a resource, 0 or higher. */
    public Lookup<T> lookup(int resource) {
        return new Lookup<>(this, resource);
    }

    /**
     * A reusable lookup, confined to one thread.
     *
     * @param <T> what is looked up
     */
    public static final class Lookup<T extends Entry> {
        private static final int OTHERS = 1;
        private static final int SHARED = 2;
        private static final int OWN = 3;

        private final OutboundIndex<T> index;
        private final PrefixKey probe = new PrefixKey();
        private final int resource;
        private boolean prefixKnown;

        private Lookup(OutboundIndex<T> index, int resource) {
            this.index = index;
            this.resource = resource;
        }

        /**
         * The entry with the longest remote prefix whose selectors match, or null. Among equally specific ones those of
         * the group count that came last, and of these that of the resource comes first, then those of none, then those
         * of other resources (RFC 9611).
         */
        @SuppressWarnings("unchecked") // only add() puts entries in, and it takes T
        public @Nullable T find(PacketView packet) {
            prefixKnown = false;
            int version = packet.version();
            long high = packet.destinationHigh();
            long low = packet.destinationLow();
            for (int length : version == 4 ? index.lengths4 : index.lengths6) {
                probe.set(version, high, low, length);
                Entry[] bucket = index.buckets.get(probe);
                if (bucket == null) {
                    continue;
                }
                Entry found = find(bucket, packet);
                if (found != null) {
                    return (T) found;
                }
                prefixKnown = true;
            }
            return null;
        }

        private @Nullable Entry find(Entry[] bucket, PacketView packet) {
            int enough = index.hasBound ? OWN : OTHERS;
            Entry best = null;
            int rank = 0;
            for (Entry entry : bucket) {
                if (best != null && (isLessSpecific(entry, best) || entry.group() != best.group())) {
                    return best;
                }
                if (rank(entry) > rank && entry.selectors().matchesOutbound(packet)) {
                    best = entry;
                    rank = rank(entry);
                    if (rank >= enough) {
                        return best;
                    }
                }
            }
            return best;
        }

        private static boolean isLessSpecific(Entry entry, Entry other) {
            return entry.selectors().specificity() < other.selectors().specificity();
        }

        private int rank(Entry entry) {
            int bound = entry.resource();
            return bound == resource ? OWN : bound == ANY_RESOURCE ? SHARED : OTHERS;
        }

        /** Whether the last search that found nothing met entries for the destination's prefix. */
        public boolean prefixKnown() {
            return prefixKnown;
        }
    }
}
