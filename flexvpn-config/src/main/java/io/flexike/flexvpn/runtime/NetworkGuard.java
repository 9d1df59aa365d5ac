package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps peers from drawing packets to themselves that are not theirs: a network that a peer tells of is not routed to
 * it if it is one of ours, if the outer packets of others would follow it, or if another peer has it already. Who
 * configured a static tunnel trusts its peer with large networks; a peer of a virtual template is one of many. On the
 * engine's thread.
 */
final class NetworkGuard {
    /** Outer addresses that the networks of one static tunnel are split around; our own choice. */
    static final int MOST_HOLES = 16;

    private static final List<IpPrefix> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/127",
                    "fe80::/10",
                    "ff00::/8")
            .map(IpPrefix::parse)
            .toList();

    private final Supplier<List<InetAddress>> listening;
    private final HostNetworks host;
    private final PrefixIndex<InetAddress> destinations = new PrefixIndex<>();
    private final PrefixIndex<Claimant> outers = new PrefixIndex<>();
    private final Map<Optional<String>, PrefixIndex<Claimant>> toldByVrf = new HashMap<>();
    private final Map<Optional<String>, PrefixIndex<Claimant>> heldByVrf = new HashMap<>();
    private final Set<Claimant> waiting = new LinkedHashSet<>();
    private List<InetAddress> destinationsNow = List.of();

    /** @param listening our own outer addresses */
    NetworkGuard(Supplier<List<InetAddress>> listening, HostNetworks host) {
        this.listening = listening;
        this.host = host;
    }

    /** A session whose peer may tell of networks. */
    static final class Claimant {
        private final TunnelInterface device;
        private final boolean trusted;
        private final Optional<Identification> peer;
        private final Runnable refresh;
        private final Set<IpPrefix> told = new HashSet<>();
        private final Set<IpPrefix> held = new HashSet<>();
        private @Nullable InetAddress outer;

        /**
         * @param trusted whether it is the peer of a static tunnel
         * @param refresh called when other networks may be acceptable
         */
        Claimant(TunnelInterface device, boolean trusted, Optional<Identification> peer, Runnable refresh) {
            this.device = device;
            this.trusted = trusted;
            this.peer = peer;
            this.refresh = refresh;
        }

        private boolean isForeignTo(Claimant other) {
            return this != other && (peer.isEmpty() || !peer.equals(other.peer));
        }
    }

    /** The tunnels of the configuration, whose destinations are reached outside. */
    void use(List<StaticTunnel> tunnels) {
        destinationsNow.forEach(address -> destinations.remove(IpPrefix.host(address), address));
        destinationsNow = tunnels.stream()
                .flatMap(tunnel -> tunnel.destination().stream())
                .flatMap(endpoint -> endpoint.literalAddress().stream())
                .distinct()
                .toList();
        destinationsNow.forEach(address -> destinations.add(IpPrefix.host(address), address));
    }

    /** The outer packets of a session go there; nothing that others have told of may lead them elsewhere. */
    void reached(Claimant session, InetAddress outer) {
        InetAddress former = session.outer;
        if (outer.equals(former)) {
            return;
        }
        if (former != null) {
            outers.remove(IpPrefix.host(former), session);
        }
        session.outer = outer;
        outers.add(IpPrefix.host(outer), session);
        List<Claimant> inTheWay = toldIn(Optional.empty())
                .around(IpPrefix.host(outer))
                .filter(other -> other != session)
                .distinct()
                .toList();
        inTheWay.forEach(other -> other.refresh.run());
    }

    /** Why a network is not routed to who tells of it; empty if it is. Whole address families are not its concern. */
    Optional<String> objection(Claimant session, IpPrefix network) {
        return ours(session, network)
                .or(() -> session.device.vrf().isPresent() ? Optional.empty() : outside(session, network))
                .or(() -> session.trusted ? Optional.empty() : others(session, network));
    }

    private static Optional<String> ours(Claimant session, IpPrefix network) {
        boolean special = SPECIAL.stream()
                .anyMatch(range ->
                        Prefixes.isInside(network, range) || !session.trusted && Prefixes.isInside(range, network));
        if (special) {
            return Optional.of("there are addresses in it that are never routed");
        }
        if (session.device.isConnectedElsewhere(network)) {
            return Optional.of("we are connected to it");
        }
        return !session.trusted && session.device.isStaticElsewhere(network)
                ? Optional.of("the configuration routes it elsewhere")
                : Optional.empty();
    }

    private Optional<String> outside(Claimant session, IpPrefix network) {
        boolean ours = listening.get().stream()
                .anyMatch(address ->
                        session.trusted ? IpPrefix.host(address).equals(network) : network.contains(address));
        if (ours) {
            return Optional.of("we are reached at an address of it");
        }
        String device = session.device.deviceName();
        if (host.now().stream()
                .anyMatch(connected ->
                        !connected.device().equals(device) && Prefixes.isInside(network, connected.network()))) {
            return Optional.of("this host is connected to it");
        }
        long most = session.trusted ? MOST_HOLES : 0;
        return othersOutside(session, network).limit(most + 1).count() > most
                ? Optional.of("others are reached at addresses of it")
                : Optional.empty();
    }

    /** Outer addresses of others in a network; packets to the peer's own are kept out of the tunnel in any case. */
    private Stream<InetAddress> othersOutside(Claimant session, IpPrefix network) {
        return Stream.concat(destinations.prefixesInside(network), outers.prefixesInside(network))
                .map(IpPrefix::address)
                .filter(address -> !address.equals(session.outer))
                .distinct();
    }

    /** What networks are split around, beside the peer's own outer address. */
    Set<InetAddress> holes(Claimant session, List<IpPrefix> networks) {
        Set<InetAddress> holes = new LinkedHashSet<>();
        if (session.device.vrf().isEmpty()) {
            networks.stream()
                    .filter(network -> !Prefixes.isEverything(network))
                    .flatMap(network -> othersOutside(session, network).limit(MOST_HOLES))
                    .forEach(holes::add);
        }
        return holes;
    }

    private Optional<String> others(Claimant session, IpPrefix network) {
        PrefixIndex<Claimant> told = toldIn(session.device.vrf());
        boolean taken = Stream.of(
                        told.around(network), heldIn(session.device.vrf()).around(network), told.inside(network))
                .flatMap(found -> found)
                .anyMatch(other -> other.isForeignTo(session));
        if (taken) {
            waiting.add(session);
            return Optional.of("another peer has it, or a part of it");
        }
        return Optional.empty();
    }

    /**
     * What a session has now, in place of what it had; the peers of static tunnels are in nobody's way.
     *
     * @param told what it has because it told of it
     * @param held what it has beside that
     */
    void claim(Claimant session, Set<IpPrefix> told, Set<IpPrefix> held) {
        if (!session.trusted) {
            replace(session, session.told, told, toldIn(session.device.vrf()));
            replace(session, session.held, held, heldIn(session.device.vrf()));
        }
    }

    private static void replace(
            Claimant session, Set<IpPrefix> before, Set<IpPrefix> now, PrefixIndex<Claimant> index) {
        before.stream().filter(prefix -> !now.contains(prefix)).forEach(prefix -> index.remove(prefix, session));
        now.forEach(prefix -> index.add(prefix, session));
        before.clear();
        before.addAll(now);
    }

    /** The session has ended: others may have what it had. */
    void ended(Claimant session) {
        boolean free = !session.told.isEmpty() || !session.held.isEmpty();
        claim(session, Set.of(), Set.of());
        waiting.remove(session);
        if (session.outer != null) {
            outers.remove(IpPrefix.host(session.outer), session);
            session.outer = null;
        }
        if (free) {
            List<Claimant> hopeful = List.copyOf(waiting);
            waiting.clear();
            hopeful.forEach(other -> other.refresh.run());
        }
    }

    private PrefixIndex<Claimant> toldIn(Optional<String> vrf) {
        return toldByVrf.computeIfAbsent(vrf, unused -> new PrefixIndex<>());
    }

    private PrefixIndex<Claimant> heldIn(Optional<String> vrf) {
        return heldByVrf.computeIfAbsent(vrf, unused -> new PrefixIndex<>());
    }
}
