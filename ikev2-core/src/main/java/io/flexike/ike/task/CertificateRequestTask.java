package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.Payload;
import java.util.List;

/**
 * CERTREQ and what belongs to it (RFC 7296 1.2, 3.7): a responder says it in IKE_SA_INIT, an initiator in the first
 * request of IKE_AUTH.
 */
public final class CertificateRequestTask extends Task {
    private final Handshake handshake;
    private final CertificateWish wish;

    public CertificateRequestTask(Handshake handshake, CertificateWish wish) {
        this.handshake = handshake;
        this.wish = wish;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        request.addAll(wish.payloads());
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        read(request);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        response.addAll(wish.payloads());
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        read(response);
    }

    private void read(ReceivedPayloads message) {
        handshake.certificateRequest(handshake.certificateRequest().and(message));
        handshake.severalMethods(handshake.severalMethods()
                || message.notify(NotifyType.MULTIPLE_AUTH_SUPPORTED).isPresent());
    }
}
