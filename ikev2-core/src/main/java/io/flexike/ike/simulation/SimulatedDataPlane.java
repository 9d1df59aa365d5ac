package io.flexike.ike.simulation;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.Path;
import io.flexike.ike.simulation.TunnelPassage.Fate;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A data plane of an endpoint: installs, moves and removes Child SAs as its engine says, carries the packets that are
 * offered to it, and tells the engine what a real one does. It encrypts nothing; yet a packet arrives only if the keys
 * of both ends are the same.
 */
public final class SimulatedDataPlane {
    private final String owner;
    private final Host host;
    private final TunnelLedger ledger;
    private final Map<Integer, InstalledChildSa> installed = new LinkedHashMap<>();
    private final EarlyPackets early = new EarlyPackets();
    private final Set<Integer> failed = new HashSet<>();
    private final Map<Long, LastTraffic> traffic = new HashMap<>();
    private final List<Change> history = new ArrayList<>();
    private Optional<String> nextFailure = Optional.empty();
    private long sendingOrder;

    SimulatedDataPlane(String owner, TunnelLedger ledger, Host host) {
        this.owner = owner;
        this.ledger = ledger;
        this.host = host;
    }

    /** What a data plane stands on: the host's clock and network, and the engine. */
    interface Host {
        Instant now();

        Transit send(NetworkPacket packet);

        void tell(IkeInput input);
    }

    /** An installation or a removal. */
    public record Change(Instant at, boolean installation, int inboundSpi, int outboundSpi) {}

    private record LastTraffic(Instant received, Instant sent) {
        static final LastTraffic NEVER = new LastTraffic(Instant.MIN, Instant.MIN);
    }

    /** What is installed now, oldest first, as it was when it was installed. */
    public List<ChildSaParameters> installed() {
        return installed.values().stream().map(InstalledChildSa::parameters).toList();
    }

    /** What is installed under an inbound SPI. */
    public Optional<ChildSaParameters> byInboundSpi(int inboundSpi) {
        return Optional.ofNullable(installed.get(inboundSpi)).map(InstalledChildSa::parameters);
    }

    /** Whether packets may be sent through the Child SA; false if it is not installed. */
    public boolean isSending(int inboundSpi) {
        InstalledChildSa child = installed.get(inboundSpi);
        return child != null && child.isSending();
    }

    /** All that was installed and removed, oldest first. */
    public List<Change> history() {
        return List.copyOf(history);
    }

    /**
     * Lets the next installation fail: nothing is installed, and the engine is told
     * {@link IkeInput.InstallationFailed}.
     */
    public void failNextInstallation(String reason) {
        nextFailure = Optional.of(reason);
    }

    /** Takes back {@link #failNextInstallation}, if nothing has been installed since. */
    public void letInstallationsSucceed() {
        nextFailure = Optional.empty();
    }

    /**
     * Compares with the peer's data plane: each Child SA here must have its mirror there with SPIs, keys, selectors,
     * suite, mode and encapsulation exchanged, and the other way round.
     *
     * @return one sentence for each difference, empty if both agree
     */
    public List<String> differencesTo(SimulatedDataPlane peer) {
        List<String> differences = new ArrayList<>();
        for (InstalledChildSa child : installed.values()) {
            Optional<InstalledChildSa> mirror = peer.find(child.parameters().outboundSpi());
            if (mirror.isPresent()) {
                MirrorImage.compare(child, mirror.get(), name(child) + " and " + peer.name(mirror.get()), differences);
            } else {
                differences.add(name(child) + " has no counterpart at " + peer.owner);
            }
        }
        for (InstalledChildSa child : peer.installed.values()) {
            if (find(child.parameters().outboundSpi()).isEmpty()) {
                differences.add(peer.name(child) + " has no counterpart at " + owner);
            }
        }
        return differences;
    }

    /** The Child SAs that belong to an IKE SA now. */
    List<ChildSaParameters> ownedBy(long ikeSpi) {
        return installed.values().stream()
                .filter(child -> child.owner() == ikeSpi)
                .map(InstalledChildSa::parameters)
                .toList();
    }

    Optional<InstalledChildSa> find(int inboundSpi) {
        return Optional.ofNullable(installed.get(inboundSpi));
    }

