package io.flexike.ike.task;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** The Child SAs of one IKE SA. What they send through changes here only, so that no packet is lost (RFC 7296 2.8). */
public final class ChildSas {
    /** Our choice: how long a Child SA that was replaced receives packets that were on their way. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /**
     * Our choice: how long our response may take to reach a peer that has asked for one for a resource; longer than
     * peers wait until they ask once more.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final IkeSa sa;
    private final List<ChildSa> all = new ArrayList<>(1);

    ChildSas(IkeSa sa) {
        this.sa = sa;
    }

    /** Those that both ends count as theirs, oldest first. */
    public List<ChildSa> live() {
        return all.stream().filter(ChildSa::isLive).toList();
    }

    /** All that are installed, those that only receive any more included. */
    public List<ChildSa> installed() {
        return List.copyOf(all);
    }

    List<ChildSaSnapshot> snapshots() {
        return all.stream().filter(ChildSa::isLive).map(ChildSa::snapshot).toList();
    }

    /** The live one on which we receive with that SPI. */
    public Optional<ChildSa> byInboundSpi(int spi) {
        return all.stream()
                .filter(child -> child.isLive() && child.inboundSpi() == spi)
                .findFirst();
    }

    /** The live one on which the peer receives with that SPI. */
    public Optional<ChildSa> byOutboundSpi(SecurityProtocol protocol, int spi) {
        return all.stream()
                .filter(child -> child.isLive()
                        && child.outboundSpi() == spi
                        && child.protocol().equals(protocol))
                .findFirst();
    }

    /**
     * Installs a new one.
     *
     * @param group those with the same selectors that it belongs to, if both ends know of such
     */
    public ChildSa install(ChildSaParameters parameters, Optional<ResourceGroup> group, boolean sending) {
        ChildSaSnapshot snapshot = new ChildSaSnapshot(
                parameters.inboundSpi(),
                parameters.outboundSpi(),
                parameters.suite(),
                parameters.local(),
                parameters.remote(),
                parameters.udpEncapsulation(),
                parameters.mode(),
                parameters.resource());
        ChildSa child = new ChildSa(
                snapshot, parameters.lifetime(), sending, sa.effects().now());
        child.group(group);
        group.ifPresent(its -> parameters.resource().ifPresent(its::serves));
        all.add(child);
        sa.effects().install(parameters, sending);
        return child;
    }

    /**
     * Installs one that sends as soon as the peer sends through it, or when {@link #takeOver} is called or so much time
     * has gone by.
     */
    public void installWaiting(ChildSaParameters parameters, Optional<ResourceGroup> group, Duration patience) {
        install(parameters, group, /* sending= */ false)
                .sendAt(sa.effects().now().plus(patience));
    }

    /** One in use with exactly these selectors, in whatever order, if possible one that is for all resources. */
    Optional<ChildSa> alike(List<AddressSelector> local, List<AddressSelector> remote, ChildSaMode mode) {
        Set<AddressSelector> ours = Set.copyOf(local);
        Set<AddressSelector> theirs = Set.copyOf(remote);
        return all.stream()
                .filter(child -> child.isInUse()
                        && child.snapshot().mode() == mode
                        && ours.equals(Set.copyOf(child.snapshot().local()))
                        && theirs.equals(Set.copyOf(child.snapshot().remote())))
                .max(Comparator.comparing(ChildSa::isShared));
    }

    /** The one of a group that is for all resources. */
    public Optional<ChildSa> shared(ResourceGroup group) {
        return all.stream()
                .filter(child -> child.isOf(group) && child.isInUse() && child.isShared())
                .findFirst();
    }

    /** Those of a group that are for one resource each. */
    public List<ChildSa> bound(ResourceGroup group) {
        return all.stream()
                .filter(child -> child.isOf(group) && child.isInUse() && !child.isShared())
                .toList();
    }

