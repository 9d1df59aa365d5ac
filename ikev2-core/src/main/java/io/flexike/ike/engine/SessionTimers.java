package io.flexike.ike.engine;

import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.ResourceCreation;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.IkeSa;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes due by itself in an established IKE SA: lifetimes, liveness, second tries. */
final class SessionTimers {
    /** Our choice: how long to wait after TEMPORARY_FAILURE, with up to the same at random (RFC 7296 2.25). */
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

    private final IkeSa sa;
    private final Duration natKeepalive;
    private @Nullable List<Postponed> postponed;
    private Instant lastSign;
    private boolean askedForTraffic;

    private record Postponed(Instant at, Intention intention) {}

    SessionTimers(IkeSa sa, Duration natKeepalive, Instant now) {
        this.sa = sa;
        this.natKeepalive = natKeepalive;
        this.lastSign = now;
    }

    /** What the machine does when something is due. */
    interface Duties {
        void rekeyIkeSa();

        void endOfLife();

        void end();

        void reauthenticate();

        void rekey(ChildSa child);

        void expired(ChildSa child);

        void tryAgain(Intention intention);

        void askForTraffic();

        void requestTicket();

        void probe();

        void keepalive();

        void recheckPeer();
    }

    /** The peer has shown that it is there. */
    void heard(Instant at) {
        if (at.isAfter(lastSign)) {
            lastSign = at;
        }
        askedForTraffic = false;
    }

    /**
     * Packets of Child SAs count as signs of life, too (RFC 7296 2.4).
     *
     * @return whether we have sent something to a peer that has been silent since
     */
    boolean traffic(Instant received, Instant sent, Instant now) {
        sa.mobility().sent(sent);
        boolean quiet = received.compareTo(lastSign) <= 0;
        boolean unanswered = sent.isAfter(lastSign) && quiet;
        // On demand: with nothing sent there is nothing to ask for until the next interval is over.
        heard(quiet && !unanswered ? now : received);
        return unanswered;
    }

    void postpone(Intention intention, Instant now) {
        if (postponed == null) {
            postponed = new ArrayList<>(1);
        }
        Duration pause = RETRY_PAUSE.plusNanos((long) (sa.random().nextDouble() * RETRY_PAUSE.toNanos()));
        postponed.add(new Postponed(now.plus(pause), intention));
    }

    /** Takes over what was postponed in another IKE SA. */
    void inherit(SessionTimers other) {
        if (other.postponed != null) {
            postponed = other.postponed;
            other.postponed = null;
        }
    }

    /** @param idle whether no request is on its way, which would show as well whether the peer is there */
    Instant deadline(boolean idle) {
        Instant earliest = sa.lifespan().deadline();
        earliest = earlier(earliest, sa.children().deadline());
        earliest = earlier(earliest, keepaliveAt());
        earliest = earlier(earliest, sa.continuity().ticketDueAt());
        earliest = earlier(earliest, sa.followUps().deadline());
        earliest = earlier(earliest, sa.peer().recheckAt());
        if (idle && !askedForTraffic) {
            earliest = earlier(earliest, livenessAt());
        }
        if (postponed != null) {
            for (Postponed each : postponed) {
                earliest = earlier(earliest, each.at);
            }
        }
        return earliest;
    }

    void due(Instant now, boolean idle, Duties duties) {
        if (isDue(sa.lifespan().hardAt(), now)) {
            duties.endOfLife();
            return;
        }
        if (isDue(sa.lifespan().endAt(), now)) {
            duties.end();
            return;
        }
        if (isDue(sa.lifespan().reauthenticateAt(), now)) {
            sa.lifespan().reauthenticateAt(Instant.MAX);
            duties.reauthenticate();
        }
        if (isDue(sa.lifespan().softAt(), now)) {
            sa.lifespan().softReached();
            duties.rekeyIkeSa();
        }
        for (ChildSa child : sa.children().installed()) {
            if (isDue(child.sendAt(), now)) {
                sa.children().switchTo(child);
            }
            if (isDue(child.hardAt(), now)) {
                child.hardAt(Instant.MAX);
                duties.expired(child);
            } else if (isDue(child.softAt(), now)) {
                child.softAt(Instant.MAX);
                duties.rekey(child);
            }
            child.group().filter(group -> isDue(child.askAt(), now)).ifPresent(group -> {
                group.ourTurn();
                duties.tryAgain(ResourceCreation.from(group, 0));
            });
        }
        sa.followUps().expire(now);
        if (isDue(sa.continuity().ticketDueAt(), now)) {
            sa.continuity().ticketDueAt(Instant.MAX);
            duties.requestTicket();
        }
        if (isDue(sa.peer().recheckAt(), now)) {
            duties.recheckPeer();
        }
        tryAgain(now, duties);
        if (isDue(keepaliveAt(), now)) {
            sa.mobility().sent(now);
            duties.keepalive();
        }
        if (idle && !askedForTraffic && isDue(livenessAt(), now)) {
            if (policy().livenessMode() == IkeSaPolicy.LivenessMode.ON_DEMAND) {
                askedForTraffic = true;
                duties.askForTraffic();
            } else {
                duties.probe();
            }
        }
    }

    private void tryAgain(Instant now, Duties duties) {
        if (postponed == null) {
            return;
        }
        List<Postponed> due =
                postponed.stream().filter(each -> isDue(each.at, now)).toList();
        postponed.removeAll(due);
        if (postponed.isEmpty()) {
            postponed = null;
        }
        due.forEach(each -> duties.tryAgain(each.intention));
    }

    /** RFC 3948 4: a NAT in front of us forgets us if nothing passes it. */
    private Instant keepaliveAt() {
        boolean needed = sa.mobility().nat().behindNat() && sa.path().natTraversal() && !natKeepalive.isZero();
        return needed ? SaLifetime.reached(sa.mobility().lastSent(), natKeepalive) : Instant.MAX;
    }

    private Instant livenessAt() {
        return SaLifetime.reached(lastSign, policy().liveness());
    }

    private IkeSaPolicy policy() {
        return sa.requiredProfile().ikePolicy();
    }

    private static boolean isDue(Instant at, Instant now) {
        return !now.isBefore(at);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
