package io.flexike.ike.engine;

import io.flexike.ike.session.CloseReason;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many IKE SAs are in which stage, against the {@link EngineLimits}. It keeps only those in a passing stage. */
final class Census {
    private final EngineLimits limits;
    private final Set<Long> all;
    private final Map<Long, Long> halfOpen = new HashMap<>();
    private final Map<Long, Integer> halfOpenByBlock = new HashMap<>();
    private final Set<Long> connecting = new HashSet<>();
    private final Set<Long> closed = new HashSet<>();

    /** @param all a view of the SPIs of all IKE SAs, closed ones that linger included */
    Census(EngineLimits limits, Set<Long> all) {
        this.limits = limits;
        this.all = all;
    }

    /** What is counted. A closed IKE SA of a stranger who was refused counts as half-open as well. */
    enum Stage {
        CONNECTING,
        HALF_OPEN,
        ESTABLISHED,
        LEAVING,
        CLOSED,
        REFUSED
    }

    private static Stage stage(IkeSaMachine machine) {
        if (machine.isClosed()) {
            return machine.isHalfOpen() ? Stage.REFUSED : Stage.CLOSED;
        }
        if (machine.isHalfOpen()) {
            return Stage.HALF_OPEN;
        }
        if (machine.sa().initiator() && machine.sa().establishedAt().equals(Instant.MAX)) {
            return Stage.CONNECTING;
        }
        return machine.isEstablished() ? Stage.ESTABLISHED : Stage.LEAVING;
    }

    /** Notes the stage that an IKE SA has come to; false if it is counted there already. */
    boolean count(Member member) {
        IkeSaMachine machine = member.machine();
        Stage stage = stage(machine);
        if (stage == member.stage()) {
            return false;
        }
        member.stage(stage);
        Long spi = machine.sa().localSpi();
        put(connecting, spi, stage == Stage.CONNECTING);
        put(closed, spi, stage == Stage.CLOSED || stage == Stage.REFUSED);
        if (stage != Stage.HALF_OPEN && stage != Stage.REFUSED) {
            leaveHalfOpen(spi);
        } else if (!halfOpen.containsKey(spi)) {
            long block = AddressBlock.of(machine.sa().path().remote().getAddress());
            halfOpen.put(spi, block);
            halfOpenByBlock.merge(block, 1, Integer::sum);
        }
        return true;
    }

    void forget(IkeSaMachine machine) {
        Long spi = machine.sa().localSpi();
        connecting.remove(spi);
        closed.remove(spi);
        leaveHalfOpen(spi);
    }

    int halfOpen() {
        return halfOpen.size();
    }

    /** What keeps a new IKE SA with somebody unknown from being made, null for nothing. */
    @Nullable
    String objectionToStranger(InetAddress address) {
        if (halfOpen.size() >= limits.maxHalfOpen()) {
            return "the most half-open IKE SAs are there already";
        }
        if (live() >= limits.maxIkeSas()) {
            return "the most IKE SAs are there already";
        }
        return objectionTo(address);
    }

    /**
     * The same for the address of a peer with which there is an IKE SA: it may be about to reauthenticate, which makes
     * a second one before the first goes, so that an eighth is left to such peers beyond both limits.
     */
    @Nullable
    String objectionToPeer(InetAddress address) {
        if (halfOpen.size() >= withReserve(limits.maxHalfOpen()) || live() >= withReserve(limits.maxIkeSas())) {
            return "the most IKE SAs are there already, even for known peers";
        }
        return objectionTo(address);
    }

    /** What keeps us from initiating, null for nothing. */
    @Nullable
    CloseReason objectionToInitiation() {
        if (connecting.size() >= limits.maxConnecting()) {
            return objection("there are " + connecting.size() + " IKE SAs in negotiation as initiator");
        }
        return live() >= limits.maxIkeSas() ? objection("there are " + live() + " IKE SAs") : null;
    }

    private static CloseReason objection(String count) {
        return new CloseReason(CloseReason.Kind.LIMIT_REACHED, count + ", which is the limit");
    }

    /** Entries in all tables, which a flood must not let grow. */
    int entries() {
        return halfOpen.size() + halfOpenByBlock.size() + connecting.size() + closed.size();
    }

    private @Nullable String objectionTo(InetAddress address) {
        return halfOpenByBlock.getOrDefault(AddressBlock.of(address), 0) >= limits.maxHalfOpenPerAddress()
                ? "the most half-open IKE SAs of one source address are there already"
                : null;
    }

    private int live() {
        return all.size() - closed.size();
    }

    private void leaveHalfOpen(Long spi) {
        Long block = halfOpen.remove(spi);
        if (block != null) {
            halfOpenByBlock.computeIfPresent(block, (unused, count) -> count == 1 ? null : count - 1);
        }
    }

    private static long withReserve(int limit) {
        return limit + limit / 8L + 1;
    }

    private static void put(Set<Long> set, Long spi, boolean belongs) {
        if (belongs) {
            set.add(spi);
        } else {
            set.remove(spi);
        }
    }
}
