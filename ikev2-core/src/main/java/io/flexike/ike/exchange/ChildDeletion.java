package io.flexike.ike.exchange;

import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Deletes a Child SA: our inbound half, and the peer answers with the other one (RFC 7296 1.4.1). */
public final class ChildDeletion implements OwnExchange {
    private final IkeSa sa;
    private final ChildSa child;

    private ChildDeletion(IkeSa sa, ChildSa child) {
        this.sa = sa;
        this.child = child;
    }

    /**
     * Begins to delete a Child SA, which sends nothing from now on; empty if that has begun already.
     *
     * @param reason what the application is told
     */
    public static Optional<Intention> deletion(IkeSa sa, ChildSa child, CloseReason reason) {
        if (!child.isLive() || child.phase() == ChildSa.Phase.DELETING) {
            return Optional.empty();
        }
        child.successor().filter(ChildSa::isLive).ifPresent(sa.children()::switchTo);
        sa.children().close(child, reason);
        sa.children().stopSending(child);
        child.phase(ChildSa.Phase.DELETING);
        child.softAt(Instant.MAX);
        child.hardAt(Instant.MAX);
        return Optional.of(later -> child.isLive() ? Optional.of(new ChildDeletion(later, child)) : Optional.empty());
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    /** RFC 7296 2.25.2: a rekeying of the IKE SA is not to be disturbed. */
    @Override
    public boolean mustWait() {
        return sa.followUps().replaceIkeSa();
    }

    @Override
    public List<Payload> request() {
        sa.collisions().childExchangeBegins();
        return List.of(DeletePayload.childSas(child.protocol(), child.inboundSpi()));
    }

    @Override
    public void lost() {
        sa.collisions().childExchangeEnds();
    }

    /** Whatever the peer answers: it has no use for the Child SA any more. */
    @Override
    public ExchangeResult response(ReceivedPayloads response) {
        sa.collisions().childExchangeEnds();
        if (child.isLive()) {
            sa.heir().orElse(sa).children().finish(child);
        }
        return InformationalInitiation.judge(response).orElse(ExchangeResult.CONTINUES);
    }
}