    /** What would send the packet now: the most specific Child SA, among equals that which began to send last. */
    Optional<InstalledChildSa> sendingFor(TunnelPacket packet) {
        return installed.values().stream()
                .filter(child -> child.isSending() && child.carries(packet, true))
                .max(Comparator.comparingInt(SimulatedDataPlane::specificity)
                        .thenComparingLong(InstalledChildSa::sendingSince));
    }

    private static int specificity(InstalledChildSa child) {
        return child.parameters().remote().stream()
                .mapToInt(ts -> ts.prefix().map(prefix -> prefix.length()).orElse(0))
                .max()
                .orElse(0);
    }

    /** Inbound SPIs of Child SAs that are being agreed upon: packets that come too early wait for these. */
    public Set<Integer> expected() {
        return early.expected();
    }

    // What the engine wants

    void expect(int inboundSpi) {
        early.expect(inboundSpi);
    }

    void forgetExpected(int inboundSpi) {
        EarlyPackets.Ended ended = early.end(inboundSpi, host.now());
        if (!ended.wasExpected()) {
            throw new IllegalStateException(hex(inboundSpi) + " was not expected");
        }
        ended.overdue().forEach(this::receive);
        ended.inTime().forEach(this::receive);
    }

    void install(ChildSaParameters child, boolean sending) {
        EarlyPackets.Ended waiting = early.end(child.inboundSpi(), host.now());
        waiting.overdue().forEach(this::receive);
        if (nextFailure.isPresent()) {
            String reason = nextFailure.get();
            nextFailure = Optional.empty();
            failed.add(child.inboundSpi());
            host.tell(new IkeInput.InstallationFailed(child.ikeSpi(), child.inboundSpi(), reason));
            return;
        }
        InstalledChildSa fresh = new InstalledChildSa(child, sending ? ++sendingOrder : 0);
        if (installed.putIfAbsent(child.inboundSpi(), fresh) != null) {
            throw new IllegalStateException(name(fresh) + " is installed already");
        }
        history.add(new Change(host.now(), true, child.inboundSpi(), child.outboundSpi()));
        waiting.inTime().forEach(this::receive);
    }

    void startSending(int inboundSpi) {
        required(inboundSpi).ifPresent(child -> child.sendingSince(++sendingOrder));
    }

    void stopSending(int inboundSpi) {
        required(inboundSpi).ifPresent(child -> child.sendingSince(0));
    }

    void move(int inboundSpi, Path path, boolean udpEncapsulation) {
        required(inboundSpi).ifPresent(child -> child.move(path, udpEncapsulation));
    }

    void remove(int inboundSpi, int outboundSpi) {
        if (failed.remove(inboundSpi)) {
            return;
        }
        InstalledChildSa removed = installed.remove(inboundSpi);
        if (removed == null || removed.parameters().outboundSpi() != outboundSpi) {
            throw new IllegalStateException(owner + " has no Child SA with the SPIs " + hex(inboundSpi)
                    + " inbound and " + hex(outboundSpi) + " outbound");
        }
        history.add(new Change(host.now(), false, inboundSpi, outboundSpi));
    }

    /** RFC 7296 2.8: the Child SAs of a rekeyed IKE SA belong to its successor. */
    void inherit(long oldIkeSpi, long newIkeSpi) {
        installed.values().stream()
                .filter(child -> child.owner() == oldIkeSpi)
                .forEach(child -> child.owner(newIkeSpi));
        LastTraffic last = traffic.remove(oldIkeSpi);
        if (last != null) {
            traffic.put(newIkeSpi, last);
        }
    }

    void forget(long ikeSpi) {
        traffic.remove(ikeSpi);
    }

    IkeInput.Traffic traffic(long ikeSpi) {
        LastTraffic last = traffic.getOrDefault(ikeSpi, LastTraffic.NEVER);
        return new IkeInput.Traffic(ikeSpi, last.received(), last.sent());
    }

    void clear() {
        installed.clear();
        early.clear();
        traffic.clear();
    }

    private Optional<InstalledChildSa> required(int inboundSpi) {
        InstalledChildSa child = installed.get(inboundSpi);
        if (child == null && !failed.contains(inboundSpi)) {
            throw new IllegalStateException(owner + " has no Child SA with the SPI " + hex(inboundSpi));
        }
        return Optional.ofNullable(child);
    }

