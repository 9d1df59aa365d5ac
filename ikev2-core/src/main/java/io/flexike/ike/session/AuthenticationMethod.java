package io.flexike.ike.session;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import java.util.List;

/** How one side proves its identity (RFC 7296 2.15). Local and remote methods are chosen independently. */
public sealed interface AuthenticationMethod {
    /** A shared key message integrity code (RFC 7296 2.15, AUTH method 2). */
    record PreSharedKey(PreSharedKeys keys) implements AuthenticationMethod {}

    /**
     * A signature of ours (RFC 7427, AUTH method 14). Towards a peer that does not know it, the older methods 1 and 9
     * to 11 if the schemes allow one of these (RFC 7296 2.15, RFC 4754).
     *
     * @param schemes how the key may be used, best first; the first whose hash function the peer knows is taken
     */
    record Signature(SigningKey key, List<SignatureScheme> schemes) implements AuthenticationMethod {
        /**
         * Checks that the key can be used.
         *
         * @throws IllegalArgumentException if no scheme fits it
         */
        public Signature {
            schemes = List.copyOf(schemes);
            if (schemes.stream()
                    .noneMatch(scheme -> scheme.fits(key.verificationKey().type()))) {
                throw new IllegalArgumentException(
                        "no scheme for a key of type " + key.verificationKey().type());
            }
        }

        /** With {@link SignatureScheme#DEFAULTS}. */
        public Signature(SigningKey key) {
            this(key, SignatureScheme.DEFAULTS);
        }

        @Override
        public List<SignatureHash> hashes() {
            return distinctHashes(schemes.stream()
                    .filter(scheme -> scheme.fits(key.verificationKey().type()))
                    .toList());
        }
    }

    /**
     * A signature of the peer by a key that we trust.
     *
     * @param schemes that are acceptable; their hash functions are what we announce
     */
    record TrustedKeys(PublicKeys keys, List<SignatureScheme> schemes) implements AuthenticationMethod {
        /**
         * Takes at least one scheme.
         *
         * @throws IllegalArgumentException if there is none
         */
        public TrustedKeys {
            schemes = List.copyOf(schemes);
            if (schemes.isEmpty()) {
                throw new IllegalArgumentException("no acceptable scheme");
            }
        }

        /** With {@link SignatureScheme#DEFAULTS}. */
        public TrustedKeys(PublicKeys keys) {
            this(keys, SignatureScheme.DEFAULTS);
        }

        @Override
        public List<SignatureHash> hashes() {
            return distinctHashes(schemes);
        }
    }

    /** The hash functions of its schemes that may be announced (RFC 7427 4); none if nobody signs. */
    default List<SignatureHash> hashes() {
        return List.of();
    }

    private static List<SignatureHash> distinctHashes(List<SignatureScheme> schemes) {
        // RFC 8247 3.2: SHA-1 is not for method 14.
        return schemes.stream()
                .map(SignatureScheme::hash)
                .filter(hash -> !hash.equals(SignatureHash.SHA1))
                .distinct()
                .toList();
    }
}
