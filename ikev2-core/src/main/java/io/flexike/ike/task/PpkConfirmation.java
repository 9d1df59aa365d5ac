package io.flexike.ike.task;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The data of PPK_IDENTITY_KEY: a PPK by name, and a proof that the sender has it (RFC 9867 3.1).
 *
 * <pre>
 * | PPK_ID Type |  PPK_ID (variable) ...  |  PPK Confirmation (8 octets)  |
 * </pre>
 */
record PpkConfirmation(PpkId id, byte[] confirmation) {
    private static final int OCTETS = 8;

    /** The first octets of {@code prf(PPK, Ni | Nr | SPIi | SPIr)}. */
    static PpkConfirmation of(IkeSa sa, Handshake handshake, Ppk ppk) {
        Prf prf = sa.crypto().prf(sa.requiredSuite().prf());
        byte[] spis = ByteBuffer.allocate(16)
                .putLong(sa.initiatorSpi())
                .putLong(sa.responderSpi())
                .array();
        SecretBytes full = prf.compute(ppk.key(), handshake.nonceI(), handshake.nonceR(), spis);
        byte[] confirmation = full.slice(0, OCTETS).toByteArray(SecretAccess.granted());
        full.destroy();
        return new PpkConfirmation(ppk.id(), confirmation);
    }

    static PpkConfirmation decode(byte[] data) throws InvalidSyntaxException {
        int end = data.length - OCTETS;
        if (end < 0) {
            throw new InvalidSyntaxException("PPK_IDENTITY_KEY of " + data.length + " octets");
        }
        return new PpkConfirmation(PpkId.decode(Arrays.copyOf(data, end)), Arrays.copyOfRange(data, end, data.length));
    }

    byte[] encode() {
        byte[] name = id.encode();
        return ByteBuffer.allocate(name.length + OCTETS)
                .put(name)
                .put(confirmation)
                .array();
    }

    /** Whether its sender has that very key. */
    boolean confirms(IkeSa sa, Handshake handshake, Ppk ours) {
        return ours.id().equals(id) && SecretBytes.copyOf(confirmation).matches(of(sa, handshake, ours).confirmation);
    }
}