    /**
     * The resource with the fewest Child SAs of that group, those included that are being made; empty if it is full.
     */
    OptionalInt freeResource(ResourceGroup group) {
        List<ChildSa> bound = bound(group);
        return bound.size() + group.promised() < group.limit()
                ? IntStream.range(0, group.resources())
                        .boxed()
                        .min(Comparator.comparingInt(resource -> group.underWay(resource) + count(bound, resource)))
                        .map(OptionalInt::of)
                        .orElseThrow()
                : OptionalInt.empty();
    }

    /** One of a group went though nobody had deleted it: its resource is to have one again, if it has no other. */
    public void lost(ResourceGroup group, ChildSa gone) {
        List<ChildSa> others =
                bound(group).stream().filter(child -> child != gone).toList();
        gone.snapshot().resource().ifPresent(resource -> {
            if (count(others, resource) == 0) {
                group.lost(resource);
            }
        });
    }

    private static int count(List<ChildSa> bound, int resource) {
        return (int) bound.stream()
                .filter(child -> child.snapshot().resource().getAsInt() == resource)
                .count();
    }

    /** Whether there are any that wait in this way. */
    public boolean areWaiting() {
        return all.stream().anyMatch(ChildSas::isWaiting);
    }

    private static boolean isWaiting(ChildSa child) {
        return child.isLive() && !child.sendAt().equals(Instant.MAX);
    }

    /** Another IKE SA sends no more: those that have waited for that begin to send. */
    public void takeOver() {
        installed().stream()
                .filter(child -> isWaiting(child) && !isCovered(child))
                .forEach(this::switchTo);
    }

    /** Whether packets between these selectors are sent through one of them. */
    public boolean carryAnyOf(List<AddressSelector> local, List<AddressSelector> remote) {
        return all.stream()
                .anyMatch(child -> child.isLive()
                        && child.isSending()
                        && overlap(child.snapshot().local(), local)
                        && overlap(child.snapshot().remote(), remote));
    }

    private static boolean overlap(List<AddressSelector> some, List<AddressSelector> others) {
        return some.stream()
                .anyMatch(one ->
                        others.stream().anyMatch(other -> one.intersect(other).isPresent()));
    }

    /** Sends through a successor from now on, and no more through the one that it replaces. */
    public void switchTo(ChildSa child) {
        child.sendAt(Instant.MAX);
        if (!child.isSending()) {
            child.sending(true);
            sa.effects().startSending(sa.localSpi(), child.inboundSpi());
        }
        child.predecessor().ifPresent(this::stopSending);
        announce(child);
        child.confirmed(sa.effects().now());
    }

    /**
     * Takes in one that the peer has asked for. Where another one carries the same already, that goes on sending until
     * the peer uses the new one or deletes the old one: as long as our response is on its way, the peer could not read
     * what we send.
     */
    public void add(ChildSa child) {
        if (hasToWait(child)) {
            announce(child);
            if (!child.isShared()) {
                // the peer's resource for it may have nothing to send, but ours may
                child.sendAt(sa.effects().now().plus(PATIENCE));
            }
        } else {
            switchTo(child);
        }
    }

    private void announce(ChildSa child) {
        if (!child.isAnnounced()) {
            child.announced();
            sa.effects()
                    .event(child.predecessor()
                            .<IkeEvent>map(old ->
                                    new IkeEvent.ChildSaRekeyed(sa.localSpi(), old.inboundSpi(), child.snapshot()))
                            .orElseGet(() -> new IkeEvent.ChildSaEstablished(sa.localSpi(), child.snapshot())));
        }
    }

    private static boolean waitsBehindAnother(ChildSa child) {
        return child.isInUse() && child.isAnnounced() && !child.isSending();
    }

    private boolean hasToWait(ChildSa child) {
        return isCovered(child) || !child.isShared() && isCoveredElsewhere(child);
    }

    private boolean isCovered(ChildSa child) {
        return all.stream().anyMatch(other -> other != child && other.isSending() && other.carriesAllOf(child));
    }

    /** RFC 7296 2.8.3: another IKE SA still sends, as the one for all that this one stands beside waits. */
    private boolean isCoveredElsewhere(ChildSa child) {
        ChildSaSnapshot made = child.snapshot();
        return sa.effects().sendsElsewhere(sa, made.local(), made.remote());
    }

