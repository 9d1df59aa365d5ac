package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.ticket.TicketOffice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * TICKET_REQUEST and its answers, in IKE_AUTH, in the rekeying of an IKE SA or in INFORMATIONAL (RFC 5723 4.1, 4.2).
 * The holder of tickets is the initiator of IKE_AUTH, whoever rekeys.
 */
public final class TicketTask extends Task {
    /** Our choice: when to ask again after TICKET_ACK, which promises a ticket for later. */
    private static final Duration LATER = Duration.ofSeconds(30);

    /** Our choice: after which part of a ticket's lifetime the next one is asked for. */
    private static final double RENEWAL = 0.9;

    private final IkeSa sa;
    private boolean requested;

    /** @param sa that the ticket is to resume */
    public TicketTask(IkeSa sa) {
        this.sa = sa;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (sa.authenticatedAsInitiator() && sa.effects().continuity().wantsTickets()) {
            request.add(NotifyPayload.of(NotifyType.TICKET_REQUEST));
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        requested = request.notify(NotifyType.TICKET_REQUEST).isPresent();
    }

    @Override
    public void buildResponse(List<Payload> response) {
        TicketOffice office = sa.effects().tickets();
        if (requested && !office.lifetime().isZero()) {
            response.add(grant(office).orElseGet(() -> NotifyPayload.of(NotifyType.TICKET_NACK)));
        }
    }

    private Optional<NotifyPayload> grant(TicketOffice office) {
        Instant now = sa.effects().now().truncatedTo(ChronoUnit.SECONDS);
        long seconds = validSeconds(office, now);
        if (seconds <= 0 || sa.authenticatedAsInitiator() || !sa.peer().isToldByTicket()) {
            return Optional.empty();
        }
        Identities who = new Identities(
                sa.requiredRemoteIdentity(),
                sa.requiredProfile().localIdentity().toWire());
        ResumableSession session = session(who, sa.remoteSpi(), sa.localSpi(), now, now.plusSeconds(seconds));
        Optional<TicketOffice.Granted> granted = office.grant(session, now);
        session.skD().destroy();
        // One ticket an IKE SA: the one before is worthless from now on.
        sa.continuity().granted().ifPresent(old -> office.revoke(old, now));
        granted.ifPresent(ticket -> sa.continuity().granted(ticket.id()));
        return granted.map(ticket -> NotifyPayload.of(
                NotifyType.TICKET_LT_OPAQUE,
                ByteBuffer.allocate(Integer.BYTES + ticket.ticket().length)
                        .putInt((int) seconds)
                        .put(ticket.ticket())
                        .array()));
    }

    /** RFC 5723 6.2: no longer than the IKE SA lives, nor than until the next authentication. */
    private long validSeconds(TicketOffice office, Instant now) {
        IkeSaPolicy policy = sa.requiredProfile().ikePolicy();
        Instant until = now.plus(office.lifetime());
        Instant end = sa.lifespan().hardAt().equals(Instant.MAX)
                ? SaLifetime.reached(now, policy.lifetime().hard())
                : sa.lifespan().hardAt();
        Instant authentication = SaLifetime.reached(authenticatedAt(now), policy.authLifetime());
        until = earlier(earlier(until, end), authentication);
        return Duration.between(now, until).toSeconds();
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        Instant now = sa.effects().now();
        if (!sa.authenticatedAsInitiator() || !sa.effects().continuity().wantsTickets()) {
            return;
        }
        Optional<byte[]> ticket = response.notify(NotifyType.TICKET_LT_OPAQUE)
                .map(NotifyPayload::data)
                .filter(data ->
                        data.length > Integer.BYTES && data.length <= Integer.BYTES + ResumptionTicket.MAX_OCTETS);
        if (ticket.isPresent()) {
            keep(ticket.get(), now);
        } else if (response.notify(NotifyType.TICKET_ACK).isPresent()) {
            sa.continuity().ticketDueAt(now.plus(LATER));
        }
    }

    private void keep(byte[] data, Instant exactly) {
        long seconds = ByteBuffer.wrap(data).getInt() & 0xffffffffL;
        if (seconds == 0) {
            return;
        }
        Instant now = exactly.truncatedTo(ChronoUnit.SECONDS);
        Identities who = new Identities(sa.requiredProfile().localIdentity().toWire(), sa.requiredRemoteIdentity());
        ResumableSession session = session(who, sa.localSpi(), sa.remoteSpi(), now, now.plusSeconds(seconds));
        sa.continuity().holdsTicket(true);
        // RFC 5723 4.1: the next one is asked for when this one is about to expire.
        sa.continuity().ticketDueAt(exactly.plusSeconds(Math.max(1, (long) (seconds * RENEWAL))));
        byte[] ticket = Arrays.copyOfRange(data, Integer.BYTES, data.length);
        sa.effects().event(new IkeEvent.TicketReceived(sa.localSpi(), new ResumptionTicket(ticket, session)));
    }

    private record Identities(Identification initiator, Identification responder) {}

    private ResumableSession session(
            Identities who, long initiatorSpi, long responderSpi, Instant now, Instant expiresAt) {
        SecretBytes skD = sa.requiredKeys().skD();
        return new ResumableSession(
                who.initiator,
                who.responder,
                initiatorSpi,
                responderSpi,
                sa.requiredSuite(),
                skD.slice(0, skD.length()),
                AuthMethod.SHARED_KEY,
                sa.profileName(),
                authenticatedAt(now).truncatedTo(ChronoUnit.SECONDS),
                expiresAt);
    }

    private Instant authenticatedAt(Instant now) {
        Instant at = sa.continuity().authenticatedAt();
        return at.equals(Instant.MAX) ? now : at;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
