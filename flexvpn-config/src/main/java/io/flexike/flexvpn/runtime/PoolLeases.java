package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.pool.AddressLeases;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who holds which address of all pools, which may be replaced meanwhile. Belongs to the engine's thread. */
final class PoolLeases {
    private final Map<AddressPool, AddressLeases> leases = new HashMap<>();

    /**
     * These pools are there from now on. One of the name of a former one takes its place: who holds an address of that
     * one keeps it.
     */
    void use(List<VirtualTemplate> templates) {
        Map<AddressPool, Set<InetAddress>> reserved = new LinkedHashMap<>();
        for (VirtualTemplate template : templates) {
            template.profiles().stream()
                    .flatMap(profile -> profile.authorization().stream())
                    .flatMap(rules -> rules.policies().stream())
                    .flatMap(policy -> policy.pools().stream())
                    .forEach(pool -> reserved.computeIfAbsent(pool, unused -> new LinkedHashSet<>())
                            .addAll(template.unnumbered()));
        }
        Map<AddressPool, AddressLeases> former = new HashMap<>(leases);
        former.keySet().removeAll(reserved.keySet());
        leases.keySet().retainAll(reserved.keySet());
        reserved.forEach((pool, addresses) -> {
            AddressLeases ofPool = leases.computeIfAbsent(pool, unused -> successor(pool, former));
            ofPool.reserveOnly(addresses);
        });
    }

    private static AddressLeases successor(AddressPool pool, Map<AddressPool, AddressLeases> former) {
        Optional<AddressPool> before = former.keySet().stream()
                .filter(each -> each.name().equals(pool.name()) && each.isIpv4() == pool.isIpv4())
                .findFirst();
        AddressLeases leases = before.map(former::remove).orElseGet(() -> new AddressLeases(pool));
        leases.changeTo(pool);
        return leases;
    }

    Optional<Placement.Lease> lease(AddressPool pool, String holder, Optional<InetAddress> wish) {
        AddressLeases ofPool = leases.computeIfAbsent(pool, AddressLeases::new);
        return ofPool.lease(holder, wish).map(address -> new Placement.Lease(ofPool, address, holder));
    }

    /**
     * For a holder that has forgotten what it has.
     *
     * @param ending what its sessions have that end as soon as this one is there
     */
    Optional<Placement.Lease> leaseAgain(
            AddressPool pool, String holder, Optional<InetAddress> wish, List<Placement.Lease> ending) {
        AddressLeases ofPool = leases.computeIfAbsent(pool, AddressLeases::new);
        List<InetAddress> addresses = ending.stream()
                .filter(lease -> lease.pool() == ofPool)
                .map(Placement.Lease::address)
                .toList();
        return ofPool.leaseAgain(holder, wish, addresses).map(address -> new Placement.Lease(ofPool, address, holder));
    }
}
