package io.flexike.ike.ticket;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.TicketIssuance;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Grants tickets and takes them back, once each. */
public interface TicketOffice {
    /** A ticket that was granted. */
    record Granted(byte[] ticket, TicketId id) {}

    /** A ticket that was presented, is genuine and was not used. */
    record Redeemed(ResumableSession session, TicketId id) {}

    static TicketOffice of(TicketIssuance issuance, CryptoProvider crypto, SecureRandom random) {
        if (issuance instanceof TicketIssuance.ByValue byValue) {
            return new SealedTickets(byValue, crypto, random);
        }
        if (issuance instanceof TicketIssuance.ByReference byReference) {
            return new StoredTickets(byReference, random);
        }
        return new NoTickets();
    }

    /** How long a ticket is valid at most; zero if none is granted at all. */
    Duration lifetime();

    /** A ticket for that state, empty if it cannot be granted. */
    Optional<Granted> grant(ResumableSession session, Instant now);

    /**
     * Looks at a ticket that anybody may have made or copied; it does not count as used by that. Empty, without a
     * difference that can be seen, if it is not genuine, has expired, was used or was revoked.
     */
    Optional<Redeemed> redeem(byte[] ticket, Instant now);

    /** Uses a ticket up; false if somebody was quicker. */
    boolean use(TicketId id, Instant now);

    /** Makes a ticket worthless (RFC 5723 6.2, 9.8). */
    void revoke(TicketId id, Instant now);
}
