package io.flexike.ike.engine;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalChoice;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Resumption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a ticket may be used with what is configured now, which may differ from what was when it was granted. */
final class Redemption {
    private final EngineContext context;

    Redemption(EngineContext context) {
        this.context = context;
    }

    /** The ticket in an IKE_SESSION_RESUME request; empty for any ticket that is not to be taken. */
    Optional<Resumption> ofRequest(IkeMessage request, Path path, Instant now) {
        ReceivedPayloads payloads =
                ReceivedPayloads.of(request.payloads(), ExchangeType.IKE_SESSION_RESUME, false, false);
        List<NotifyPayload> tickets = payloads.notifies(NotifyType.TICKET_OPAQUE);
        return tickets.size() != 1
                ? Optional.empty()
                : context.tickets()
                        .redeem(tickets.get(0).data(), now)
                        .flatMap(redeemed -> profile(redeemed.session(), path)
                                .map(profile -> new Resumption.ByPeer(redeemed.session(), redeemed.id(), profile)));
    }

    private Optional<PeerProfile> profile(ResumableSession session, Path path) {
        return context.responders().at(path.local().getAddress()).profiles().stream()
                .filter(profile -> mayRespond(profile, session, path))
                .findFirst();
    }

    private boolean mayRespond(PeerProfile profile, ResumableSession session, Path path) {
        return profile.name().equals(session.profileName())
                && profile.localIdentity().toWire().equals(session.responder())
                && profile.remoteIdentity().matches(session.initiator())
                && hasCredentials(profile, session, path)
                && allowsSuite(profile, session);
    }

    /** RFC 5723 6.2: a ticket ends with the credentials that it stands for. */
    private static boolean hasCredentials(PeerProfile profile, ResumableSession session, Path path) {
        return !(profile.remoteAuthentication() instanceof AuthenticationMethod.PreSharedKey preShared)
                || preShared
                        .keys()
                        .keyFor(Optional.of(session.initiator()), path.remote().getAddress())
                        .isPresent();
    }

    /** A ticket that the application gives back; empty if it may not be presented (RFC 5723 4.3.1). */
    Optional<Resumption> ofInput(PeerProfile profile, ResumptionTicket ticket, Instant now) {
        ResumableSession session = ticket.session(SecretAccess.granted());
        boolean fits = session.isValidAt(now)
                && profile.name().equals(session.profileName())
                && profile.localIdentity().toWire().equals(session.initiator())
                && profile.remoteIdentity().matches(session.responder())
                && allowsSuite(profile, session);
        return fits
                ? Optional.of(new Resumption.ByTicket(session, ticket.octets(SecretAccess.granted())))
                : Optional.empty();
    }

    private boolean allowsSuite(PeerProfile profile, ResumableSession session) {
        Proposal suite;
        try {
            suite = session.suite().toProposal();
        } catch (IllegalArgumentException e) {
            return false;
        }
        return suite.transforms().stream()
                        .allMatch(transform -> context.settings().crypto().supports(transform))
                && ProposalSelection.select(List.of(suite), profile.ikeProposals()) instanceof ProposalChoice.Selected;
    }
}
