package io.flexike.ike.task;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.SaLifetime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Child SA and how far its life has gone. Its keys are with the data plane alone. */
public final class ChildSa {
    /** Stages of a Child SA's life. */
    public enum Phase {
        IN_USE,
        /** Our request to rekey it is waiting or on its way. */
        REKEYING,
        /** The peer has agreed to our request to rekey it, and additional key exchanges follow (RFC 9370 2.2.4). */
        REPLACING,
        /** Another one has taken its place, and the peer is going to delete it. */
        SUPERSEDED,
        /** Our Delete is waiting or on its way. */
        DELETING,
        /** Deleted on both ends; it receives what is still on its way. */
        RETIRED
    }

    private ChildSaSnapshot snapshot;
    private Phase phase = Phase.IN_USE;
    private boolean sending;
    private boolean announced;
    private boolean unwanted;
    private boolean rekeyingPostponed;
    private Instant softAt;
    private Instant hardAt;
    private Instant sendAt = Instant.MAX;
    private @Nullable ChildSa predecessor;
    private @Nullable ChildSa successor;
    private @Nullable Rival rival;
    private @Nullable ResourceGroup group;

    /**
     * What the peer made of this Child SA while our own request to rekey it was on its way (RFC 7296 2.8.1).
     *
     * @param made empty as long as additional key exchanges are missing
     */
    public record Rival(Optional<ChildSa> made, byte[] lowestNonce) {}

    ChildSa(ChildSaSnapshot snapshot, SaLifetime lifetime, boolean sending, Instant now) {
        this.snapshot = snapshot;
        this.sending = sending;
        this.softAt = SaLifetime.reached(now, lifetime.soft());
        this.hardAt = SaLifetime.reached(now, lifetime.hard());
    }

    public ChildSaSnapshot snapshot() {
        return snapshot;
    }

    /** It is sent along another path. */
    void moved(boolean udpEncapsulation) {
        snapshot = new ChildSaSnapshot(
                snapshot.inboundSpi(),
                snapshot.outboundSpi(),
                snapshot.suite(),
                snapshot.local(),
                snapshot.remote(),
                udpEncapsulation,
                snapshot.mode(),
                snapshot.resource());
    }

    public SecurityProtocol protocol() {
        return snapshot.suite().protocol();
    }

    public int inboundSpi() {
        return snapshot.inboundSpi();
    }

    public int outboundSpi() {
        return snapshot.outboundSpi();
    }

    public Phase phase() {
        return phase;
    }

    public void phase(Phase next) {
        phase = next;
    }

    /** Whether both ends still count it as theirs. */
    public boolean isLive() {
        return phase != Phase.RETIRED;
    }

    /** Whether it is neither on its way out nor has a successor that only waits to be used. */
    public boolean isInUse() {
        return phase == Phase.IN_USE || phase == Phase.REKEYING || phase == Phase.REPLACING;
    }

    /** Whether it lost against another one, so that it is used only if the peer sees that differently. */
    public boolean isLeftOver() {
        return phase == Phase.SUPERSEDED && successor == null;
    }

    /** Whether every packet of another one could go through this one. */
    boolean carriesAllOf(ChildSa other) {
        return snapshot.mode() == other.snapshot.mode()
                && contain(snapshot.local(), other.snapshot.local())
                && contain(snapshot.remote(), other.snapshot.remote());
    }

    private static boolean contain(List<AddressSelector> wide, List<AddressSelector> narrow) {
        return narrow.stream().allMatch(each -> wide.stream().anyMatch(one -> one.contains(each)));
    }

    /** Those with the same selectors that it belongs to; empty if both ends do not know of such (RFC 9611). */
    public Optional<ResourceGroup> group() {
        return Optional.ofNullable(group);
    }

    /** When we ask for those of its group that we miss; far away if we do not. */
    public Instant askAt() {
        return group == null ? Instant.MAX : group.askAt();
    }

    void group(Optional<ResourceGroup> itsGroup) {
        group = itsGroup.orElse(null);
    }

    /** The group that it belongs to, from now on if it has not until now. */
    ResourceGroup groupOf(int resources) {
        if (group == null) {
            group = new ResourceGroup(resources);
        }
        return group;
    }

    boolean isOf(ResourceGroup some) {
        return group == some;
    }

    /** Whether it is for all resources. */
    public boolean isShared() {
        return snapshot.resource().isEmpty();
    }

    /** Whether the application wants neither it nor what is being made of it. */
    public boolean isUnwanted() {
        return unwanted;
    }

    public void unwanted() {
        unwanted = true;
    }

    /** Whether packets are sent through it. */
    public boolean isSending() {
        return sending;
    }

    void sending(boolean now) {
        sending = now;
    }

    /** Whether the application has heard of it. */
    public boolean isAnnounced() {
        return announced;
    }

    public void announced() {
        announced = true;
    }

    /**
     * Whether the peer has asked for it in place of another one and has not shown yet that it knows it: as long as our
     * response may be lost, an exchange about it would be about nothing.
     */
    public boolean isUnconfirmed() {
        return predecessor != null && !sending;
    }

    /** It is to be rekeyed as soon as the peer has shown that it knows it. */
    public void postponeRekeying() {
        rekeyingPostponed = true;
    }

    /** The peer knows it; nothing of its predecessor is kept alive by its successors. */
    void confirmed(Instant now) {
        predecessor = null;
        if (rekeyingPostponed) {
            rekeyingPostponed = false;
            softAt = now;
        }
    }

    /** When it is to be rekeyed, far away if that is not to come any more. */
    public Instant softAt() {
        return softAt;
    }

    public void softAt(Instant at) {
        softAt = at;
    }

    /** When it begins to send even though the peer has not shown that it knows it; far away if it does not wait. */
    public Instant sendAt() {
        return sendAt;
    }

    void sendAt(Instant at) {
        sendAt = at;
    }

    /** When it ends, or when what is left of it is removed. */
    public Instant hardAt() {
        return hardAt;
    }

    public void hardAt(Instant at) {
        hardAt = at;
    }

    /** The one that it replaces. */
    Optional<ChildSa> predecessor() {
        return Optional.ofNullable(predecessor);
    }

    /** The one that replaces it. */
    public Optional<ChildSa> successor() {
        return Optional.ofNullable(successor);
    }

    /** Has another one replace it. */
    public void succeededBy(ChildSa next) {
        successor = next;
        next.predecessor = this;
    }

    /** The one that was to replace it is replaced itself, before its own turn came. */
    void inheritedBy(ChildSa next) {
        successor = next;
    }

    /** The one that was to replace it is gone. */
    void abandonedBySuccessor() {
        successor = null;
    }

    public Optional<Rival> rival() {
        return Optional.ofNullable(rival);
    }

    public void rival(@Nullable Rival begun) {
        rival = begun;
    }

    /** Nothing comes of what the peer began to make of it at the same time. */
    public void rivalGivesUp() {
        if (rival != null && rival.made().isEmpty()) {
            rival = null;
        }
    }

    @Override
    public String toString() {
        return String.format("ChildSa[%08x, %s]", inboundSpi(), phase);
    }
}
