package io.flexike.ike.ticket;

import io.flexike.ike.session.ResumableSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Grants nothing and takes nothing. */
final class NoTickets implements TicketOffice {
    @Override
    public Duration lifetime() {
        return Duration.ZERO;
    }

    @Override
    public Optional<Granted> grant(ResumableSession session, Instant now) {
        return Optional.empty();
    }

    @Override
    public Optional<Redeemed> redeem(byte[] ticket, Instant now) {
        return Optional.empty();
    }

    @Override
    public boolean use(TicketId id, Instant now) {
        return false;
    }

    @Override
    public void revoke(TicketId id, Instant now) {}
}
