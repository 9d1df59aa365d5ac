package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.SessionContinuity;
import java.util.List;

/**
 * IKEV2_MESSAGE_ID_SYNC_SUPPORTED and IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED in IKE_AUTH: only what both ends have said
 * holds, and a responder says only what the initiator has said (RFC 6311 5).
 */
public final class SynchronizationTask extends Task {
    private final IkeSa sa;

    public SynchronizationTask(IkeSa sa) {
        this.sa = sa;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        SessionContinuity ours = sa.effects().continuity();
        say(ours.messageIdSynchronization(), ours.replayCounterSynchronization(), request);
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        read(request);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        Continuity both = sa.continuity();
        say(both.synchronizesMessageIds(), both.synchronizesReplayCounters(), response);
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        read(response);
    }

    private static void say(boolean messageIds, boolean replayCounters, List<Payload> message) {
        if (messageIds) {
            message.add(NotifyPayload.of(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED));
        }
        if (replayCounters) {
            message.add(NotifyPayload.of(NotifyType.IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED));
        }
    }

    private void read(ReceivedPayloads message) {
        SessionContinuity ours = sa.effects().continuity();
        sa.continuity()
                .synchronizes(
                        ours.messageIdSynchronization() && says(message, NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED),
                        ours.replayCounterSynchronization()
                                && says(message, NotifyType.IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED));
    }

    private static boolean says(ReceivedPayloads message, NotifyType type) {
        return message.notify(type).isPresent();
    }
}
