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

    /** Comes after authentication and authorization: only a peer that is let in takes the place of what it had. */
    @Override
    public void processRequest(ReceivedPayloads request) {
        if (isSaidIn(request)) {
            sa.effects().closeOthersOfPeer(sa);
        }
    }

    /** Our SPIs of the IKE SAs that {@link #processRequest} would close. */
    public List<Long> replaced(ReceivedPayloads request) {
        return isSaidIn(request) ? sa.effects().olderWithPeerOf(sa) : List.of();
    }

    /** Whether an initiator says that it has no other IKE SA with us. */
    public static boolean isSaidIn(ReceivedPayloads request) {
        return request.notify(NotifyType.INITIAL_CONTACT).isPresent();
    }
}
