package io.flexike.esp.spd;

import io.flexike.esp.packet.PacketView;
import io.flexike.esp.spd.CompiledSelector.Ports;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The selectors of one pair of SAs: packets go from any local one to any remote one, and back. */
public final class SelectorSet {
    /** RFC 4301 D.3, in octets: no port stands so far behind the IP header, and no first fragment is that short. */
    private static final int MIN_LATER_OFFSET = 128;

    private final CompiledSelector[] local;
    private final CompiledSelector[] remote;
    private final boolean laterFragments;
    private final int specificity;
    private final boolean portless;

    /** Selectors that want to see a port where they name one. */
    public SelectorSet(List<CompiledSelector> local, List<CompiledSelector> remote) {
        this(local, remote, false);
    }

    /**
     * Selectors of both sides.
     *
     * @param laterFragments whether fragments other than the first, whose ports cannot be seen, match also where ports
     *     are named (RFC 4301 7.3, NON_FIRST_FRAGMENTS_ALSO)
     */
    public SelectorSet(List<CompiledSelector> local, List<CompiledSelector> remote, boolean laterFragments) {
        this.local = local.toArray(CompiledSelector[]::new);
        this.remote = remote.toArray(CompiledSelector[]::new);
        this.laterFragments = laterFragments;
        this.specificity = loosest(this.local) + loosest(this.remote);
        this.portless = Stream.concat(local.stream(), remote.stream()).allMatch(CompiledSelector::isAnyPort);
    }

    /**
     * The same protocols and ports between two addresses. In transport mode only the ends themselves talk, and behind a
     * NAT the addresses that were negotiated may be those of other networks (RFC 7296 2.23.1).
     */
    public SelectorSet between(InetAddress localEnd, InetAddress remoteEnd) {
        return new SelectorSet(at(local, localEnd), at(remote, remoteEnd), laterFragments);
    }

    private static List<CompiledSelector> at(CompiledSelector[] selectors, InetAddress end) {
        byte[] address = end.getAddress();
        return Arrays.stream(selectors)
                .map(selector -> selector.at(address))
                .distinct()
                .toList();
    }

    /** Whether a packet that we send belongs to this SA. */
    public boolean matchesOutbound(PacketView packet) {
        Ports ports = laterPorts(packet);
        return anyMatchesDestination(remote, packet, ports) && anyMatchesSource(local, packet, ports);
    }

    /** Whether the pieces of a packet that matches would match as well, though only the first one has its ports. */
    public boolean matchesPieces() {
        return laterFragments || portless;
    }

    /**
     * Whether a packet that we received may come through this SA. Where ports count, and be it that they must not be
     * seen, a later fragment of IPv4 has to begin behind all that tells of ports (RFC 4301 7.2, D.3). In IPv6 there is
     * no such place, and hosts drop what overlaps (RFC 8200 4.5).
     */
    public boolean matchesInbound(PacketView packet) {
        Ports ports = reachesPorts(packet) ? Ports.UNNAMED : laterPorts(packet);
        return anyMatchesSource(remote, packet, ports) && anyMatchesDestination(local, packet, ports);
    }

    private static boolean reachesPorts(PacketView packet) {
        return packet.isLaterFragment() && packet.version() == 4 && packet.fragmentOffset() < MIN_LATER_OFFSET;
    }

    // RFC 4301 7.3: only if both ends have said so
    private Ports laterPorts(PacketView packet) {
        return laterFragments && packet.isLaterFragment() ? Ports.IGNORED : Ports.COMPARED;
    }

    private static boolean anyMatchesSource(CompiledSelector[] selectors, PacketView packet, Ports ports) {
        for (CompiledSelector selector : selectors) {
            if (selector.matchesSource(packet, ports)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyMatchesDestination(CompiledSelector[] selectors, PacketView packet, Ports ports) {
        for (CompiledSelector selector : selectors) {
            if (selector.matchesDestination(packet, ports)) {
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
