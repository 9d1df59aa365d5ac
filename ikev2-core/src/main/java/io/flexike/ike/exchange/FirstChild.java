package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InternalAddressFailureException;
import io.flexike.ike.error.NoProposalChosenException;
import io.flexike.ike.error.TsUnacceptableException;
import io.flexike.ike.keys.SharedSecrets;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSaDemand;
import io.flexike.ike.task.ChildSaTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.ResourceGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Child SA that IKE_AUTH brings along. That it fails does not fail the IKE SA (RFC 7296 1.2, 2.21.2). */
final class FirstChild {
    /** Our choice: how long the initiator may take to send through a new Child SA that replaces another one. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final IkeSa sa;
    private final Handshake handshake;
    private @Nullable ChildSaTask task;
    private @Nullable CloseReason refusal;
    private @Nullable IkeProtocolException ownRefusal;
    private boolean agreed;

    FirstChild(IkeSa sa, Handshake handshake) {
        this.sa = sa;
        this.handshake = handshake;
    }

    void buildRequest(List<Payload> request) throws IkeProtocolException {
        task = new ChildSaTask(sa, ChildSaDemand.first(sa));
        task.buildRequest(request);
        task.buildSelectors(request);
    }

    void processRequest(ReceivedPayloads request, Authorization authorization) throws IkeProtocolException {
        if (request.all(SaPayload.class).isEmpty()) {
            return;
        }
        try {
            if (authorization instanceof Authorization.NoAddress noAddress) {
                throw new InternalAddressFailureException(
                        new Rejection.NoAddress(sa.profileName(), sa.requiredRemoteIdentity(), noAddress.reason()));
            }
            task = new ChildSaTask(sa, ChildSaDemand.first(sa));
            task.processRequest(request);
            agreed = true;
        } catch (NoProposalChosenException | TsUnacceptableException | InternalAddressFailureException e) {
            ownRefusal = e;
            refusal = Refusals.reason(e);
        }
    }

    void buildResponse(List<Payload> response) {
        if (ownRefusal != null) {
            response.add(NotifyPayload.of(ownRefusal));
        } else if (agreed && task != null) {
            task.buildResponse(response);
            task.buildNarrowedSelectors(response);
        }
    }

    void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        Optional<NotifyPayload> error = response.error();
        if (task == null) {
            return;
        }
        if (!response.all(SaPayload.class).isEmpty()) {
            task.processResponse(response);
            agreed = true;
            return;
        }
        refusal = error.isPresent()
                ? Refusals.reason(error.get(), task.asked())
                : new CloseReason(
                        CloseReason.Kind.PEER_REFUSED, "the peer answered without a Child SA and without a reason");
    }

    /** Installs what was agreed upon, or tells why there is nothing to install; and what follows from that. */
    List<Intention> conclude() {
        if (agreed && task != null) {
            ChildSaParameters child = task.parameters(handshake.nonceI(), handshake.nonceR(), SharedSecrets.NONE);
            Optional<CloseReason> objection = sa.initiator() ? task.objection() : Optional.empty();
            Optional<ResourceGroup> group = task.group();
            task = null;
            if (objection.isPresent()) {
                return takeBack(child, objection.get());
            }
            return install(child, group);
        }
        abandon();
        if (refusal != null) {
            sa.effects().event(refused(refusal));
        }
        return List.of();
    }

    private IkeEvent refused(CloseReason reason) {
        Optional<Flow> asked = sa.initiator() ? Optional.of(sa.requiredProfile().firstFlow()) : Optional.empty();
        return new IkeEvent.ChildSaRefused(sa.localSpi(), sa.profileName(), asked, reason);
    }

    /** RFC 7296 1.3.1: the responder has it already, so that it has to be deleted. */
    private List<Intention> takeBack(ChildSaParameters child, CloseReason reason) {
        sa.effects().event(refused(reason));
        ChildSa unfit = sa.children().install(child, Optional.empty(), /* sending= */ false);
        return ChildDeletion.deletion(sa, unfit, reason).stream().toList();
    }

    private List<Intention> install(ChildSaParameters child, Optional<ResourceGroup> group) {
        // RFC 7296 2.8: the initiator does not know it yet, and what reaches it too early may be lost; as long as there
        // is another way, it has to send first.
        if (!sa.initiator() && sa.effects().sendsElsewhere(sa, child.local(), child.remote())) {
            sa.children().installWaiting(child, group, PATIENCE);
            return List.of();
        }
        ChildSa made = sa.children().install(child, group, /* sending= */ true);
        sa.children().switchTo(made);
        return sa.initiator() ? ResourceCreation.beside(made) : List.of();
    }

    /** Nothing will come of it. */
    void abandon() {
        if (task != null) {
            task.abandon();
            task = null;
        }
    }
}
