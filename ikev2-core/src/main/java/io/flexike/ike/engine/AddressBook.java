package io.flexike.ike.engine;

import io.flexike.ike.task.IkeSa;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which established IKE SAs there are with which address, wherever their peers move. */
final class AddressBook {
    private final Map<InetAddress, Set<Long>> byAddress = new HashMap<>();
    private final Map<Long, InetAddress> addresses = new HashMap<>();

    /** An established IKE SA, perhaps at another address than before. */
    void note(IkeSa sa) {
        InetAddress address = sa.path().remote().getAddress();
        InetAddress before = addresses.get(sa.localSpi());
        if (address.equals(before)) {
            return;
        }
        forget(sa);
        addresses.put(sa.localSpi(), address);
        byAddress.merge(address, Set.of(sa.localSpi()), AddressBook::union);
    }

    void forget(IkeSa sa) {
        InetAddress address = addresses.remove(sa.localSpi());
        if (address != null) {
            byAddress.computeIfPresent(address, (unused, spis) -> without(spis, sa.localSpi()));
        }
    }

    boolean contains(InetAddress address) {
        return byAddress.containsKey(address);
    }

    /** Our SPIs of the established IKE SAs with that address. */
    Set<Long> at(InetAddress address) {
        return Set.copyOf(byAddress.getOrDefault(address, Set.of()));
    }

    int entries() {
        return byAddress.size() + addresses.size();
    }

    /** One IKE SA per address is the rule, and costs little. */
    private static Set<Long> union(Set<Long> some, Set<Long> more) {
        Set<Long> all = some.size() == 1 ? new HashSet<>(some) : some;
        all.addAll(more);
        return all;
    }

    private static @org.jspecify.annotations.Nullable Set<Long> without(Set<Long> spis, long spi) {
        if (spis.size() > 2) {
            spis.remove(spi);
            return spis;
        }
        return spis.stream()
                .filter(other -> other != spi)
                .findFirst()
                .map(Set::of)
                .orElse(null);
    }
}
