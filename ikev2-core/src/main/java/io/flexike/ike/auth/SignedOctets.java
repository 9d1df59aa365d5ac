package io.flexike.ike.auth;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.ike.identity.Identification;
import java.nio.ByteBuffer;

/** The octets that one side signs (RFC 7296 2.15). */
public final class SignedOctets {
    private SignedOctets() {}

    /**
     * {@code RealMessage | NonceOfTheOther | prf(SK_p, RestOfIDPayload) [| IntAuth]}.
     *
     * @param realMessage the signer's first message, from its IKE header to its end, without a non-ESP marker
     * @param otherNonce content of the other side's Nonce payload
     * @param skP SK_pi for the initiator's octets, SK_pr for the responder's
     * @param intAuth of the IKE_INTERMEDIATE exchanges (RFC 9242 3.3.2), empty if there was none
     */
    public static byte[] of(
            Prf prf, byte[] realMessage, byte[] otherNonce, SecretBytes skP, Identification signer, byte[] intAuth) {
        byte[] name = signer.data();
        byte[] restOfIdPayload = ByteBuffer.allocate(4 + name.length)
                .put((byte) signer.type().value())
                .put(new byte[3])
                .put(name)
                .array();
        byte[] maced = prf.compute(skP, restOfIdPayload).toByteArray(SecretAccess.granted());
        return ByteBuffer.allocate(realMessage.length + otherNonce.length + maced.length + intAuth.length)
                .put(realMessage)
                .put(otherNonce)
                .put(maced)
                .put(intAuth)
                .array();
    }
}
