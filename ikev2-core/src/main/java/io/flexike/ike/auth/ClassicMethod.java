package io.flexike.ike.auth;

import io.flexike.crypto.signature.EcdsaSignature;
import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.ike.payload.AuthMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** AUTH methods that are for one type of key, older than RFC 7427. */
enum ClassicMethod {
    /** RFC 7296 3.8. The hash function is not said outside of the signature; SHA-1 is what others expect. */
    RSA(AuthMethod.RSA_SIGNATURE, PublicKeyType.RSA, 0) {
        @Override
        List<SignatureScheme> schemes() {
            return List.of(
                    SignatureScheme.LEGACY_RSA_PKCS1_SHA1,
                    SignatureScheme.RSA_PKCS1_SHA2_256,
                    SignatureScheme.RSA_PKCS1_SHA2_384,
                    SignatureScheme.RSA_PKCS1_SHA2_512);
        }
    },
    /** RFC 4754 3. */
    P256(AuthMethod.ECDSA_SHA_256_P256, PublicKeyType.ECDSA_P256, 32) {
        @Override
        List<SignatureScheme> schemes() {
            return List.of(SignatureScheme.ECDSA_SHA2_256);
        }
    },
    P384(AuthMethod.ECDSA_SHA_384_P384, PublicKeyType.ECDSA_P384, 48) {
        @Override
        List<SignatureScheme> schemes() {
            return List.of(SignatureScheme.ECDSA_SHA2_384);
        }
    },
    P521(AuthMethod.ECDSA_SHA_512_P521, PublicKeyType.ECDSA_P521, 66) {
        @Override
        List<SignatureScheme> schemes() {
            return List.of(SignatureScheme.ECDSA_SHA2_512);
        }
    };

    private final AuthMethod method;
    private final PublicKeyType type;
    private final int componentOctets;

    ClassicMethod(AuthMethod method, PublicKeyType type, int componentOctets) {
        this.method = method;
        this.type = type;
        this.componentOctets = componentOctets;
    }

    static Optional<ClassicMethod> of(AuthMethod method) {
        return Arrays.stream(values())
                .filter(each -> each.method.equals(method))
                .findFirst();
    }

    static Optional<ClassicMethod> of(PublicKeyType type) {
        return Arrays.stream(values()).filter(each -> each.type == type).findFirst();
    }

    /** Those that may be meant, the one that others expect first. */
    abstract List<SignatureScheme> schemes();

    AuthMethod method() {
        return method;
    }

    PublicKeyType type() {
        return type;
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
