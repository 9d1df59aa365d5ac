package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** INITIAL_CONTACT in IKE_AUTH: an initiator that has lost its memory asks us to lose ours, too (RFC 7296 2.4). */
public final class InitialContactTask extends Task {
    private final IkeSa sa;

    public InitialContactTask(IkeSa sa) {
        this.sa = sa;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (sa.effects().isOnlyOneWithItsPeer(sa)) {
            request.add(NotifyPayload.of(NotifyType.INITIAL_CONTACT));
        }
    }

    /** Comes after the authentication: only the peer itself may say so. */
    @Override
    public void processRequest(ReceivedPayloads request) {
        if (request.notify(NotifyType.INITIAL_CONTACT).isPresent()) {
            sa.effects().closeOthersOfPeer(sa);
        }
    }
}