    // Packets

    TunnelPassage offer(TunnelPacket packet) {
        TunnelPassage passage = ledger.offered(packet, owner, host.now());
        Optional<InstalledChildSa> found = sendingFor(packet);
        if (found.isEmpty()) {
            passage.refused(Fate.NO_SENDING_SA);
            return passage;
        }
        InstalledChildSa child = found.get();
        if (child.isExhausted()) {
            passage.refused(Fate.LIMIT_REACHED);
            return passage;
        }
        int spi = child.parameters().outboundSpi();
        EspDatagram esp = EspDatagram.of(spi, child.nextSequence(packet.octets()), packet.id(), child.outboundKey());
        Path path = child.path();
        passage.sent(
                spi,
                host.send(
                        child.udpEncapsulation()
                                ? NetworkPacket.datagram(path.local(), path.remote(), esp.encode())
                                : NetworkPacket.esp(
                                        path.local().getAddress(), path.remote().getAddress(), esp.encode())));
        traffic.merge(
                child.owner(),
                new LastTraffic(Instant.MIN, host.now()),
                (old, fresh) -> new LastTraffic(old.received(), fresh.sent()));
        tellLimits(child);
        return passage;
    }

    void receive(NetworkPacket packet) {
        Optional<EspDatagram> decoded = EspDatagram.decode(packet.octets());
        if (decoded.isEmpty()) {
            return;
        }
        EspDatagram esp = decoded.get();
        Optional<TunnelPassage> passage = ledger.passage(esp.id());
        InstalledChildSa child = installed.get(esp.spi());
        if (child == null && early.keep(esp.spi(), packet, host.now())) {
            return;
        }
        Fate outcome = judge(esp, child, passage);
        passage.ifPresent(known -> known.arrived(new TunnelPassage.Arrival(host.now(), owner, esp.spi(), outcome)));
        if (child == null || outcome == Fate.NOT_AUTHENTIC || outcome == Fate.REPLAYED) {
            return;
        }
        passage.ifPresent(known -> child.received(known.packet().octets()));
        traffic.merge(
                child.owner(),
                new LastTraffic(host.now(), Instant.MIN),
                (old, fresh) -> new LastTraffic(fresh.received(), old.sent()));
        if (child.firstUse()) {
            host.tell(new IkeInput.ChildSaInUse(child.owner(), esp.spi()));
        }
        if (child.isNewest(esp.sequence()) && isFromElsewhere(packet.source(), child)) {
            host.tell(new IkeInput.PacketFromElsewhere(child.owner(), esp.spi(), packet.source()));
        }
        tellLimits(child);
    }

    private static Fate judge(EspDatagram esp, @Nullable InstalledChildSa child, Optional<TunnelPassage> passage) {
        if (child == null) {
            return Fate.UNKNOWN_SPI;
        }
        if (passage.isEmpty() || !esp.isAuthentic(child.inboundKey())) {
            return Fate.NOT_AUTHENTIC;
        }
        if (!child.accept(esp.sequence())) {
            return Fate.REPLAYED;
        }
        return child.carries(passage.get().packet(), false) ? Fate.DELIVERED : Fate.OUTSIDE_SELECTORS;
    }

    /** RFC 7296 2.23: native ESP has no port that could change. */
    private static boolean isFromElsewhere(InetSocketAddress source, InstalledChildSa child) {
        InetSocketAddress expected = child.path().remote();
        return child.udpEncapsulation()
                ? !source.equals(expected)
                : !source.getAddress().equals(expected.getAddress());
    }

    private void tellLimits(InstalledChildSa child) {
        if (child.newlySoft()) {
            host.tell(new IkeInput.ChildSaLimitReached(
                    child.owner(), child.parameters().inboundSpi(), false));
        }
        if (child.newlyHard()) {
            host.tell(new IkeInput.ChildSaLimitReached(
                    child.owner(), child.parameters().inboundSpi(), true));
        }
    }

    private String name(InstalledChildSa child) {
        return owner + "'s Child SA " + hex(child.parameters().inboundSpi());
    }

    static String hex(int spi) {
        return String.format(Locale.ROOT, "%08x", spi);
    }
}
