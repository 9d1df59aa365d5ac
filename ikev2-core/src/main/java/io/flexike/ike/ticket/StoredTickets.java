package io.flexike.ike.ticket;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.TicketIssuance;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Tickets by reference: a random handle that nobody guesses, and the state in a store (RFC 5723 6.1). */
final class StoredTickets implements TicketOffice {
    private static final int VERSION = 2;
    private static final int HANDLE_OCTETS = 32;

    private final TicketIssuance.ByReference issuance;
    private final SecureRandom random;

    StoredTickets(TicketIssuance.ByReference issuance, SecureRandom random) {
        this.issuance = issuance;
        this.random = random;
    }

    @Override
    public Duration lifetime() {
        return issuance.lifetime();
    }

    @Override
    public Optional<Granted> grant(ResumableSession session, Instant now) {
        byte[] handle = new byte[HANDLE_OCTETS];
        random.nextBytes(handle);
        if (!issuance.store().put(handle, session.encode(), session.expiresAt(), now)) {
            return Optional.empty();
        }
        byte[] ticket = ByteBuffer.allocate(1 + HANDLE_OCTETS)
                .put((byte) VERSION)
                .put(handle)
                .array();
        return Optional.of(new Granted(ticket, new TicketId(ByteBuffer.wrap(handle), session.expiresAt())));
    }

    @Override
    public Optional<Redeemed> redeem(byte[] ticket, Instant now) {
        if (ticket.length != 1 + HANDLE_OCTETS || ticket[0] != VERSION) {
            return Optional.empty();
        }
        byte[] handle = Arrays.copyOfRange(ticket, 1, ticket.length);
        Optional<SecretBytes> state = issuance.store().find(handle, now);
        Optional<Redeemed> redeemed = state.flatMap(ResumableSession::decode)
                .filter(session -> session.isValidAt(now))
                .map(session -> new Redeemed(session, new TicketId(ByteBuffer.wrap(handle), session.expiresAt())));
        state.ifPresent(SecretBytes::destroy);
        return redeemed;
    }

    @Override
    public boolean use(TicketId id, Instant now) {
        return issuance.store().remove(id.octets().array());
    }

    @Override
    public void revoke(TicketId id, Instant now) {
        issuance.store().remove(id.octets().array());
    }
}
