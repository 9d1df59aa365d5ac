package io.flexike.flexvpn.policy;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;

/** How one side of a session proves its identity. Local and remote authentication are always both said. */
public sealed interface Authentication {
    /** By a pre-shared key out of a keyring (RFC 7296 2.15). */
    static Authentication preSharedKey(Keyring keyring) {
        return new PreSharedKey(keyring);
    }

    /**
     * Local: by signatures with a private key, whose public key the peer knows already. The private key may be one in a
     * hardware module; see {@link SigningKey#of}.
     *
     * @throws IllegalArgumentException if keys of its kind or its strength are not supported
     */
    static RawPublicKey rawPublicKey(PrivateKey privateKey, PublicKey publicKey) {
        return rawPublicKey(SigningKey.of(privateKey, publicKey));
    }

    /** Local: by signatures with a private key, whose public key the peer knows already. */
    static RawPublicKey rawPublicKey(SigningKey key) {
        return new RawPublicKey(key, SignatureScheme.DEFAULTS);
    }

    /** Remote: by signatures that one of the peer's public keys verifies. */
    static TrustedKeys trusting(TrustedPeers peers) {
        return new TrustedKeys(peers, SignatureScheme.DEFAULTS);
    }

    /**
     * By a pre-shared key.
     *
     * @param keyring where the key of a peer is found
     */
    record PreSharedKey(Keyring keyring) implements Authentication {
        /** Takes a keyring. */
        public PreSharedKey {
            Objects.requireNonNull(keyring);
        }
    }

    /**
     * By signatures of ours.
     *
     * @param schemes how the key may be used, best first; those for other types of keys do not matter
     */
    record RawPublicKey(SigningKey key, List<SignatureScheme> schemes) implements Authentication {
        /** Takes a key. */
        public RawPublicKey {
            Objects.requireNonNull(key);
            schemes = List.copyOf(schemes);
        }

        /**
         * The same with other schemes, best first; the first one whose hash function the peer knows is used. PKCS #1
         * v1.5 is for peers that do not know RSASSA-PSS, {@link SignatureScheme#LEGACY_RSA_PKCS1_SHA1} for those that
         * do not know RFC 7427.
         */
        public RawPublicKey withSchemes(SignatureScheme... bestFirst) {
            return new RawPublicKey(key, List.of(bestFirst));
        }
    }

    /**
     * By signatures of peers whose public keys we know.
     *
     * @param schemes by which they may sign
     */
    record TrustedKeys(TrustedPeers peers, List<SignatureScheme> schemes) implements Authentication {
        /** Takes the keys. */
        public TrustedKeys {
            Objects.requireNonNull(peers);
            schemes = List.copyOf(schemes);
        }

        /** The same with other acceptable schemes. */
        public TrustedKeys withSchemes(SignatureScheme... acceptable) {
            return new TrustedKeys(peers, List.of(acceptable));
        }
    }
}
