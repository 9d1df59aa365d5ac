package io.flexike.ike.engine;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which established IKE SAs there are with which address, wherever their peers move. */
final class AddressBook {
    private final Map<InetAddress, Set<Member>> byAddress = new HashMap<>();

    /** An established IKE SA, perhaps at another address than before. */
    void note(Member member) {
        InetAddress address = member.machine().sa().path().remote().getAddress();
        if (member.notedAt().filter(address::equals).isPresent()) {
            return;
        }
        forget(member);
        member.notedAt(Optional.of(address));
        byAddress.merge(address, Set.of(member), AddressBook::union);
    }

    void forget(Member member) {
        Optional<InetAddress> address = member.notedAt();
        if (address.isPresent()) {
            member.notedAt(Optional.empty());
            byAddress.computeIfPresent(address.get(), (unused, all) -> without(all, member));
        }
    }

    boolean contains(InetAddress address) {
        return byAddress.containsKey(address);
    }

    /** The established IKE SAs with that address. */
    List<IkeSaMachine> at(InetAddress address) {
        return byAddress.getOrDefault(address, Set.of()).stream()
                .map(Member::machine)
                .toList();
    }

    /** One IKE SA per address is the rule, and costs little. */
    private static Set<Member> union(Set<Member> some, Set<Member> more) {
        Set<Member> all = some.size() == 1 ? new HashSet<>(some) : some;
        all.addAll(more);
        return all;
    }

    private static @Nullable Set<Member> without(Set<Member> all, Member gone) {
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
