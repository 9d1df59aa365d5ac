package io.flexike.ike.exchange;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.AuthLifetimeTask;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSas;
import io.flexike.ike.task.ConfigurationSetTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.QuickCrashDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectNotify;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.ReplayCounterTask;
import io.flexike.ike.task.TicketTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INFORMATIONAL as responder (RFC 7296 1.4, 1.4.1, 2.21). */
public final class InformationalResponse implements PeerExchange {
    private static final CloseReason DELETED =
            new CloseReason(CloseReason.Kind.PEER_DELETED, "the peer sent a Delete payload");

    private final IkeSa sa;
    private final boolean firstAfterAuthentication;
    private final MobikeResponse mobike;
    private final ProtocolOptions options;

    /**
     * The answer to one request.
     *
     * @param firstAfterAuthentication whether nothing came from the peer between IKE_AUTH and this request
     * @param path along which the request came
     */
    public InformationalResponse(
            IkeSa sa, boolean firstAfterAuthentication, Path path, int messageId, ProtocolOptions options) {
        this.options = options;
        this.sa = sa;
        this.firstAfterAuthentication = firstAfterAuthentication;
        this.mobike = new MobikeResponse(sa, path, messageId, options);
    }

    @Override
    public ExchangeResult request(ReceivedPayloads request, List<Payload> response) throws InvalidSyntaxException {
        Optional<NotifyPayload> fatal = request.notify(NotifyType.AUTHENTICATION_FAILED)
                .or(() -> request.notify(NotifyType.INVALID_SYNTAX))
                .or(() -> request.notify(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD));
        // RFC 7296 2.21.2: immediately after IKE_AUTH these three end the IKE SA without a Delete payload.
        if (firstAfterAuthentication && fatal.isPresent()) {
            return new ExchangeResult.Closed(Refusals.reason(fatal.get(), Asked.NOTHING));
        }
        List<DeletePayload> deletes = request.all(DeletePayload.class);
        if (deletes.stream().anyMatch(delete -> delete.protocol().equals(SecurityProtocol.IKE))) {
            return new ExchangeResult.Closed(DELETED);
        }
        // RFC 6290 4.3, 4.4: a token may come in any INFORMATIONAL request.
        new QuickCrashDetectionTask(sa).processRequest(request);
        deleteChildSas(SecurityProtocol.ESP, deletes, response);
        deleteChildSas(SecurityProtocol.AH, deletes, response);
        new ReplayCounterTask(sa, 0).processRequest(request);
        TicketTask ticket = new TicketTask(sa);
        ticket.processRequest(request);
        ticket.buildResponse(response);
        AuthLifetimeTask.read(sa, request);
        ConfigurationSetTask configuration = new ConfigurationSetTask(sa, List.of());
        configuration.processRequest(request);
        configuration.buildResponse(response);
        ExchangeResult ofPath = mobike.request(request, response);
        return redirected(request).orElse(ofPath);
    }

    /** RFC 5685 5, 10: only the original responder may send the original initiator elsewhere. */
    private Optional<ExchangeResult> redirected(ReceivedPayloads request) throws InvalidSyntaxException {
        Optional<NotifyPayload> redirect = request.notify(NotifyType.REDIRECT)
                .filter(notify -> options.redirects().accepted() && sa.authenticatedAsInitiator());
        return redirect.isEmpty()
                ? Optional.empty()
                : Optional.of(new ExchangeResult.Redirected(
                        RedirectNotify.decode(redirect.get()).target()));
    }

    /** RFC 7296 1.4.1: the SPIs are those on which the peer receives; we answer with ours of the same pairs. */
    private void deleteChildSas(SecurityProtocol protocol, List<DeletePayload> deletes, List<Payload> response) {
        List<Integer> answered = new ArrayList<>();
        for (DeletePayload delete : deletes) {
            if (delete.protocol().equals(protocol)) {
                deleteChildSas(delete, answered);
            }
        }
        if (!answered.isEmpty()) {
            response.add(DeletePayload.childSas(
                    protocol, answered.stream().mapToInt(Integer::intValue).toArray()));
        }
    }

    private void deleteChildSas(DeletePayload delete, List<Integer> answered) {
        ChildSas children = sa.heir().orElse(sa).children();
        for (int spi : delete.childSpis()) {
            Optional<ChildSa> child = children.byOutboundSpi(delete.protocol(), spi);
            if (child.isEmpty()) {
                sa.collisions().deletedBeforeMade(spi);
            } else if (child.get().phase() != ChildSa.Phase.DELETING) {
                answered.add(child.get().inboundSpi());
                children.deleted(child.get(), child.get().successor().isPresent() ? ChildRekeying.REKEYED : DELETED);
            }
            // RFC 7296 1.4.1: when both ends delete it at once, neither names it in its response.
        }
    }
}
