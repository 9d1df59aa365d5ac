package io.flexike.flexvpn.pool;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who holds which address of a pool. Thread-safe.
 *
 * <p>An address has one holder at most, who may take it more than once while it authenticates anew. Who comes back gets
 * the address it had, if nobody else has got it meanwhile; the address that has been free for longest is given to a
 * newcomer last.
 */
public final class AddressLeases {
    /** How many addresses are kept back for those who had them; our own choice. */
    private static final int MOST_REMEMBERED = 65_536;

    private AddressPool pool;
    private final Map<InetAddress, Holding> leased = new HashMap<>();
    /** Free addresses that were leased before, the one released first at the front, each with its last holder. */
    private final LinkedHashMap<InetAddress, String> released = new LinkedHashMap<>();

    private final Map<String, InetAddress> lastOf = new HashMap<>();
    private final Set<InetAddress> reserved = new HashSet<>();
    private long nextFreshSlot;

    private record Holding(String holder, int times) {}

    /** No address of the pool is taken. */
    public AddressLeases(AddressPool pool) {
        this.pool = pool;
    }

    /** The pool whose addresses these are. */
    public synchronized AddressPool pool() {
        return pool;
    }

    /** Gives out addresses of another pool from now on; who holds one of the former pool keeps it. */
    public synchronized void changeTo(AddressPool other) {
        pool = other;
        nextFreshSlot = 0;
        List.copyOf(released.keySet()).stream()
                .filter(address -> !other.offers(address))
                .forEach(this::forget);
    }

    /** Keeps these addresses from being given out, and no others. */
    public synchronized void reserveOnly(Collection<InetAddress> addresses) {
        if (!reserved.equals(Set.copyOf(addresses))) {
            reserved.clear();
            // one that was reserved before is as if it had never been given out
            nextFreshSlot = 0;
            addresses.forEach(this::reserve);
        }
    }

    /** Keeps an address from ever being given out, such as the gateway's own. */
    public synchronized void reserve(InetAddress address) {
        reserved.add(address);
        forget(address);
    }

    /**
     * Takes an address for a holder, preferring the one it had last.
     *
     * @return empty if all are taken
     */
    public Optional<InetAddress> lease(String holder) {
        return lease(holder, Optional.empty());
    }

    /**
     * Takes an address for a holder: the wanted one if it holds that already, or if that is free and nobody else had
     * it, else the one it had last.
     *
     * @return empty if all are taken
     */
    public synchronized Optional<InetAddress> lease(String holder, Optional<InetAddress> wanted) {
        Optional<InetAddress> held = wanted.filter(address -> isHeldBy(holder, address));
        held.ifPresent(this::takeOnceMore);
        return held.or(() -> take(holder, wanted));
    }

    /**
     * Takes for a holder once more what it holds, because it has forgotten that: of the addresses of its sessions that
     * end as soon as it is there, the wanted one, else the first. Without such it is a newcomer: what those sessions
     * hold that live on, which may have come up just now, stays theirs alone, and so does what somebody else was given
     * again who is not there yet.
     *
     * @param ending the addresses of the sessions that end; one that several of them hold, as often
     * @return empty if all are taken
     */
    public synchronized Optional<InetAddress> leaseAgain(
            String holder, Optional<InetAddress> wanted, Collection<InetAddress> ending) {
        List<InetAddress> own = ending.stream()
                .filter(address ->
                        isHeldBy(holder, address) && isHeldTimes(address, Collections.frequency(ending, address)))
                .distinct()
                .sorted(Comparator.comparing(InetAddress::getHostAddress))
                .toList();
        Optional<InetAddress> again =
                wanted.filter(own::contains).or(() -> own.stream().findFirst());
        again.ifPresent(this::takeOnceMore);
        return again.or(() -> take(holder, wanted));
    }

    private boolean isHeldBy(String holder, InetAddress address) {
        Holding holding = leased.get(address);
        return holding != null && holding.holder.equals(holder);
    }

    private boolean isHeldTimes(InetAddress address, int times) {
        Holding holding = leased.get(address);
        return holding != null && holding.times == times;
    }

    private void takeOnceMore(InetAddress address) {
        leased.computeIfPresent(address, (same, holding) -> new Holding(holding.holder, holding.times + 1));
    }

    private Optional<InetAddress> take(String holder, Optional<InetAddress> wanted) {
        Optional<InetAddress> address = wanted.filter(each -> mayHave(holder, each))
                .or(() -> Optional.ofNullable(lastOf.get(holder)).filter(each -> mayHave(holder, each)))
                .or(this::fresh)
                .or(this::longestReleased);
        address.ifPresent(each -> {
            forget(each);
            leased.put(each, new Holding(holder, 1));
            lastOf.remove(holder);
        });
        return address;
    }

    /** Gives an address back; does nothing if it was not leased. */
    public synchronized void release(InetAddress address, String holder) {
        Holding holding = leased.remove(address);
        if (holding != null && holding.times > 1) {
            leased.put(address, new Holding(holding.holder, holding.times - 1));
            return;
        }
        if (holding == null || reserved.contains(address) || !pool.offers(address)) {
            return;
        }
        InetAddress earlier = lastOf.put(holder, address);
        if (earlier != null) {
            released.put(earlier, "");
        }
        released.put(address, holder);
    }

    /** Whether somebody holds the address. */
    public synchronized boolean isLeased(InetAddress address) {
        return leased.containsKey(address);
    }

    /** How many addresses have a holder. */
    public synchronized int leasedCount() {
        return leased.size();
    }

    private boolean mayHave(String holder, InetAddress address) {
        if (!pool.offers(address) || reserved.contains(address) || leased.containsKey(address)) {
            return false;
        }
        String last = released.get(address);
        return last == null || last.isEmpty() || last.equals(holder);
    }

    private Optional<InetAddress> fresh() {
        if (released.size() >= MOST_REMEMBERED) {
            return Optional.empty();
        }
        while (nextFreshSlot < pool.slots()) {
            InetAddress address = pool.slot(nextFreshSlot++);
            if (pool.offers(address)
                    && !reserved.contains(address)
                    && !leased.containsKey(address)
                    && !released.containsKey(address)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    private Optional<InetAddress> longestReleased() {
        return released.keySet().stream().findFirst();
    }

    private void forget(InetAddress address) {
        String holder = released.remove(address);
        if (holder != null) {
            lastOf.remove(holder, address);
        }
    }
}
