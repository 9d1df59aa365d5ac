package io.flexike.ike.auth;

import io.flexike.crypto.signature.EcdsaSignature;
import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.ike.payload.AuthMethod;
import java.util.List;
import java.util.Optional;

/**
 * An AUTH method that is for one type of key, older than RFC 7427.
 *
 * @param componentOctets of r and of s for ECDSA
 * @param schemes those that may be meant, the one that others expect first
 */
record ClassicMethod(AuthMethod method, PublicKeyType type, int componentOctets, List<SignatureScheme> schemes) {
    private static final List<ClassicMethod> ALL = List.of(
            // RFC 7296 3.8: the hash function is not said outside of the signature; SHA-1 is what others expect.
            new ClassicMethod(
                    AuthMethod.RSA_SIGNATURE,
                    PublicKeyType.RSA,
                    0,
                    List.of(
                            SignatureScheme.LEGACY_RSA_PKCS1_SHA1,
                            SignatureScheme.RSA_PKCS1_SHA2_256,
                            SignatureScheme.RSA_PKCS1_SHA2_384,
                            SignatureScheme.RSA_PKCS1_SHA2_512)),
            // RFC 4754 4: one hash function for each curve.
            new ClassicMethod(
                    AuthMethod.ECDSA_SHA_256_P256,
                    PublicKeyType.ECDSA_P256,
                    32,
                    List.of(SignatureScheme.ECDSA_SHA2_256)),
            new ClassicMethod(
                    AuthMethod.ECDSA_SHA_384_P384,
                    PublicKeyType.ECDSA_P384,
                    48,
                    List.of(SignatureScheme.ECDSA_SHA2_384)),
            new ClassicMethod(
                    AuthMethod.ECDSA_SHA_512_P521,
                    PublicKeyType.ECDSA_P521,
                    66,
                    List.of(SignatureScheme.ECDSA_SHA2_512)));

    static Optional<ClassicMethod> of(AuthMethod method) {
        return ALL.stream().filter(each -> each.method.equals(method)).findFirst();
    }

    static List<ClassicMethod> meaning(SignatureScheme scheme) {
        return ALL.stream().filter(each -> each.schemes.contains(scheme)).toList();
    }

    static Optional<ClassicMethod> of(PublicKeyType type) {
        return ALL.stream().filter(each -> each.type == type).findFirst();
    }

    /** RFC 4754 7: ECDSA is r | s here. */
    byte[] data(byte[] signature) {
        return type.isEcdsa()
                ? EcdsaSignature.plain(signature, componentOctets)
                        .orElseThrow(() -> new AssertionError("our own signature is malformed"))
                : signature;
    }

    /** The opposite of {@link #data}; octets of another length become no signature at all. */
    byte[] signature(byte[] data) {
        if (!type.isEcdsa()) {
            return data;
        }
        return data.length == 2 * componentOctets ? EcdsaSignature.der(data) : new byte[0];
    }
}
