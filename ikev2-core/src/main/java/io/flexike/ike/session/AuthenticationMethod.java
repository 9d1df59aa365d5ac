package io.flexike.ike.session;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.certificate.OcspResponses;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.identity.Identity;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * A signature of ours with the key of a certificate. Which of them it is, the peer's CERTREQ payloads decide (RFC
     * 7296 3.7).
     *
     * @param trustpoints whose own certificates may be shown, the one that is liked best first
     * @param schemes how the keys may be used, best first
     * @param ocspResponses what peers are sent that ask for OCSP responses (RFC 4806)
     */
    record Certificates(List<Trustpoint> trustpoints, List<SignatureScheme> schemes, OcspResponses ocspResponses)
            implements AuthenticationMethod {
        /**
         * Checks that there is something to sign with.
         *
         * @throws IllegalArgumentException if no trustpoint has a certificate of ours, or no scheme fits one of them
         */
        public Certificates {
            trustpoints = List.copyOf(trustpoints);
            schemes = List.copyOf(schemes);
            if (own(trustpoints).isEmpty()) {
                throw new IllegalArgumentException("no certificate of ours in " + trustpoints);
            }
            for (OwnCertificate certificate : own(trustpoints)) {
                PublicKeyType type = certificate.key().verificationKey().type();
                if (schemes.stream().noneMatch(scheme -> scheme.fits(type))) {
                    throw new IllegalArgumentException("no scheme for a key of type " + type);
                }
            }
        }

        /** Without OCSP responses. */
        public Certificates(List<Trustpoint> trustpoints, List<SignatureScheme> schemes) {
            this(trustpoints, schemes, OcspResponses.NONE);
        }

        /** With {@link SignatureScheme#DEFAULTS}. */
        public Certificates(Trustpoint... trustpoints) {
            this(List.of(trustpoints), SignatureScheme.DEFAULTS);
        }

        /** The same with OCSP responses. */
        public Certificates with(OcspResponses responses) {
            return new Certificates(trustpoints, schemes, responses);
        }

        /** All certificates of ours, in order. */
        public List<OwnCertificate> own() {
            return own(trustpoints);
        }

        /** Those that stand above a certificate of ours. */
        public Set<AuthorityHash> authorities() {
            List<X509Certificate> anchors = trustpoints.stream()
                    .flatMap(trustpoint -> trustpoint.anchors().stream())
                    .toList();
            return own().stream()
                    .flatMap(certificate -> certificate.authorities(anchors).stream())
                    .collect(Collectors.toUnmodifiableSet());
        }

        private static List<OwnCertificate> own(List<Trustpoint> trustpoints) {
            return trustpoints.stream()
                    .flatMap(trustpoint -> trustpoint.own().stream())
                    .toList();
        }

        @Override
        public List<SignatureHash> hashes() {
            return distinctHashes(schemes.stream()
                    .filter(scheme -> own().stream()
                            .anyMatch(each ->
                                    scheme.fits(each.key().verificationKey().type())))
                    .toList());
        }
    }

    /**
     * A signature of the peer with the key of a certificate that we trust.
     *
     * @param schemes that are acceptable; their hash functions are what we announce
     */
    record TrustedCertificates(CertificateTrust trust, List<SignatureScheme> schemes) implements AuthenticationMethod {
        /**
         * Takes at least one scheme.
         *
         * @throws IllegalArgumentException if there is none
         */
        public TrustedCertificates {
            schemes = List.copyOf(schemes);
            if (schemes.isEmpty()) {
                throw new IllegalArgumentException("no acceptable scheme");
            }
        }

        /** With {@link SignatureScheme#DEFAULTS}. */
        public TrustedCertificates(CertificateTrust trust) {
            this(trust, SignatureScheme.DEFAULTS);
        }

        @Override
        public List<SignatureHash> hashes() {
            return distinctHashes(schemes);
        }
    }

    /**
     * EAP, by which a responder authenticates an initiator (RFC 7296 2.16).
     *
     * <p>As an initiator's local method it answers; as a responder's remote method it asks. An initiator's remote, or a
     * responder's local method it is where EAP alone authenticates both ends (RFC 5998): that end sends no AUTH payload
     * before EAP has ended, and EAP has to be a method that authenticates the responder, too. There it is used only if
     * the other end does so as well; {@link AnyOf} lets it be one of two ways.
     */
    record Eap(EapAuthentication authentication) implements AuthenticationMethod {}

    /** Nobody proves anything (RFC 7619): protection from those who only listen. */
    record Null() implements AuthenticationMethod {}

    /**
     * One of several methods. Remote: whichever the peer uses. Local: a responder uses the first one that the initiator
     * allows, which is any but EAP without its word; an initiator the first one of all. Both prefer what the peer has
     * announced, if it has (RFC 9593).
     */
    record AnyOf(List<AuthenticationMethod> methods) implements AuthenticationMethod {
        /**
         * Takes two or more methods that are single ones.
         *
         * @throws IllegalArgumentException if there are fewer, or one of them consists of others
         */
        public AnyOf {
            methods = List.copyOf(methods);
            requireSingle(methods);
        }

        @Override
        public List<SignatureHash> hashes() {
            return methods.stream()
                    .flatMap(method -> method.hashes().stream())
                    .distinct()
                    .toList();
        }
    }

    /**
     * Several methods one after the other, all of which have to succeed (RFC 4739), such as a certificate for the
     * machine and EAP for its user.
     *
     * @param identities what we call ourselves, or what the peer has to call itself, from the second method on; where
     *     there is none, we are what the profile says, and the peer may be anybody
     */
    record InTurn(List<AuthenticationMethod> methods, List<Optional<Identity>> identities)
            implements AuthenticationMethod {
        /**
         * Takes two or more methods that are single ones.
         *
         * @throws IllegalArgumentException if there are fewer, or one of them consists of others, or there are other
         *     than one identity for each but the first
         */
        public InTurn {
            methods = List.copyOf(methods);
            identities = List.copyOf(identities);
            requireSingle(methods);
            if (identities.size() != methods.size() - 1) {
                throw new IllegalArgumentException(identities.size() + " identities for the methods after the first, "
                        + "which are " + (methods.size() - 1));
            }
        }

        /** With the same identity for all of them. */
        public InTurn(AuthenticationMethod... methods) {
            this(List.of(methods), Collections.nCopies(Math.max(0, methods.length - 1), Optional.empty()));
        }

        @Override
        public List<SignatureHash> hashes() {
            return methods.stream()
                    .flatMap(method -> method.hashes().stream())
                    .distinct()
                    .toList();
        }
    }

    private static void requireSingle(List<AuthenticationMethod> methods) {
        if (methods.size() < 2) {
            throw new IllegalArgumentException("there have to be two methods at least");
        }
        if (methods.stream().anyMatch(method -> method instanceof AnyOf || method instanceof InTurn)) {
            throw new IllegalArgumentException("a method that consists of others consists of single ones");
        }
    }

    /** The single methods of which one is used: itself, or those of {@link AnyOf}; of {@link InTurn} the first. */
    default List<AuthenticationMethod> alternatives() {
        if (this instanceof AnyOf any) {
            return any.methods();
        }
        return this instanceof InTurn turns ? List.of(turns.methods().get(0)) : List.of(this);
    }

    /** Whether only a peer can be authenticated by it. */
    default boolean isOfPeer() {
        return this instanceof TrustedKeys || this instanceof TrustedCertificates;
    }

    /** Whether only we can prove ourselves by it. */
    default boolean isOfOurs() {
        return this instanceof Signature || this instanceof Certificates;
    }

    /** How many methods there are one after the other. */
    default int turns() {
        return this instanceof InTurn turns ? turns.methods().size() : 1;
    }

    /** All single methods that it consists of. */
    default List<AuthenticationMethod> parts() {
        return this instanceof InTurn turns ? turns.methods() : alternatives();
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
