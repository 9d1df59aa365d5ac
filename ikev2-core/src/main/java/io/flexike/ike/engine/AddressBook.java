package io.flexike.ike.engine;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which established IKE SAs there are with which address, wherever their peers move. */
final class AddressBook {
    private final Map<InetAddress, Set<IkeSaMachine>> byAddress = new HashMap<>();

    /** An established IKE SA, perhaps at another address than before. */
    void note(IkeSaMachine machine) {
        InetAddress address = machine.sa().path().remote().getAddress();
        if (machine.notedAt().filter(address::equals).isPresent()) {
            return;
        }
        forget(machine);
        machine.notedAt(Optional.of(address));
        byAddress.merge(address, Set.of(machine), AddressBook::union);
    }

    void forget(IkeSaMachine machine) {
        Optional<InetAddress> address = machine.notedAt();
        if (address.isPresent()) {
            machine.notedAt(Optional.empty());
            byAddress.computeIfPresent(address.get(), (unused, all) -> without(all, machine));
        }
    }

    boolean contains(InetAddress address) {
        return byAddress.containsKey(address);
    }

    /** The established IKE SAs with that address. */
    Set<IkeSaMachine> at(InetAddress address) {
        return Set.copyOf(byAddress.getOrDefault(address, Set.of()));
    }

    /** One IKE SA per address is the rule, and costs little. */
    private static Set<IkeSaMachine> union(Set<IkeSaMachine> some, Set<IkeSaMachine> more) {
        Set<IkeSaMachine> all = some.size() == 1 ? new HashSet<>(some) : some;
        all.addAll(more);
        return all;
    }

    private static @Nullable Set<IkeSaMachine> without(Set<IkeSaMachine> all, IkeSaMachine gone) {
        if (all.size() > 2) {
            all.remove(gone);
            return all;
        }
        return all.stream()
                .filter(other -> other != gone)
                .findFirst()
                .map(Set::of)
                .orElse(null);
    }
}
