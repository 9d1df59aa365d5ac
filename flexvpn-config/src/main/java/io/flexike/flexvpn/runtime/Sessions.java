package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.esp.DirectionCounters;
import io.flexike.esp.DropReason;
import io.flexike.esp.SaSnapshot;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.Traffic;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeSaSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All sessions by our SPI of their IKE SA, and how they look from outside. Any thread may read, the engine's thread
 * writes.
 */
final class Sessions {
    private final DataPlane dataPlane;
    private final Map<Long, Session> bySpi = new ConcurrentHashMap<>();
    /** By the SPI that the IKE SA had before it was rekeyed last, for who has not heard of that yet. */
    private final Map<Long, Session> byFormerSpi = new ConcurrentHashMap<>();

    /** By the name of the interface that their packets go through, which thousands may have to themselves. */
    private final Map<String, Set<Session>> byDevice = new ConcurrentHashMap<>();

    private final Map<Integer, Session> byInboundSpi = new ConcurrentHashMap<>();

    Sessions(DataPlane dataPlane) {
        this.dataPlane = dataPlane;
    }

    void add(Session session) {
        bySpi.put(session.ikeSpi(), session);
        byDevice.computeIfAbsent(session.device().name(), unused -> ConcurrentHashMap.newKeySet(1))
                .add(session);
    }

    Optional<Session> find(long ikeSpi) {
        Session session = bySpi.get(ikeSpi);
        return Optional.ofNullable(session == null ? byFormerSpi.get(ikeSpi) : session);
    }

    Optional<Session> remove(long ikeSpi) {
        Optional<Session> session = Optional.ofNullable(bySpi.remove(ikeSpi));
        session.ifPresent(gone -> {
            forgetFormerSpi(gone);
            byDevice.computeIfPresent(gone.device().name(), (unused, all) -> {
                all.remove(gone);
                return all.isEmpty() ? null : all;
            });
            gone.children().keySet().forEach(byInboundSpi::remove);
        });
        return session;
    }

    /** A Child SA was installed for the session. */
    void addChild(Session session, int inboundSpi) {
        byInboundSpi.put(inboundSpi, session);
    }

    /** A Child SA is gone while its session goes on. */
    void removeChild(int inboundSpi) {
        byInboundSpi.remove(inboundSpi);
    }

    /** The session goes on in another IKE SA. */
    void rekeyed(Session session, IkeSaSnapshot successor) {
        long oldIkeSpi = session.ikeSpi();
        forgetFormerSpi(session);
        session.rekeyed(successor);
        byFormerSpi.put(oldIkeSpi, session);
        bySpi.remove(oldIkeSpi);
        bySpi.put(session.ikeSpi(), session);
    }

    private void forgetFormerSpi(Session session) {
        session.formerIkeSpi().ifPresent(byFormerSpi::remove);
    }

    Stream<Session> all() {
        return bySpi.values().stream();
    }

    Stream<Session> allUp() {
        return all().filter(Session::isUp);
    }

    /** Those of {@link #allUp} whose packets go through the interface of that name. */
    Stream<Session> upOn(String device) {
        return byDevice.getOrDefault(device, Set.of()).stream().filter(Session::isUp);
    }

    /** Sends nothing more through the session; what is on its way here is still received. */
    void stopSending(Session session) {
        session.children().keySet().forEach(dataPlane::removeOutbound);
    }

    Optional<Session> ofChild(int inboundSpi) {
        return Optional.ofNullable(byInboundSpi.get(inboundSpi));
    }

    /** Those that are up, by interface. */
    List<SessionSnapshot> snapshots() {
        return allUp().map(this::snapshot)
                .sorted(Comparator.comparingInt((SessionSnapshot session) ->
                                session.interfaceName().length())
                        .thenComparing(SessionSnapshot::interfaceName))
                .toList();
    }

    SessionSnapshot snapshot(Session session) {
        IkeSaSnapshot sa = session.sa();
        List<ChildSnapshot> children = new ArrayList<>();
        session.announced().forEach(child -> children.add(snapshot(session, child)));
        return new SessionSnapshot(
                session.interfaceName(),
                session.device().origin(),
                sa.profileName(),
                sa.localSpi(),
                sa.remoteSpi(),
                sa.initiator(),
                sa.remoteIdentity(),
                session.placement().eapIdentity(),
                session.path(),
                sa.behindNat(),
                sa.peerBehindNat(),
                sa.suite(),
                session.assignment(),
                session.since(),
                Duration.between(session.since(), Instant.now()),
                children,
                session.receivedBefore(),
                session.sentBefore());
    }

    private ChildSnapshot snapshot(Session session, Session.Child made) {
        ChildSaSnapshot child = made.sa();
        Optional<SaSnapshot> counters =
                dataPlane.sa(child.inboundSpi()).or(() -> session.lastCounters(child.inboundSpi()));
        return new ChildSnapshot(
                child.inboundSpi(),
                child.outboundSpi(),
                child.suite(),
                child.local(),
                child.remote(),
                child.udpEncapsulation(),
                child.mode(),
                child.resource(),
                counters.map(SaSnapshot::pathMtu).orElse(0),
                Duration.between(made.since(), Instant.now()),
                counters.map(SaSnapshot::inbound).map(Sessions::traffic).orElse(Traffic.NONE),
                counters.map(SaSnapshot::outbound).map(Sessions::traffic).orElse(Traffic.NONE),
                counters.map(sa -> errors(sa.drops())).orElse(0L),
                counters.map(sa -> errors(sa.sendDrops())).orElse(0L));
    }

    private static long errors(Map<DropReason, Long> drops) {
        return drops.entrySet().stream()
                .filter(drop -> drop.getKey() != DropReason.DUMMY)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    static Traffic traffic(DirectionCounters counters) {
        return new Traffic(counters.packets(), counters.octets());
    }
}
