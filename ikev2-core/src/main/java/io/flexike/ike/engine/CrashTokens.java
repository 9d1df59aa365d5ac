package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** Makes the tokens of RFC 6290 5.1 without state: {@code prf(secret, SPIi | SPIr)}. */
final class CrashTokens {
    private final Prf prf;
    private final List<SecretBytes> secrets;

    /** @param secrets newest first, none for no tokens */
    CrashTokens(CryptoProvider crypto, List<SecretBytes> secrets) {
        this.prf = crypto.prf(PrfAlgorithm.HMAC_SHA2_256);
        this.secrets = secrets;
    }

    /** The tokens of an IKE SA, that of the newest secret first. */
    Stream<byte[]> of(long initiatorSpi, long responderSpi) {
        byte[] spis = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(initiatorSpi)
                .putLong(responderSpi)
                .array();
        return secrets.stream().map(secret -> prf.compute(secret, spis).toByteArray(SecretAccess.granted()));
    }
}
