package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;

/**
 * QUICK_CRASH_DETECTION (RFC 6290): gives the peer the token by which it will believe that we have lost the IKE SA, and
 * keeps the one that the peer gives. In IKE_AUTH both ways, in the response that rekeys an IKE SA, for the new one, and
 * in any INFORMATIONAL request (RFC 6290 4.2 to 4.4).
 */
public final class QuickCrashDetectionTask extends Task {
    /** RFC 6290 5. */
    private static final int MIN_OCTETS = 16;

    private static final int MAX_OCTETS = 128;

    private final IkeSa sa;

    /** @param sa whose SPIs the tokens are about, with both of them known */
    public QuickCrashDetectionTask(IkeSa sa) {
        this.sa = sa;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        give(request);
    }

    /** Comes after the authentication: only the peer itself may say by what it is believed. */
    @Override
    public void processRequest(ReceivedPayloads request) {
        take(request);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        give(response);
    }

    /** Comes after the authentication. */
    @Override
    public void processResponse(ReceivedPayloads response) {
        take(response);
    }

    private void give(List<Payload> message) {
        sa.effects()
                .crashTokens(sa.initiatorSpi(), sa.responderSpi())
                .findFirst()
                .ifPresent(token -> message.add(notify(token)));
    }

    private void take(ReceivedPayloads message) {
        if (!sa.effects().takesCrashTokens()) {
            return;
        }
        // RFC 6290 4.4: a later token replaces the one before.
        message.notify(NotifyType.QUICK_CRASH_DETECTION)
                .filter(notify -> notify.data().length >= MIN_OCTETS && notify.data().length <= MAX_OCTETS)
                .ifPresent(notify -> sa.crashToken(SecretBytes.copyOf(notify.data())));
    }

    /** RFC 6290 4.1: the protocol is IKE, and there is no SPI. */
    public static NotifyPayload notify(byte[] token) {
        return new NotifyPayload(SecurityProtocol.IKE, new byte[0], NotifyType.QUICK_CRASH_DETECTION, token);
    }
}
