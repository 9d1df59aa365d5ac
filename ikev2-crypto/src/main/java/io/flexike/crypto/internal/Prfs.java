package io.flexike.crypto.internal;

import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pseudorandom functions. */
final class Prfs {
    private static final Map<PrfAlgorithm, MacPrimitive> TABLE = Map.of(
            PrfAlgorithm.HMAC_MD5, MacPrimitive.HMAC_MD5,
            PrfAlgorithm.HMAC_SHA1, MacPrimitive.HMAC_SHA1,
            PrfAlgorithm.HMAC_SHA2_256, MacPrimitive.HMAC_SHA2_256,
            PrfAlgorithm.HMAC_SHA2_384, MacPrimitive.HMAC_SHA2_384,
            PrfAlgorithm.HMAC_SHA2_512, MacPrimitive.HMAC_SHA2_512,
            PrfAlgorithm.AES128_XCBC, MacPrimitive.AES_XCBC,
            PrfAlgorithm.AES128_CMAC, MacPrimitive.AES_CMAC);

    private final JcaChoice choice;

    Prfs(JcaChoice choice) {
        this.choice = choice;
    }

    boolean supports(PrfAlgorithm algorithm) {
        MacPrimitive mac = TABLE.get(algorithm);
        return mac != null && mac.isAvailable(choice);
    }

    /**
     * Null if the number is not in the table.
     *
     * @throws io.flexike.crypto.AlgorithmUnavailableException if no provider passes the self-test
     */
    @Nullable
    Prf prf(PrfAlgorithm algorithm) {
        MacPrimitive mac = TABLE.get(algorithm);
        if (mac == null) {
            return null;
        }
        mac.require(choice);
        return new MacPrf(algorithm, mac, choice);
    }
}
