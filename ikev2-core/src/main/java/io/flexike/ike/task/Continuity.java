package io.flexike.ike.task;

import io.flexike.ike.ticket.TicketId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one IKE SA knows about outliving a loss of state: tickets (RFC 5723) and synchronization (RFC 6311). */
public final class Continuity {
    private @Nullable Resumption resumption;
    private @Nullable TicketId granted;
    private boolean holdsTicket;
    private Instant ticketDueAt = Instant.MAX;
    private Instant authenticatedAt = Instant.MAX;
    private boolean messageIds;
    private boolean replayCounters;
    private boolean wasSynchronized;

    /** The older IKE SA that this one resumes. */
    public Optional<Resumption> resumption() {
        return Optional.ofNullable(resumption);
    }

    public void resumption(@Nullable Resumption of) {
        resumption = of;
    }

    /** Forgets the old keys, which nothing needs when the new IKE SA is up or will never be. */
    public void forgetResumption() {
        if (resumption instanceof Resumption.ByPeer byPeer) {
            byPeer.session().skD().destroy();
        }
        resumption = null;
    }

    /** The last ticket that we have granted for this IKE SA. */
    public Optional<TicketId> granted() {
        return Optional.ofNullable(granted);
    }

    public void granted(TicketId id) {
        granted = id;
    }

    /** Whether the application has a ticket of this IKE SA. */
    public boolean holdsTicket() {
        return holdsTicket;
    }

    public void holdsTicket(boolean now) {
        holdsTicket = now;
    }

    /** When the next ticket is to be asked for. */
    public Instant ticketDueAt() {
        return ticketDueAt;
    }

    public void ticketDueAt(Instant at) {
        ticketDueAt = at;
    }

    /** When the identities were proved by more than a ticket, far away before. */
    public Instant authenticatedAt() {
        return authenticatedAt;
    }

    public void authenticatedAt(Instant at) {
        authenticatedAt = at;
    }

    /** IKE_AUTH has ended well. */
    public void authenticated(Instant now) {
        if (resumption == null) {
            authenticatedAt = now;
        }
        forgetResumption();
    }

    /** Whether both ends have said that message IDs may be synchronized. */
    public boolean synchronizesMessageIds() {
        return messageIds;
    }

    /** Whether both ends have said that replay counters may be synchronized. */
    public boolean synchronizesReplayCounters() {
        return replayCounters;
    }

    /** Whether message IDs were agreed upon anew, so that responses may have been lost. */
    public boolean wasSynchronized() {
        return wasSynchronized;
    }

    public void nowSynchronized() {
        wasSynchronized = true;
    }

    void synchronizes(boolean ofMessageIds, boolean ofReplayCounters) {
        messageIds = ofMessageIds;
        replayCounters = ofReplayCounters;
    }

    /** Takes over what a rekeying does not change; tickets are for one IKE SA only (RFC 5723 6.2). */
    void inherit(Continuity old) {
        authenticatedAt = old.authenticatedAt;
        messageIds = old.messageIds;
        replayCounters = old.replayCounters;
    }
}
