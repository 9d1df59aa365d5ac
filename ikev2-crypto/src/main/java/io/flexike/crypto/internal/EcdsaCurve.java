package io.flexike.crypto.internal;

import io.flexike.crypto.signature.PublicKeyType;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** A curve for ECDSA. */
@SuppressWarnings("ImmutableEnumChecker") // an object identifier is immutable, only not annotated so
enum EcdsaCurve {
    P256(PublicKeyType.ECDSA_P256, SECObjectIdentifiers.secp256r1, 32),
    P384(PublicKeyType.ECDSA_P384, SECObjectIdentifiers.secp384r1, 48),
    P521(PublicKeyType.ECDSA_P521, SECObjectIdentifiers.secp521r1, 66);

    private final PublicKeyType type;
    private final ASN1ObjectIdentifier identifier;
    private final int orderOctets;

    EcdsaCurve(PublicKeyType type, ASN1ObjectIdentifier identifier, int orderOctets) {
        this.type = type;
        this.identifier = identifier;
        this.orderOctets = orderOctets;
    }

    /** RFC 5480 2.1.1: a curve by its name; parameters that describe one are refused. */
    static EcdsaCurve of(AlgorithmIdentifier algorithm) {
        return Optional.ofNullable(algorithm.getParameters())
                .flatMap(name -> Arrays.stream(values())
                        .filter(curve -> curve.identifier.equals(name))
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
