package io.flexike.flexvpn.runtime;

import io.flexike.ike.selector.IpPrefix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Who has which prefix, found by what is around a prefix and by what is inside it. Not thread-safe. */
final class PrefixIndex<T> {
    private static final Comparator<IpPrefix> ORDER = Comparator.comparingInt(
                    (IpPrefix prefix) -> prefix.address().getAddress().length)
            .thenComparing(prefix -> prefix.address().getAddress(), Arrays::compareUnsigned)
            .thenComparingInt(IpPrefix::length);

    private final NavigableMap<IpPrefix, Set<T>> holders = new TreeMap<>(ORDER);

    void add(IpPrefix prefix, T holder) {
        holders.computeIfAbsent(prefix, unused -> new LinkedHashSet<>()).add(holder);
    }

    void remove(IpPrefix prefix, T holder) {
        Set<T> there = holders.get(prefix);
        if (there != null && there.remove(holder) && there.isEmpty()) {
            holders.remove(prefix);
        }
    }

    /** Those that have the prefix or one around it. */
    Stream<T> around(IpPrefix prefix) {
        return IntStream.rangeClosed(0, prefix.length())
                .mapToObj(length -> Prefixes.around(prefix.address(), length))
                .flatMap(around -> holders.getOrDefault(around, Set.of()).stream());
    }

    /** Those that have the prefix or one inside it. */
    Stream<T> inside(IpPrefix prefix) {
        return within(prefix).values().stream().flatMap(Set::stream);
    }

    /** What somebody has inside the prefix. */
    Stream<IpPrefix> prefixesInside(IpPrefix prefix) {
        return within(prefix).keySet().stream();
    }

    private NavigableMap<IpPrefix, Set<T>> within(IpPrefix prefix) {
        return holders.subMap(prefix, true, IpPrefix.host(prefix.last()), true);
    }
}
