package io.flexike.ike.engine;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.exchange.ChildCreation;
import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSaDemand;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one IKE SA takes the place of another: by rekeying, of which both ends may begin one at once (RFC 7296 2.8.2), or
 * by authenticating anew (RFC 7296 2.8.3).
 */
final class Succession {
    static final CloseReason REKEYED = new CloseReason(CloseReason.Kind.REKEYED, "it has a successor");
    private static final CloseReason DELETED =
            new CloseReason(CloseReason.Kind.PEER_DELETED, "the peer deleted what it had made of it");

    static final CloseReason REAUTHENTICATED =
            new CloseReason(CloseReason.Kind.REAUTHENTICATED, "a newer IKE SA with the same peer has taken its place");

    /** Our choice: how long we wait for the Delete of what the peer has replaced or has made in vain. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Our choice: the other end has to know the new IKE SA first. */
    private static final Duration TICKET_PAUSE = Duration.ofSeconds(1);

    /** Our choice: the pause after a new authentication that failed. */
    private static final Duration NEXT_ATTEMPT = Duration.ofSeconds(60);

    private final IkeSaMachine machine;
    private final EngineContext context;
    private boolean silent;
    private boolean reauthenticating;
    private @Nullable IkeSaMachine heir;
    private @Nullable IkeSaMachine rival;
    private @Nullable IkeSaMachine undecided;
    private @Nullable Replacement replaces;

    private record Replacement(long oldIkeSpi, CloseReason reason) {}

    Succession(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
    }

    /** Whether the application does not hear of this IKE SA: another one stands for it. */
    boolean isSilent() {
        return silent;
    }

    /** The IKE SA that has taken the place of this one. */
    Optional<IkeSaMachine> heir() {
        return Optional.ofNullable(heir);
    }

    /** Our request to rekey has been answered. */
    void rekeyed(IkeSa successor, boolean redundant, Instant now) {
        IkeSaMachine made = IkeSaMachine.successor(context, successor, now);
        made.succession().silent = true;
        context.siblings().adopt(made);
        if (redundant || heir != null) {
            // RFC 9370 2.2.4: what the peer has won with may still need its additional key exchanges.
            if (heir == null && !machine.sa().followUps().replaceIkeSa()) {
                adoptRival(now);
            }
            context.siblings().with(successor.localSpi(), lost -> lost.delete(REKEYED, now));
            return;
        }
        forgetRival(now);
        handOverTo(made);
        if (context.makesCrashTokens()) {
            // RFC 6290 4.3: who begins the rekeying can give its token only afterwards.
            Intention token = Intention.of(InformationalInitiation.crashToken(successor));
            context.siblings().with(successor.localSpi(), next -> next.want(token, now));
        }
        machine.delete(REKEYED, now);
    }

    /** RFC 7296 2.8.2: the peer, who has made it, deletes what has lost; if not, it disappears without a word. */
    private void forgetRival(Instant now) {
        if (rival != null) {
            context.siblings().with(rival.sa().localSpi(), other -> other.closeBy(now.plus(PATIENCE)));
            rival.succession().undecided = null;
            rival = null;
        }
    }

    /** The peer has rekeyed, perhaps while our own request to do so is on its way, or after that has failed. */
    void rekeyedByPeer(IkeSa successor, Instant now) {
        if (rival != null && rival.sa() == successor) {
            adoptRival(now);
            return;
        }
        forgetRival(now);
        IkeSaMachine made = IkeSaMachine.successor(context, successor, now);
        made.succession().silent = true;
        context.siblings().adopt(made);
        if (machine.sa().collisions().isRekeying()) {
            rival = made;
            made.succession().undecided = machine;
            return;
        }
        handOverTo(made);
        machine.awaitDelete(REKEYED, PATIENCE, now);
    }

    /** The peer's own rekeying holds; if it has deleted that one already, it wanted the whole to end. */
    private void adoptRival(Instant now) {
        if (rival == null || rival.isClosed()) {
            machine.delete(DELETED, now);
            return;
        }
        handOverTo(rival);
        machine.awaitDelete(REKEYED, PATIENCE, now);
    }

    /** A request has come: who uses an IKE SA that was made at the same time as another one has decided for it. */
    void used(ReceivedPayloads request) {
        IkeSaMachine old = undecided;
        boolean deleted = request.all(DeletePayload.class).stream()
                .anyMatch(delete -> delete.protocol().equals(SecurityProtocol.IKE));
        if (old != null && !deleted) {
            old.succession().handOverTo(machine);
            old.awaitDelete(REKEYED, PATIENCE, context.now());
        }
    }

    /** RFC 7296 2.25.2: a Delete of the IKE SA that we rekey; what the peer has made of it in the meantime goes on. */
    void beforeClose() {
        if (heir == null && rival != null && !rival.isClosed()) {
            handOverTo(rival);
        }
    }

