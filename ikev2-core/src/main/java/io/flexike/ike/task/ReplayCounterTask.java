package io.flexike.ike.task;

import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * IPSEC_REPLAY_COUNTER_SYNC: who may have lost count of what it received asks the other end to skip sequence numbers in
 * all Child SAs (RFC 6311 5.2, 6.4).
 */
public final class ReplayCounterTask extends Task {
    private final IkeSa sa;
    private final long skipped;

    /** @param skipped numbers that the peer is to skip, unsigned; 0 to ask for nothing */
    public ReplayCounterTask(IkeSa sa, long skipped) {
        this.sa = sa;
        this.skipped = skipped;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (skipped == 0 || !sa.continuity().synchronizesReplayCounters()) {
            return;
        }
        List<ChildSa> children = sa.children().live();
        int octets = children.isEmpty() ? Integer.BYTES : octets(children.get(0));
        // RFC 6311 6.4: the size of the field follows from the Child SAs, which must all count in the same way.
        if (children.stream().allMatch(child -> octets(child) == octets)) {
            ByteBuffer data = ByteBuffer.allocate(octets);
            request.add(NotifyPayload.of(
                    NotifyType.IPSEC_REPLAY_COUNTER_SYNC,
                    octets == Long.BYTES
                            ? data.putLong(skipped).array()
                            : data.putInt((int) skipped).array()));
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        if (!sa.continuity().synchronizesReplayCounters()) {
            return;
        }
        List<NotifyPayload> notifies = request.notifies(NotifyType.IPSEC_REPLAY_COUNTER_SYNC);
        if (notifies.size() != 1) {
            return;
        }
        byte[] data = notifies.get(0).data();
        for (ChildSa child : sa.children().live()) {
            if (data.length == octets(child)) {
                ByteBuffer in = ByteBuffer.wrap(data);
                long count = data.length == Long.BYTES ? in.getLong() : in.getInt() & 0xffffffffL;
                sa.effects().skipSequenceNumbers(sa.localSpi(), child.inboundSpi(), count);
            }
        }
    }

    private static int octets(ChildSa child) {
        return child.snapshot().suite().sequenceNumbers().equals(SequenceNumbers.EXTENDED) ? Long.BYTES : Integer.BYTES;
    }
}