    /** Sends nothing more through one; what it carried goes through those that were added beside it. */
    public void stopSending(ChildSa child) {
        child.sendAt(Instant.MAX);
        if (child.isSending()) {
            child.sending(false);
            sa.effects().stopSending(sa.localSpi(), child.inboundSpi());
            for (ChildSa other : installed()) {
                if (other != child && waitsBehindAnother(other) && !hasToWait(other)) {
                    switchTo(other);
                }
            }
        }
    }

    /** The peer has deleted one, or has answered our Delete: what replaces it takes over. */
    public void deleted(ChildSa child, CloseReason reason) {
        Optional<ChildSa> heir = child.successor().filter(ChildSa::isLive);
        heir.ifPresent(this::switchTo);
        close(child, reason);
        // also where what replaced it was replaced itself
        if (child.successor().isPresent()) {
            retire(child);
        } else {
            stopSending(child);
            drop(child);
        }
        child.predecessor()
                .filter(ChildSa::isLive)
                .ifPresent(old -> heir.ifPresentOrElse(old::inheritedBy, () -> lostSuccessor(old, child)));
    }

    /** The peer has confirmed our Delete. */
    public void finish(ChildSa child) {
        if (child.successor().isPresent() || !child.isAnnounced()) {
            retire(child);
        } else {
            drop(child);
        }
    }

    /** The application no longer counts with it. */
    public void close(ChildSa child, CloseReason reason) {
        if (child.isAnnounced() && child.phase() != ChildSa.Phase.DELETING) {
            sa.effects().event(new IkeEvent.ChildSaClosed(sa.localSpi(), child.snapshot(), reason));
        }
    }

    /** Lets one receive for a little longer what is on its way. */
    public void retire(ChildSa child) {
        stopSending(child);
        child.phase(ChildSa.Phase.RETIRED);
        child.softAt(Instant.MAX);
        child.hardAt(sa.effects().now().plus(GRACE));
    }

    /** Sends all along the path of the IKE SA from now on. What AH protects ends where it cannot pass. */
    public void move() {
        for (ChildSa child : all) {
            boolean ah = child.protocol().equals(SecurityProtocol.AH);
            // RFC 4302 3.3.3.1.1: behind a NAT no packet of it would be authentic
            if (ah && !sa.isAhPossible()) {
                child.hardAt(sa.effects().now());
            }
            boolean udpEncapsulation = sa.udpEncapsulation() && !ah;
            child.moved(udpEncapsulation);
            sa.effects().move(sa.localSpi(), child.inboundSpi(), sa.path(), udpEncapsulation);
        }
    }

    /** Removes one at once. */
    public void drop(ChildSa child) {
        if (all.remove(child)) {
            child.phase(ChildSa.Phase.RETIRED);
            child.sending(false);
            sa.effects().remove(sa.localSpi(), child);
        }
    }

    /** Removes all at once. */
    public void dropAll() {
        installed().forEach(this::drop);
    }

    /** Takes all over from an IKE SA that this one replaces (RFC 7296 2.8). */
    void inherit(ChildSas others) {
        all.addAll(others.all);
        others.all.clear();
    }

    /** The earliest of all deadlines. */
    public Instant deadline() {
        Instant earliest = Instant.MAX;
        for (ChildSa child : all) {
            earliest = earlier(earliest, earlier(child.sendAt(), earlier(child.softAt(), child.hardAt())));
            earliest = earlier(earliest, child.askAt());
        }
        return earliest;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** The peer has taken back the one that was to replace it, before we sent anything through that. */
    private static void lostSuccessor(ChildSa old, ChildSa gone) {
        if (old.successor().filter(next -> next == gone).isPresent()) {
            old.abandonedBySuccessor();
            if (old.phase() == ChildSa.Phase.SUPERSEDED) {
                old.phase(ChildSa.Phase.IN_USE);
            }
        }
    }
}
