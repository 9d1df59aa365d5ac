package io.flexike.ike.session;

/**
 * How IKE SAs outlive the loss of one end's state or of the path between the ends.
 *
 * @param wantsTickets whether we ask for tickets where we are the initiator (RFC 5723); what comes is told by
 *     {@link IkeEvent.TicketReceived}
 * @param tickets whether and how we grant them as responder
 * @param messageIdSynchronization whether message IDs may be agreed upon anew (RFC 6311)
 * @param replayCounterSynchronization whether the peer may have our Child SAs skip sequence numbers (RFC 6311); only
 *     with a data plane that does so
 */
public record SessionContinuity(
        boolean wantsTickets,
        TicketIssuance tickets,
        boolean messageIdSynchronization,
        boolean replayCounterSynchronization) {
    /** No tickets, as they have to be kept safely; message IDs may be synchronized, replay counters not. */
    public static final SessionContinuity DEFAULT = new SessionContinuity(false, TicketIssuance.none(), true, false);

    public SessionContinuity withWantingTickets(boolean wanted) {
        return new SessionContinuity(wanted, tickets, messageIdSynchronization, replayCounterSynchronization);
    }

    public SessionContinuity withTickets(TicketIssuance issuance) {
        return new SessionContinuity(wantsTickets, issuance, messageIdSynchronization, replayCounterSynchronization);
    }

    public SessionContinuity withSynchronization(boolean messageIds, boolean replayCounters) {
        return new SessionContinuity(wantsTickets, tickets, messageIds, replayCounters);
    }
}
