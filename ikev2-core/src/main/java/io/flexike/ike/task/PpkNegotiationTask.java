package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PostquantumPolicy.Mixing;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.task.PpkAgreement.Way;
import java.util.List;

/** USE_PPK and USE_PPK_INT of IKE_SA_INIT (RFC 8784 3, RFC 9867 3.1). */
public final class PpkNegotiationTask extends Task {
    private final IkeSa sa;
    private final Handshake handshake;
    private final boolean anyoneHasKeys;

    /** @param candidates profiles with keys of a responder, which does not know yet which one is the peer's */
    public PpkNegotiationTask(IkeSa sa, Handshake handshake, List<PeerProfile> candidates) {
        this.sa = sa;
        this.handshake = handshake;
        this.anyoneHasKeys = !candidates.isEmpty();
    }

    /** What an initiator shares with the peer that it is about to talk to. */
    static PeerPpks ofExpectedPeer(IkeSa sa) {
        PeerProfile profile = sa.requiredProfile();
        return profile.postquantum().keys().of(profile.expectedRemote().map(Identity::toWire), sa.configuredAddress());
    }

    private boolean hasKeys() {
        return sa.initiator() ? !ofExpectedPeer(sa).keys().isEmpty() : anyoneHasKeys;
    }

    /** Initiator: whether IKE_INTERMEDIATE is wanted for the sake of a PPK. */
    static boolean asksForIntermediate(IkeSa sa) {
        return sa.requiredProfile().postquantum().mixing() == Mixing.IN_INTERMEDIATE
                && !ofExpectedPeer(sa).keys().isEmpty();
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (!hasKeys()) {
            return;
        }
        if (asksForIntermediate(sa)) {
            request.add(NotifyPayload.of(NotifyType.USE_PPK_INT));
        }
        // RFC 8784 3: whether the use is mandatory or not. RFC 9867 3.1: beside USE_PPK_INT, for peers without that.
        request.add(NotifyPayload.of(NotifyType.USE_PPK));
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        if (hasKeys()) {
            agree(request, true);
        }
    }

    @Override
    public void buildResponse(List<Payload> response) {
        // RFC 9867 3.1: one of the two, never both.
        if (handshake.ppk().way() != Way.NONE) {
            response.add(NotifyPayload.of(
                    handshake.ppk().way() == Way.IN_AUTH ? NotifyType.USE_PPK : NotifyType.USE_PPK_INT));
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws AuthenticationFailedException {
        PeerPpks keys = ofExpectedPeer(sa);
        if (!keys.keys().isEmpty()) {
            agree(response, asksForIntermediate(sa));
        }
        // RFC 8784 3: a responder that does not use PPKs is no peer for who must use one.
        if (keys.areRequired() && handshake.ppk().way() == Way.NONE) {
            throw new AuthenticationFailedException(
                    new Rejection.Postquantum(sa.profileName(), Rejection.Postquantum.Lack.NOT_SPOKEN));
        }
    }

    private void agree(ReceivedPayloads said, boolean intermediateAllowed) {
        boolean intermediate = intermediateAllowed
                && said.notify(NotifyType.USE_PPK_INT).isPresent()
                && said.notify(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED).isPresent();
        boolean auth = said.notify(NotifyType.USE_PPK).isPresent();
        handshake.ppk().way(intermediate ? Way.IN_INTERMEDIATE : auth ? Way.IN_AUTH : Way.NONE);
        handshake.steps().mixingPpk(intermediate);
    }
}
