package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** IKEV2_FRAGMENTATION_SUPPORTED in IKE_SA_INIT: whether messages may come and go in fragments (RFC 7383 2.3). */
public final class FragmentationTask extends Task {
    private final IkeSa sa;
    private final int octets;

    /** @param octets the longest IP packet of ours with a whole message, 0 for no fragmentation */
    public FragmentationTask(IkeSa sa, int octets) {
        this.sa = sa;
        this.octets = octets;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (octets > 0) {
            request.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        agree(request);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        // RFC 7383 2.3: the responder says so only to an initiator that has said so.
        if (sa.fragmentOctets() > 0) {
            response.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        agree(response);
    }

    private void agree(ReceivedPayloads message) {
        boolean both = message.notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent();
        sa.fragmentOctets(both ? octets : 0);
    }
}
