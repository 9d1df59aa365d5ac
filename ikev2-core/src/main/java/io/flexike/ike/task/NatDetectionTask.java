package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.NatTraversal;
import java.util.List;

/** NAT detection in IKE_SA_INIT (RFC 7296 2.23). */
public final class NatDetectionTask extends Task {
    private final IkeSa sa;
    private final NatDetection detection;

    public NatDetectionTask(IkeSa sa, NatTraversal natTraversal) {
        this.sa = sa;
        this.detection = new NatDetection(sa, natTraversal);
    }

    @Override
    public void buildRequest(List<Payload> request) {
        // RFC 7296 2.23: the responder's SPI is still zero in the request.
        detection.add(request, sa.path(), 0);
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        detect(request, 0);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        detection.add(response, sa.path(), sa.responderSpi());
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        detect(response, sa.responderSpi());
        response.notify(NotifyType.NAT_DETECTION_DESTINATION_IP)
                .ifPresent(notify -> sa.mobility().sees(notify.data()));
    }

    /** Nothing is known of a peer that does not support NAT traversal. */
    private void detect(ReceivedPayloads message, long responderSpi) {
        detection.detect(message, sa.path(), responderSpi).ifPresent(finding -> {
            sa.mobility().natTraversalSpoken();
            sa.mobility().nat(finding);
        });
    }
}
