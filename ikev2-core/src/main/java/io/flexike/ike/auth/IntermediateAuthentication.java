package io.flexike.ike.auth;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import java.nio.ByteBuffer;

/** What the IKE_INTERMEDIATE exchanges add to the octets that both sides sign (RFC 9242 3.3.2). */
public final class IntermediateAuthentication {
    private byte[] ofInitiator = new byte[0];
    private byte[] ofResponder = new byte[0];
    private int exchanges;

    /** {@code IntAuth_iN = prf(SK_piN, IntAuth_iN-1 | IntAuth_iNA | IntAuth_iNP)} for the request of an exchange. */
    public void request(Prf prf, SecretBytes skPi, byte[] message) {
        ofInitiator = next(prf, skPi, ofInitiator, message);
    }

    /** {@code IntAuth_rN = prf(SK_prN, IntAuth_rN-1 | IntAuth_rNA | IntAuth_rNP)} for its response, which ends it. */
    public void response(Prf prf, SecretBytes skPr, byte[] message) {
        ofResponder = next(prf, skPr, ofResponder, message);
        exchanges++;
    }

    private static byte[] next(Prf prf, SecretBytes skP, byte[] last, byte[] message) {
        return prf.compute(skP, last, message).toByteArray(SecretAccess.granted());
    }

    /** {@code IntAuth = IntAuth_iN | IntAuth_rN | IKE_AUTH_MID}; empty if there was no exchange. */
    public byte[] octets() {
        if (exchanges == 0) {
            return new byte[0];
        }
        // RFC 9242 3.2: message IDs count from 1 without a gap, and IKE_AUTH has the next one.
        return ByteBuffer.allocate(ofInitiator.length + ofResponder.length + 4)
                .put(ofInitiator)
                .put(ofResponder)
                .putInt(exchanges + 1)
                .array();
    }
}
