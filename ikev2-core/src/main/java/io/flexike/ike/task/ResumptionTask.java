package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.keys.KeyDerivation;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** Nonce and TICKET_OPAQUE of IKE_SESSION_RESUME: fresh keys from an old SK_d (RFC 5723 4.3.2, 5.1). */
public final class ResumptionTask extends Task {
    private static final int NONCE_OCTETS = 32;

    private final IkeSa sa;
    private final Handshake handshake;
    private final Resumption resumption;
    private final byte[] ownNonce = new byte[NONCE_OCTETS];

    public ResumptionTask(IkeSa sa, Handshake handshake, Resumption resumption) {
        this.sa = sa;
        this.handshake = handshake;
        this.resumption = resumption;
        sa.random().nextBytes(ownNonce);
    }

    @Override
    public void buildRequest(List<Payload> request) {
        request.add(new NoncePayload(ownNonce));
        if (resumption instanceof Resumption.ByTicket byTicket) {
            request.add(NotifyPayload.of(NotifyType.TICKET_OPAQUE, byTicket.ticket()));
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        handshake.nonces(request.required(NoncePayload.class).nonce(), ownNonce);
        derive();
    }

    @Override
    public void buildResponse(List<Payload> response) {
        response.add(new NoncePayload(ownNonce));
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        handshake.nonces(ownNonce, response.required(NoncePayload.class).nonce());
        derive();
    }

    private void derive() {
        IkeSuite suite = resumption.session().suite();
        Prf prf = sa.crypto().prf(suite.prf());
        byte[] nonceI = handshake.nonceI();
        byte[] nonceR = handshake.nonceR();
        SecretBytes skeyseed =
                KeyDerivation.resumedSkeyseed(prf, resumption.session().skD(), nonceI, nonceR);
        IkeKeys keys =
                KeyDerivation.ikeKeys(prf, suite, skeyseed, nonceI, nonceR, sa.initiatorSpi(), sa.responderSpi());
        skeyseed.destroy();
        sa.keys(suite, keys);
        sa.logKeys();
    }
}
