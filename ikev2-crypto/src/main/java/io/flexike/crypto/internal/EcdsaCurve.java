package io.flexike.crypto.internal;

import io.flexike.crypto.signature.PublicKeyType;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** A curve for ECDSA, by its object identifier (RFC 5480 2.1.1.1). */
enum EcdsaCurve {
    P256(PublicKeyType.ECDSA_P256, "1.2.840.10045.3.1.7", 32),
    P384(PublicKeyType.ECDSA_P384, "1.3.132.0.34", 48),
    P521(PublicKeyType.ECDSA_P521, "1.3.132.0.35", 66);

    private final PublicKeyType type;
    private final String identifier;
    private final int orderOctets;

    EcdsaCurve(PublicKeyType type, String identifier, int orderOctets) {
        this.type = type;
        this.identifier = identifier;
        this.orderOctets = orderOctets;
    }

    /** RFC 5480 2.1.1: a curve by its name; parameters that describe one are refused. */
    static EcdsaCurve of(AlgorithmIdentifier algorithm) {
        return Optional.ofNullable(algorithm.getParameters())
                .flatMap(name -> Arrays.stream(values())
                        .filter(curve -> curve.identifier.equals(name.toString()))
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException(
                        "an elliptic curve that is not P-256, P-384 or P-521, or not said by its name"));
    }

    PublicKeyType type() {
        return type;
    }

    /** Octets of r and of s. */
    int orderOctets() {
        return orderOctets;
    }
}
