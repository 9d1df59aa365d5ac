package io.flexike.flexvpn.policy;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.EapAuthentication;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
     * Local: by signatures with the key of a certificate. Of several ones the peer's wish decides, then the order (RFC
     * 7296 3.7).
     */
    static Certificates certificate(Trustpoint... bestFirst) {
        return new Certificates(List.of(bestFirst), SignatureScheme.DEFAULTS);
    }

    /**
     * Remote: by a certificate that leads to an authority of one of the trustpoints, is not revoked as far as its
     * {@link Trustpoint#revocation} says, and names the peer.
     */
    static TrustedCertificates trusting(Trustpoint... trustpoints) {
        return new TrustedCertificates(List.of(trustpoints), PkixSettings.DEFAULTS, SignatureScheme.DEFAULTS, false);
    }

    /**
     * By EAP, of the side that connects (RFC 7296 2.16): local. As its remote authentication, too, EAP alone
     * authenticates both sides (RFC 5998).
     */
    static EapPeer eap(EapPeerSettings settings) {
        return new EapPeer(settings);
    }

    /**
     * Local, of the side that connects: by EAP-MSCHAPv2.
     *
     * @param password in UTF-8; the caller must not destroy it
     * @throws IllegalArgumentException if the name has more than 253 octets in UTF-8, or the password more than 4096
     */
    static EapPeer eapMschapv2(String user, SecretBytes password) {
        return eap(EapPeerSettings.user(user).password(password).build());
    }

    /**
     * By EAP, of the side to which peers connect (RFC 7296 2.16): remote. As its local authentication, too, EAP alone
     * may authenticate both sides (RFC 5998).
     */
    static EapAuthenticator eap(EapAuthenticatorSettings settings) {
        return new EapAuthenticator(settings, false);
    }

    /** By EAP that is done elsewhere, such as by a RADIUS server, for either side and role. */
    static EapBackEnd eap(EapAuthentication backEnd) {
        return new EapBackEnd(backEnd);
    }

    /** Nobody proves anything (RFC 7619), which protects from those alone who only listen. */
    static None none() {
        return new None();
    }

    /**
     * By one of several ways. Remote: whichever the peer uses. Local: the first that may be used.
     *
     * @throws IllegalArgumentException if there are fewer than two, or one of them consists of others
     */
    static AnyOf anyOf(Authentication... methods) {
        return new AnyOf(List.of(methods));
    }

    /**
     * By several ways, one after the other, such as a certificate for the machine and EAP for its user (RFC 4739).
     *
     * @throws IllegalArgumentException if there are fewer than two, or one of them consists of others
     */
    static InTurn inTurn(Authentication... methods) {
        return new InTurn(List.of(methods), List.of());
    }

    /** The single ways that it consists of: itself unless it is one of several, or several in turn. */
    default List<Authentication> parts() {
        return List.of(this);
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

    /**
     * By certificates of ours.
     *
     * @param trustpoints whose own certificates may be shown, the one that is liked best first
     * @param schemes how the keys may be used, best first
     */
    record Certificates(List<Trustpoint> trustpoints, List<SignatureScheme> schemes) implements Authentication {
        /** Copies the lists. */
        public Certificates {
            trustpoints = List.copyOf(trustpoints);
            schemes = List.copyOf(schemes);
        }

        /** The same with other schemes, best first, as in {@link RawPublicKey#withSchemes}. */
        public Certificates withSchemes(SignatureScheme... bestFirst) {
            return new Certificates(trustpoints, List.of(bestFirst));
        }

        /** All certificates of ours, in order. */
        public List<OwnCertificate> own() {
            return trustpoints.stream()
                    .flatMap(trustpoint -> trustpoint.own().stream())
                    .toList();
        }
    }

    /**
     * By certificates of peers.
     *
     * @param trustpoints whose authorities are trusted
     * @param settings what is demanded of certificates; the policy of the whole configuration takes the place of its
     *     policy
     * @param schemes by which peers may sign
     * @param followsUrls whether certificates are fetched of which peers send the URL alone
     */
    record TrustedCertificates(
            List<Trustpoint> trustpoints, PkixSettings settings, List<SignatureScheme> schemes, boolean followsUrls)
            implements Authentication {
        /** Copies the lists. */
        public TrustedCertificates {
            trustpoints = List.copyOf(trustpoints);
            Objects.requireNonNull(settings);
            schemes = List.copyOf(schemes);
        }

        /** The same with other acceptable schemes. */
        public TrustedCertificates withSchemes(SignatureScheme... acceptable) {
            return new TrustedCertificates(trustpoints, settings, List.of(acceptable), followsUrls);
        }

        /** The same with another rule on whether the certificate has to name the peer. */
        public TrustedCertificates with(PkixSettings.Binding binding) {
            return new TrustedCertificates(trustpoints, settings.with(binding), schemes, followsUrls);
        }

        /** The same with another rule on what the certificate of a responder has to be meant for. */
        public TrustedCertificates with(PkixSettings.ResponderPurpose purpose) {
            return new TrustedCertificates(trustpoints, settings.with(purpose), schemes, followsUrls);
        }

        /** The same, fetching certificates of which peers send the URL alone (RFC 7296 3.6), from public addresses. */
        public TrustedCertificates followingUrls() {
            return new TrustedCertificates(trustpoints, settings, schemes, true);
        }

        /** All authorities that are trusted. */
        public List<X509Certificate> anchors() {
            return trustpoints.stream()
                    .flatMap(trustpoint -> trustpoint.anchors().stream())
                    .distinct()
                    .toList();
        }
    }

    /** By EAP, whose peer the side that connects is. */
    record EapPeer(EapPeerSettings settings) implements Authentication {
        /** Takes settings. */
        public EapPeer {
            Objects.requireNonNull(settings);
        }
    }

    /**
     * By EAP, whose authenticator the side is to which peers connect.
     *
     * @param asksIdentity whether peers are asked who they are; otherwise their IKE identity says so
     */
    record EapAuthenticator(EapAuthenticatorSettings settings, boolean asksIdentity) implements Authentication {
        /** Takes settings. */
        public EapAuthenticator {
            Objects.requireNonNull(settings);
        }

        /**
         * The same, asking peers who they are: the IKE identity of many is nothing but an address. The answer is what
         * users are authorized by.
         */
        public EapAuthenticator askingIdentity() {
            return new EapAuthenticator(settings, true);
        }
    }

    /** By EAP that is done elsewhere. */
    record EapBackEnd(EapAuthentication backEnd) implements Authentication {
        /** Takes a back end. */
        public EapBackEnd {
            Objects.requireNonNull(backEnd);
        }
    }

    /** By nothing (RFC 7619). */
    record None() implements Authentication {}

    /** By one of several ways. */
    record AnyOf(List<Authentication> parts) implements Authentication {
        /** Takes two or more that are single ones. */
        public AnyOf {
            parts = single(parts);
        }
    }

    /**
     * By several ways, one after the other.
     *
     * @param identities what we, or the peer, are called from the second on; the profile's identity for all if there is
     *     none
     */
    record InTurn(List<Authentication> parts, List<Optional<Identity>> identities) implements Authentication {
        /**
         * Takes two or more that are single ones.
         *
         * @throws IllegalArgumentException also if there are identities, but not one for each but the first
         */
        public InTurn {
            parts = single(parts);
            identities = List.copyOf(identities);
            if (!identities.isEmpty() && identities.size() != parts.size() - 1) {
                throw new IllegalArgumentException(
                        identities.size() + " identities for " + (parts.size() - 1) + " methods after the first");
            }
        }

        /** The same with identities from the second on. */
        public InTurn withIdentities(Identity... fromSecond) {
            return new InTurn(parts, Arrays.stream(fromSecond).map(Optional::of).toList());
        }
    }

    private static List<Authentication> single(List<Authentication> methods) {
        if (methods.size() < 2) {
            throw new IllegalArgumentException("there have to be two ways at least");
        }
        if (methods.stream().anyMatch(method -> method instanceof AnyOf || method instanceof InTurn)) {
            throw new IllegalArgumentException("what consists of several ways consists of single ones");
        }
        return List.copyOf(methods);
    }
}