    /** Everything goes on in another IKE SA from now on. */
    private void handOverTo(IkeSaMachine next) {
        heir = next;
        rival = null;
        next.succession().undecided = null;
        next.succession().silent = silent;
        silent = true;
        Optional<CloseReason> farewell = machine.farewell();
        machine.sa().handOverTo(next.sa());
        if (farewell.isEmpty()) {
            next.requests().inherit(machine.requests());
        }
        next.timers().inherit(machine.timers());
        context.event(new IkeEvent.IkeSaRekeyed(
                machine.sa().localSpi(), next.sa().snapshot(IkeSaSnapshot.Phase.ESTABLISHED)));
        renewTicket(next.sa());
        context.siblings().with(next.sa().localSpi(), taken -> {
            farewell.ifPresent(reason -> taken.delete(reason, context.now()));
            taken.sendWaiting(context.now());
        });
    }

    /** RFC 9329 5.1: IKE_SA_INIT begins anew with another SPI; what this IKE SA was for, that one is for. */
    void goesOnIn(IkeSaMachine next, Instant now) {
        heir = next;
        next.succession().replaces = replaces;
        next.succession().silent = silent;
        replaces = null;
        silent = true;
        context.event(new IkeEvent.IkeSaRekeyed(machine.sa().localSpi(), next.snapshot()));
        machine.close(REKEYED, now);
    }

    /** RFC 5723 6.2: a rekeying makes the ticket worthless, and the next one is asked for in the new IKE SA. */
    private void renewTicket(IkeSa next) {
        if (next.authenticatedAsInitiator() && context.continuity().wantsTickets()) {
            next.continuity().ticketDueAt(context.now().plus(TICKET_PAUSE));
        }
        context.voidTickets(machine.sa(), REKEYED);
    }

    /** The IKE SA is closed, and these have not been answered: the one in its place asks for them before all else. */
    void takeOver(List<Intention> unanswered, Instant now) {
        if (heir != null) {
            context.siblings().with(last().sa().localSpi(), next -> next.wantFirst(unanswered, now));
        }
    }

    // Reauthentication

    /** This IKE SA is to take the place of an established one as soon as it is up. */
    void replaces(long oldIkeSpi, CloseReason reason) {
        replaces = new Replacement(oldIkeSpi, reason);
    }

    /** What this one was to replace is for another one to replace. */
    void passReplacementTo(IkeSaMachine next) {
        next.succession().replaces = replaces;
        replaces = null;
    }

    /** Notes that a new authentication begins; false if one is on its way. */
    boolean beginReauthentication() {
        boolean first = !reauthenticating;
        reauthenticating = true;
        return first;
    }

    void established(Instant now) {
        IkeSa sa = machine.sa();
        sa.lifespan().reauthenticateBy(sa.reauthenticationDue(now));
        Replacement old = replaces;
        replaces = null;
        if (old != null) {
            context.siblings().with(old.oldIkeSpi, replaced -> {
                IkeSaMachine last = replaced.succession().last();
                wantWhatIsMissing(last.sa());
                last.delete(old.reason, now);
            });
        }
    }

    /** What has come of this IKE SA in the end, perhaps itself. */
    IkeSaMachine last() {
        return heir == null ? machine : heir.succession().last();
    }

    /** IKE_AUTH has brought one Child SA, and the profile brings others; the old IKE SA may have had more. */
    private void wantWhatIsMissing(IkeSa old) {
        List<ChildSa> here = machine.sa().children().live();
        for (ChildSa child : old.children().live()) {
            boolean there = here.stream()
                    .anyMatch(own -> own.snapshot()
                                    .local()
                                    .equals(child.snapshot().local())
                            && own.snapshot().remote().equals(child.snapshot().remote()));
            boolean comes = machine.sa().requiredProfile().furtherFlows().stream()
                    .anyMatch(flow -> flow.contains(
                            child.snapshot().local(), child.snapshot().remote()));
            if (!there && !comes && child.phase() != ChildSa.Phase.DELETING) {
                machine.want(
                        ChildCreation.creation(
                                ChildSaDemand.rekeying(old, child).flow()),
                        context.now());
            }
        }
    }

    void closed(Instant now) {
        if (rival != null) {
            context.siblings().with(rival.sa().localSpi(), other -> other.close(REKEYED, now));
            rival = null;
        }
        Replacement old = replaces;
        replaces = null;
        if (old != null) {
            context.siblings().with(old.oldIkeSpi, kept -> {
                kept.succession().reauthenticating = false;
                if (old.reason.equals(REAUTHENTICATED)) {
                    kept.sa().lifespan().reauthenticateAt(now.plus(NEXT_ATTEMPT));
                }
            });
        }
    }
}
