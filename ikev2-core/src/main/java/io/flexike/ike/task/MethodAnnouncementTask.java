package io.flexike.ike.task;

import io.flexike.ike.auth.AuthAnnouncement;
import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * SUPPORTED_AUTH_METHODS (RFC 9593 3.1): a responder says it in IKE_SA_INIT, or in the last IKE_INTERMEDIATE exchange
 * if it is long; an initiator in the first request of IKE_AUTH, which is our choice, only to a responder that has said
 * it.
 */
public final class MethodAnnouncementTask extends Task {
    /** Our choice, so that IKE_SA_INIT stays a small datagram. */
    static final int MOST_OCTETS_IN_INIT = 512;

    private final Handshake handshake;
    private final CertificateWish wish;

    /** @param wish by what the peer may prove itself */
    public MethodAnnouncementTask(Handshake handshake, CertificateWish wish) {
        this.handshake = handshake;
        this.wish = wish;
    }

    @Override
    public void buildResponse(List<Payload> response) {
        List<AuthAnnouncement> methods = wish.methods().usefulTo(handshake.signatureHashes());
        if (methods.isEmpty()) {
            return;
        }
        byte[] data = AuthAnnouncement.encode(methods);
        if (data.length <= MOST_OCTETS_IN_INIT) {
            response.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, data));
        } else if (!handshake.steps().areDone()) {
            // RFC 9593 3.1: without data it says that the list is going to come, where fragments are possible.
            response.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS));
            List<Payload> late = new ArrayList<>();
            late.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, data));
            if (wish.methods().hasLinks()) {
                wish.payloads().stream()
                        .filter(CertReqPayload.class::isInstance)
                        .forEach(late::add);
            }
            handshake.lateAnnouncement(late);
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        read(handshake, response);
    }

    @Override
    public void buildRequest(List<Payload> request) {
        List<AuthAnnouncement> methods = wish.methods().usefulTo(handshake.signatureHashes());
        if (handshake.peerAnnounces() && !methods.isEmpty()) {
            request.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, AuthAnnouncement.encode(methods)));
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        read(handshake, request);
    }

    /** RFC 9593 3.1: several notifies are one list. It is advice, so that a malformed one is as good as none. */
    static void read(Handshake handshake, ReceivedPayloads message) {
        List<NotifyPayload> notifies = message.notifies(NotifyType.SUPPORTED_AUTH_METHODS);
        if (notifies.isEmpty()) {
            return;
        }
        handshake.peerAnnounces(true);
        List<AuthAnnouncement> all = new ArrayList<>();
        try {
            for (NotifyPayload notify : notifies) {
                all.addAll(AuthAnnouncement.decode(notify.data()));
            }
        } catch (InvalidSyntaxException e) {
            return;
        }
        List<AuthorityHash> authorities = CertificateRequest.authorities(message);
        if (authorities.isEmpty()
                && !handshake.certificateRequest().authorities().isEmpty()) {
            // RFC 9593 3.1: the links are to CERTREQ payloads of an earlier message, and may be ignored.
            all.removeIf(each -> each.certLink().orElse(0) > 0);
        }
        if (!all.isEmpty()) {
            handshake.announcedMethods(AnnouncedMethods.of(all, authorities));
        }
    }
}
