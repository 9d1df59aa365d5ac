package io.flexike.crypto.internal;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import java.util.Arrays;
import java.util.HexFormat;

/** What the public keys of all algorithms have in common. */
abstract class PublicKeyInfo implements VerificationKey {
    private static final int SHOWN_OCTETS = 8;

    private final PublicKeyType type;
    private final byte[] der;

    /** @param der SubjectPublicKeyInfo */
    PublicKeyInfo(PublicKeyType type, byte[] der) {
        this.type = type;
        this.der = der;
    }

    @Override
    public final PublicKeyType type() {
        return type;
    }

    @Override
    public int modulusBits() {
        return 0;
    }

    @Override
    public final byte[] subjectPublicKeyInfo() {
        return der.clone();
    }

    @Override
    public final boolean verify(SignatureScheme scheme, byte[] octets, byte[] signature) {
        return scheme.fits(type) && isSignature(scheme, octets, signature);
    }

    /** The scheme fits the key. */
    abstract boolean isSignature(SignatureScheme scheme, byte[] octets, byte[] signature);

    @Override
    public final boolean equals(Object other) {
        return other instanceof PublicKeyInfo that && Arrays.equals(der, that.der);
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(der);
    }

    /** The type and the end of the octets, by which people can tell two keys apart. */
    @Override
    public final String toString() {
        return type + " key .." + HexFormat.of().formatHex(der, Math.max(0, der.length - SHOWN_OCTETS), der.length);
    }
}
