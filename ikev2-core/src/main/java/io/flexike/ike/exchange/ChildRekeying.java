package io.flexike.ike.exchange;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSaDemand;
import io.flexike.ike.task.ChildSaTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.NonceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** CREATE_CHILD_SA as initiator for the successor of a Child SA (RFC 7296 1.3.3, 2.8). */
public final class ChildRekeying extends ChildCreation {
    /** Our choice: how long we wait for the peer to delete what it has made in vain. */
    private static final Duration REDUNDANT_LIFETIME = Duration.ofSeconds(60);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(60);

    static final CloseReason REKEYED = new CloseReason(CloseReason.Kind.REKEYED, "it has a successor");
    private static final CloseReason REDUNDANT =
            new CloseReason(CloseReason.Kind.REKEYED, "both ends rekeyed at once, and the other successor stays");
    private static final CloseReason UNWANTED =
            new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "its predecessor was deleted while it was being made");
    private static final CloseReason UNKNOWN =
            new CloseReason(CloseReason.Kind.PEER_DELETED, "the peer does not know the Child SA that we rekey");

    private final ChildSa old;

    private ChildRekeying(IkeSa sa, ChildSa old, KeyExchangeMethod preferred, int tries) {
        super(sa, ChildSaDemand.rekeying(sa, old), preferred, tries);
        this.old = old;
    }

    /** Rekeys a Child SA unless it is gone, on its way out, or rekeyed by the peer when its turn comes. */
    public static Intention rekeying(int inboundSpi) {
        return sa -> sa.children()
                .byInboundSpi(inboundSpi)
                .filter(child -> child.phase() == ChildSa.Phase.IN_USE)
                .map(child -> new ChildRekeying(sa, child, ChildSaDemand.preferredMethod(sa, child), 1));
    }

    /** RFC 9370 2.2.4: what the peer has begun counts as one exchange until its last key exchange is done. */
    @Override
    public boolean mustWait() {
        return super.mustWait() || sa().followUps().replace(old);
    }

    @Override
    ChildSaTask newTask(ChildSaDemand asked) {
        return super.newTask(asked).replacing(old);
    }

    @Override
    void addRekeyNotify(List<Payload> request) {
        old.phase(ChildSa.Phase.REKEYING);
        // RFC 7296 1.3.3: the SPI is that on which the sender receives.
        request.add(NotifyPayload.ofChildSa(NotifyType.REKEY_SA, old.protocol(), old.inboundSpi()));
    }

    @Override
    boolean isStillWanted() {
        return old.isLive()
                && old.phase() == ChildSa.Phase.REKEYING
                && old.rival().isEmpty();
    }

    @Override
    Intention again(KeyExchangeMethod method, int number) {
        // Until its turn comes, whoever else is first may rekey it.
        giveUp();
        return sa -> old.phase() == ChildSa.Phase.IN_USE && old.rival().isEmpty()
                ? Optional.of(new ChildRekeying(sa, old, method, number))
                : Optional.empty();
    }

    @Override
    public boolean goesOn() {
        if (old.isUnwanted() || old.rival().filter(this::losesAgainst).isPresent()) {
            return false;
        }
        // RFC 9370 2.2.4: the peer, who has lost, does not go on with its own.
        sa().followUps().dropFor(old);
        if (old.phase() == ChildSa.Phase.REKEYING) {
            old.phase(ChildSa.Phase.REPLACING);
        }
        return true;
    }

    /** RFC 7296 2.8.1: of two successors, that with the lowest nonce is given up by the end that began it. */
    private boolean losesAgainst(ChildSa.Rival rival) {
        return NonceTask.isLower(lowestNonce(), rival.lowestNonce());
    }

    @Override
    ExchangeResult temporaryFailure(Intention again) {
        giveUp();
        return old.phase() == ChildSa.Phase.IN_USE ? new ExchangeResult.Postponed(again) : ExchangeResult.CONTINUES;
    }

    @Override
    ExchangeResult failed(NotifyType type, CloseReason reason) {
        giveUp();
        if (sa().followUps().replace(old)) {
            // What the peer has begun may come to nothing, too.
            return new ExchangeResult.Postponed(again());
        }
        boolean alone = old.phase() == ChildSa.Phase.IN_USE;
        // RFC 7296 2.25: the peer has lost the Child SA: we forget it as well and make a new one.
        if (type.equals(NotifyType.CHILD_SA_NOT_FOUND) && alone) {
            sa().children().close(old, UNKNOWN);
            sa().children().drop(old);
            return new ExchangeResult.Continues(List.of(anew()));
        }
        if (!alone) {
            return ExchangeResult.CONTINUES;
        }
        super.failed(type, reason);
        tryAgainBeforeTheEnd();
        return type.equals(NotifyType.NO_ADDITIONAL_SAS)
                ? new ExchangeResult.NeedsNewIkeSa()
                : ExchangeResult.CONTINUES;
    }

    private Intention anew() {
        return ResourceCreation.inPlaceOf(sa(), old)
                .orElseGet(() -> creation(ChildSaDemand.rekeying(sa(), old).flow()));
    }

    /** Our choice: in half of the time that is left, at most once a minute. */
    private void tryAgainBeforeTheEnd() {
        if (old.hardAt().equals(Instant.MAX)) {
            return;
        }
        Instant now = sa().effects().now();
        Instant next = now.plus(Duration.between(now, old.hardAt()).dividedBy(2));
        if (next.isAfter(now.plus(SHORTEST_PAUSE))) {
            old.softAt(next);
        }
    }

    @Override
    ExchangeResult deletedAlready() {
        giveUp();
        return ExchangeResult.CONTINUES;
    }

    /** Our own rekeying came to nothing; the peer's, if there was one, holds. */
    private void giveUp() {
        old.rivalGivesUp();
        if (old.phase() == ChildSa.Phase.REKEYING || old.phase() == ChildSa.Phase.REPLACING) {
            boolean superseded = old.successor().filter(ChildSa::isLive).isPresent();
            old.phase(superseded ? ChildSa.Phase.SUPERSEDED : ChildSa.Phase.IN_USE);
        }
    }

    @Override
    ExchangeResult made(ChildSaTask task) {
        if (old.isUnwanted()) {
            ChildSa late = install(task, /* sending= */ false);
            return next(ChildDeletion.deletion(sa(), late, UNWANTED));
        }
        Optional<ChildSa.Rival> rival = old.rival();
        if (rival.filter(this::losesAgainst).isPresent()) {
            giveUp();
            ChildSa redundant = install(task, /* sending= */ false);
            return next(ChildDeletion.deletion(sa(), redundant, REDUNDANT));
        }
        ChildSa successor = install(task, /* sending= */ true);
        old.succeededBy(successor);
        sa().children().switchTo(successor);
        sa().followUps().dropFor(old);
        rival.flatMap(ChildSa.Rival::made).filter(ChildSa::isLive).ifPresent(this::awaitDeletion);
        if (!old.isLive() || old.phase() == ChildSa.Phase.DELETING) {
            return ExchangeResult.CONTINUES;
        }
        return next(ChildDeletion.deletion(sa(), old, REKEYED));
    }

    /** RFC 7296 2.8.1: the peer deletes the one that it has made in vain; if not, we do. */
    private void awaitDeletion(ChildSa lost) {
        lost.phase(ChildSa.Phase.SUPERSEDED);
        lost.softAt(Instant.MAX);
        lost.hardAt(sa().effects().now().plus(REDUNDANT_LIFETIME));
    }

    private ExchangeResult next(Optional<Intention> deletion) {
        return new ExchangeResult.Continues(deletion.map(List::of).orElse(List.of()));
    }
}
