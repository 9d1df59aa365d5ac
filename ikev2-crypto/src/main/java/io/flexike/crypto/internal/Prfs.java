package io.flexike.crypto.internal;

import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of pseudorandom functions. */
final class Prfs {
    static final Map<PrfAlgorithm, Prf> TABLE = Stream.<Prf>of(
                    MacPrf.hmac(PrfAlgorithm.HMAC_SHA2_256, "HmacSHA256", 32),
                    MacPrf.hmac(PrfAlgorithm.HMAC_SHA2_384, "HmacSHA384", 48),
                    MacPrf.hmac(PrfAlgorithm.HMAC_SHA2_512, "HmacSHA512", 64))
            .collect(Collectors.toUnmodifiableMap(Prf::algorithm, Function.identity()));

    private Prfs() {}
}
