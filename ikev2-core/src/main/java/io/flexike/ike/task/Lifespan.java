package io.flexike.ike.task;

import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When an established IKE SA is to be rekeyed, authenticated anew and ended. What is not to come is far away. */
public final class Lifespan {
    private static final Duration MOST_AHEAD = Duration.ofMinutes(5);
    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_AUTHENTICATIONS = Duration.ofSeconds(10);

    private Instant softAt = Instant.MAX;
    private Instant hardAt = Instant.MAX;
    private Instant reauthenticateAt = Instant.MAX;
    private Instant endAt = Instant.MAX;
    private @Nullable CloseReason endReason;

    /** When it is to be rekeyed. */
    public Instant softAt() {
        return softAt;
    }

    /** It is being rekeyed. */
    public void softReached() {
        softAt = Instant.MAX;
    }

    /** Our choice after a rekeying that came to nothing: once more in half of the time that is left. */
    public void softAgain(Instant now) {
        if (!hardAt.equals(Instant.MAX)) {
            Duration half = Duration.between(now, hardAt).dividedBy(2);
            softAt = half.compareTo(SHORTEST_PAUSE) < 0 ? Instant.MAX : now.plus(half);
        }
    }

    /** When it ends because it is too old. */
    public Instant hardAt() {
        return hardAt;
    }

    /** Begins a life of that length. */
    void begin(Instant now, SaLifetime lifetime) {
        softAt = SaLifetime.reached(now, lifetime.soft());
        hardAt = SaLifetime.reached(now, lifetime.hard());
    }

    /** When the peers have to prove again who they are. */
    public Instant reauthenticateAt() {
        return reauthenticateAt;
    }

    public void reauthenticateAt(Instant at) {
        reauthenticateAt = at;
    }

    /** Has them prove it at that time at the latest. */
    public void reauthenticateBy(Instant at) {
        if (at.isBefore(reauthenticateAt)) {
            reauthenticateAt = at;
        }
    }

    /**
     * Repeats the authentication a tenth of the time before it is over, at most five minutes before, and not sooner
     * than ten seconds after the last one (our choices; RFC 4478 5 allows limits).
     */
    void authenticateWithin(Duration lifetime, Instant now, Instant lastTime) {
        Duration tenth = lifetime.dividedBy(10);
        Instant due = now.plus(lifetime).minus(tenth.compareTo(MOST_AHEAD) < 0 ? tenth : MOST_AHEAD);
        Instant soonest = lastTime.plus(BETWEEN_AUTHENTICATIONS);
        reauthenticateBy(due.isBefore(soonest) ? soonest : due);
    }

    /** When it ends for another reason than its age; its successors end then, too. */
    public Instant endAt() {
        return endAt;
    }

    /** Why it ends at {@link #endAt}. */
    public CloseReason endReason() {
        if (endReason == null) {
            throw new AssertionError("an end without a reason");
        }
        return endReason;
    }

    /** Has it end at that time at the latest. */
    public void endBy(Instant at, CloseReason reason) {
        if (at.isBefore(endAt)) {
            endAt = at;
            endReason = reason;
        }
    }

    /** The earliest of all. */
    public Instant deadline() {
        return earlier(earlier(endAt, reauthenticateAt), earlier(softAt, hardAt));
    }

    /** Takes over what a rekeying does not change. */
    void inherit(Lifespan old) {
        endAt = old.endAt;
        endReason = old.endReason;
        reauthenticateAt = old.reauthenticateAt;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
