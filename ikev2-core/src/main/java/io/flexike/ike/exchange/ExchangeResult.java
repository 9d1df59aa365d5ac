package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.Question;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.NatFinding;
import io.flexike.ike.task.Progress;
import java.util.List;
import java.util.Optional;

/** What an exchange means for its IKE SA. */
public sealed interface ExchangeResult {
    /** The IKE SA goes on, and nothing follows. */
    Continues CONTINUES = new Continues(List.of());

    /**
     * The IKE SA goes on.
     *
     * @param next what follows from it, before everything that waits
     */
    record Continues(List<Intention> next) implements ExchangeResult {
        public Continues {
            next = List.copyOf(next);
        }
    }

    /** The peer cannot do it now; it is to be tried again later (RFC 7296 2.25). */
    record Postponed(Intention again) implements ExchangeResult {}

    /**
     * An IKE_INTERMEDIATE exchange has ended well.
     *
     * @param keys those of everything that follows, empty if they stay
     */
    record Intermediate(Optional<IkeKeys> keys) implements ExchangeResult {}

    /**
     * IKE_AUTH has ended well.
     *
     * @param next what follows from it
     */
    record Established(List<Intention> next) implements ExchangeResult {
        public Established {
            next = List.copyOf(next);
        }
    }

    /**
     * IKE_AUTH goes on: as initiator with another exchange, as responder with another request of the peer.
     *
     * @param next the initiator's exchange
     */
    record GoesOn(Optional<OwnExchange> next) implements ExchangeResult {}

    /** A question has to be answered first; as responder the response waits for it. */
    record Asks(Question question, Continuation next) implements ExchangeResult {}

    /** Responder: the application has to say first what the peer may have. */
    record AsksForAuthorization(PeerRequest request, Decided next) implements ExchangeResult {}

    /** Goes on with the answer to a question. */
    @FunctionalInterface
    interface Continuation {
        /** Goes on, and refuses as the exchange itself does. */
        ExchangeResult answered(Answer answer) throws IkeProtocolException;
    }

    /** Goes on with the decision of the application. */
    @FunctionalInterface
    interface Decided {
        /** Goes on, and refuses as the exchange itself does. */
        ExchangeResult decided(Authorization answer) throws IkeProtocolException;
    }

    /** The result that something has found, or the question on the way to it. */
    static ExchangeResult of(Progress<ExchangeResult> progress) {
        if (progress instanceof Progress.Done<ExchangeResult> done) {
            return done.value();
        }
        Progress.Waits<ExchangeResult> waits = (Progress.Waits<ExchangeResult>) progress;
        return new Asks(waits.question(), answer -> of(waits.next().answered(answer)));
    }

    /** The IKE SA is gone; a response, if one was built, still goes out. */
    record Closed(CloseReason reason) implements ExchangeResult {}

    /** The peer does not find what it has begun, however often we try: the IKE SA is deleted (RFC 9370 2.2.4). */
    record Hopeless(CloseReason reason) implements ExchangeResult {}

    /**
     * We have rekeyed the IKE SA (RFC 7296 2.8.2).
     *
     * @param redundant whether the peer's own rekeying wins over ours, so that the new one is to be deleted at once
     */
    record Rekeyed(IkeSa successor, boolean redundant) implements ExchangeResult {}

    /** The peer has rekeyed the IKE SA; if we were about to do so ourselves, who wins is not known yet. */
    record RekeyedByPeer(IkeSa successor) implements ExchangeResult {}

    /** What concerns the path between the two ends. */
    sealed interface OfPath extends ExchangeResult
            permits PathProven, PathRefused, PathUpdated, PeerAddressesTold, MappingChanged {}

    /** The peer has answered along a path that we asked for. */
    record PathProven(Path path, Optional<NatFinding> nat) implements OfPath {}

    /**
     * The peer does not want to be reached along the path that we asked for (RFC 4555 3.5, 3.9).
     *
     * @param unexpectedNat whether a NAT, or somebody who acts as one, is the reason
     */
    record PathRefused(Path path, boolean unexpectedNat) implements OfPath {}

    /** The peer wants both ends to use a path from now on (RFC 4555 3.5). */
    record PathUpdated(Path path, Optional<NatFinding> nat) implements OfPath {}

    /** The peer has told anew which addresses it has, in a request that came along a path (RFC 4555 3.6). */
    record PeerAddressesTold(Path path) implements OfPath {}

    /** The peer sees us elsewhere than before (RFC 4555 3.8). */
    record MappingChanged() implements OfPath {}
    /** Initiator: the peer has sent us to another gateway (RFC 5685). */
    record Redirected(RedirectTarget target) implements ExchangeResult {}

    /** Responder: we have sent the authenticated initiator to another gateway; it is going to delete the IKE SA. */
    record SentAway(RedirectTarget target) implements ExchangeResult {}

    /** The peer still uses this IKE SA, so that another one with it is redundant. */
    record Confirmed(long redundantIkeSpi) implements ExchangeResult {}

    /**
     * Message IDs were agreed upon anew (RFC 6311).
     *
     * @param nextRequest that of our next request
     * @param expectedRequest that of the peer's next one
     */
    record Synchronized(int nextRequest, int expectedRequest) implements ExchangeResult {}

    /** The peer makes no further SAs in this IKE SA: only a new one can replace what expires (RFC 7296 1.3). */
    record NeedsNewIkeSa() implements ExchangeResult {}
}
