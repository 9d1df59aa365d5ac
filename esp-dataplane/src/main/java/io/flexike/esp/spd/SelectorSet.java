package io.flexike.esp.spd;

import io.flexike.esp.packet.PacketView;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The selectors of one pair of SAs: packets go from any local one to any remote one, and back. */
public final class SelectorSet {
    private final CompiledSelector[] local;
    private final CompiledSelector[] remote;
    private final int specificity;

    public SelectorSet(List<CompiledSelector> local, List<CompiledSelector> remote) {
        this.local = local.toArray(CompiledSelector[]::new);
        this.remote = remote.toArray(CompiledSelector[]::new);
        this.specificity = loosest(this.local) + loosest(this.remote);
    }

    /** Whether a packet that we send belongs to this SA. */
    public boolean matchesOutbound(PacketView packet) {
        for (CompiledSelector selector : remote) {
            if (selector.matchesDestination(packet)) {
                return anyMatchesSource(local, packet);
            }
        }
        return false;
    }

    /** Whether a packet that we received may come through this SA. */
    public boolean matchesInbound(PacketView packet) {
        return anyMatchesSource(remote, packet) && anyMatchesDestination(local, packet);
    }

    private static boolean anyMatchesSource(CompiledSelector[] selectors, PacketView packet) {
        for (CompiledSelector selector : selectors) {
            if (selector.matchesSource(packet)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyMatchesDestination(CompiledSelector[] selectors, PacketView packet) {
        for (CompiledSelector selector : selectors) {
            if (selector.matchesDestination(packet)) {
                return true;
            }
        }
        return false;
    }

    Set<PrefixKey> remotePrefixes() {
        Set<PrefixKey> prefixes = new LinkedHashSet<>();
        for (CompiledSelector selector : remote) {
            prefixes.add(selector.coveringPrefix());
        }
        return prefixes;
    }

    /** Grows with what the selectors of both sides say beyond addresses, 0 to 4. */
    int specificity() {
        return specificity;
    }

    private static int loosest(CompiledSelector[] selectors) {
        return Arrays.stream(selectors)
                .mapToInt(CompiledSelector::specificity)
                .min()
                .orElse(0);
    }
}
