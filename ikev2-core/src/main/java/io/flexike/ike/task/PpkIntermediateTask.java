package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.session.Rejection;
import java.util.List;
import java.util.Optional;

/** PPK_IDENTITY_KEY and PPK_IDENTITY of the last IKE_INTERMEDIATE exchange (RFC 9867 3.1). */
public final class PpkIntermediateTask extends Task {
    private final IkeSa sa;
    private final Handshake handshake;
    private final List<PeerProfile> candidates;

    /** @param candidates profiles of a responder, which does not know yet which one is the peer's */
    public PpkIntermediateTask(IkeSa sa, Handshake handshake, List<PeerProfile> candidates) {
        this.sa = sa;
        this.handshake = handshake;
        this.candidates = candidates;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        for (Ppk ppk : PpkNegotiationTask.ofExpectedPeer(sa).keys()) {
            byte[] data = PpkConfirmation.of(sa, handshake, ppk).encode();
            request.add(NotifyPayload.of(NotifyType.PPK_IDENTITY_KEY, data));
        }
    }

    /** Whether one is required is known when the peer has said who it is. */
    @Override
    public void processRequest(ReceivedPayloads request) throws InvalidSyntaxException {
        List<NotifyPayload> offers = request.notifies(NotifyType.PPK_IDENTITY_KEY);
        for (NotifyPayload offer : offers.subList(0, Math.min(offers.size(), PeerPpks.MOST))) {
            PpkConfirmation confirmation = PpkConfirmation.decode(offer.data());
            Optional<Ppk> common = candidates.stream()
                    .flatMap(profile -> profile.postquantum().keys().withId(confirmation.id()).stream())
                    .filter(ours -> confirmation.confirms(sa, handshake, ours))
                    .findFirst();
            if (common.isPresent()) {
                handshake.ppk().mixed(common.get());
                return;
            }
        }
    }

    @Override
    public void buildResponse(List<Payload> response) {
        handshake
                .ppk()
                .mixed()
                .ifPresent(ppk -> response.add(
                        NotifyPayload.of(NotifyType.PPK_IDENTITY, ppk.id().encode())));
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        PeerPpks keys = PpkNegotiationTask.ofExpectedPeer(sa);
        Optional<NotifyPayload> chosen = response.notify(NotifyType.PPK_IDENTITY);
        if (chosen.isPresent()) {
            PpkId id = PpkId.decode(chosen.get().data());
            handshake
                    .ppk()
                    .mixed(keys.find(id)
                            .orElseThrow(() ->
                                    new InvalidSyntaxException("the peer chose " + id + ", which we did not offer")));
        } else if (keys.areRequired()) {
            throw new AuthenticationFailedException(
                    new Rejection.Postquantum(sa.profileName(), Rejection.Postquantum.Lack.NOT_TAKEN));
        }
    }
}
