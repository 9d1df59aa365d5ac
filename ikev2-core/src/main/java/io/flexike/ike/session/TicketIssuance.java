package io.flexike.ike.session;

import java.time.Duration;

/** Whether and how a responder grants tickets with which IKE SAs can be resumed (RFC 5723). */
public sealed interface TicketIssuance {
    /** No tickets. */
    record None() implements TicketIssuance {}

    /**
     * The state itself, sealed: nothing is kept here but which tickets were used.
     *
     * @param lifetime of a ticket at most; the IKE SA's own lifetime and the time to its next authentication bound it,
     *     too (RFC 5723 6.2)
     */
    record ByValue(TicketKeys keys, Duration lifetime, UsedTickets used) implements TicketIssuance {
        public ByValue {
            check(lifetime);
        }
    }

    /**
     * A handle to a state that is kept here.
     *
     * @param lifetime as that of {@link ByValue}
     */
    record ByReference(TicketStore store, Duration lifetime) implements TicketIssuance {
        public ByReference {
            check(lifetime);
        }
    }

    /** Our choice: tickets used within their lifetime that are remembered. */
    int USED_TICKETS = 65_536;

    static TicketIssuance none() {
        return new None();
    }

    static TicketIssuance byValue(TicketKeys keys, Duration lifetime) {
        return new ByValue(keys, lifetime, new UsedTickets(USED_TICKETS));
    }

    static TicketIssuance byReference(TicketStore store, Duration lifetime) {
        return new ByReference(store, lifetime);
    }

    private static void check(Duration lifetime) {
        if (lifetime.toSeconds() < 1 || lifetime.toSeconds() > 0xffffffffL) {
            throw new IllegalArgumentException("a ticket lifetime of " + lifetime + "; it takes 1 to 2^32-1 seconds");
        }
    }
}
