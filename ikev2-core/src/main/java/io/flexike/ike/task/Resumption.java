package io.flexike.ike.task;

import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.ticket.TicketId;

/** What an IKE SA is made from when an older one is resumed (RFC 5723 5). */
public sealed interface Resumption {
    ResumableSession session();

    /** As initiator. */
    record ByTicket(ResumableSession session, byte[] ticket) implements Resumption {}

    /**
     * As responder, with a ticket that is genuine.
     *
     * @param profile the first one for which it holds
     */
    record ByPeer(ResumableSession session, TicketId id, PeerProfile profile) implements Resumption {}
}
