package io.flexike.crypto.suite;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which algorithms may be used at all, whatever is configured: what a policy refuses is neither offered nor selected. A
 * value; each refusal is a sentence with its source.
 */
public final class CryptoPolicy {
    /** Refuses nothing that the library has, for peers that cannot be replaced, but an IKE SA that encrypts nothing. */
    public static final CryptoPolicy LEGACY =
            new CryptoPolicy("LEGACY", (protocol, transform) -> Optional.empty(), SignatureRules::permissive);

    /**
     * Refuses the algorithms that can be broken at once: encryption with DES and other ciphers that RFC 8247, RFC 8221
     * or RFC 9395 forbid, NULL for the IKE SA, and groups of 768 bits or with small subgroups that RFC 8247 forbids.
     *
     * <p>It is the one that holds if nothing is said, and leaves what the older smart defaults of routers need:
     * HMAC-MD5 and groups of 1024 and 1536 bits. RFC 8247 forbids HMAC-MD5 too, but as a MAC it is not known to be
     * broken; the strongest common choice takes it only where a peer has nothing else, and then it is logged.
     */
    public static final CryptoPolicy STANDARD =
            new CryptoPolicy("STANDARD", PolicyRules::standard, SignatureRules::permissive);

    /**
     * Refuses all that RFC 8247, RFC 8221 or RFC 9395 say MUST NOT or SHOULD NOT be used, and groups below 112 bits.
     * 3DES is refused for the IKE SA, too, where RFC 8247 2.1 still has it at MAY: our choice, as RFC 8221 5 has it at
     * SHOULD NOT for ESP. HMAC-SHA1, which both documents still demand ("MUST-"), stays; signatures with SHA-1 and by
     * RSA keys of fewer than 2048 bits (RFC 8247 3.1.1, 3.2) do not.
     */
    public static final CryptoPolicy STRICT = new CryptoPolicy("STRICT", PolicyRules::strict, SignatureRules::strict);

    /**
     * Allows what the Commercial National Security Algorithm Suite 2.0 and RFC 9206 allow: AES-256 with whole ICVs,
     * HMAC-SHA2-384 and 512, ECP-384, MODP of 3072 bits and more, ML-KEM-1024; signatures of ML-DSA-87, of ECDSA on
     * P-384 with SHA-384, and of RSA with 3072 bits or more and SHA-384 or SHA-512.
     */
    public static final CryptoPolicy CNSA2 = new CryptoPolicy("CNSA2", PolicyRules::cnsa2, SignatureRules::cnsa2);

    /**
     * Allows the algorithms that FIPS 140-3 modules may have approved (SP 800-131A, SP 800-56A, FIPS 203); all
     * signatures of FIPS 186-5 and FIPS 204, but none with SHA-1.
     */
    public static final CryptoPolicy FIPS = new CryptoPolicy("FIPS", PolicyRules::fips, SignatureRules::fips);

    private final String name;
    private final Rules rules;
    private final SignatureRule signatureRules;

    private CryptoPolicy(String name, Rules rules, SignatureRule signatureRules) {
        this.name = name;
        this.rules = rules;
        this.signatureRules = signatureRules;
    }

    /** All of them, the most permissive one first. */
    public static List<CryptoPolicy> all() {
        return List.of(LEGACY, STANDARD, STRICT, FIPS, CNSA2);
    }

    /** What logs and findings call it. */
    public String name() {
        return name;
    }

    /** The rule against an algorithm where it is used for that protocol; empty if it may be used. */
    public Optional<String> refusal(SecurityProtocol protocol, Transform transform) {
        return transform.isNone()
                ? Optional.empty()
                : PolicyRules.unencryptedIke(protocol, transform).or(() -> rules.refusal(protocol, transform));
    }

    /**
     * The rule against signatures of a scheme by such a key; empty if they may be used, or the scheme does not fit the
     * key. Pre-shared keys are not judged.
     */
    public Optional<String> refusal(SignatureScheme scheme, VerificationKey key) {
        return scheme.fits(key.type())
                ? signatureRules.refusal(scheme, key.type(), key.modulusBits())
                : Optional.empty();
    }

    /** What is left of schemes for signatures by that key; those that do not fit it are left out. */
    public NarrowedSchemes apply(List<SignatureScheme> schemes, VerificationKey key) {
        List<SignatureScheme> kept = new ArrayList<>();
        Set<SchemeRefusal> refusals = new LinkedHashSet<>();
        for (SignatureScheme scheme : schemes) {
            if (scheme.fits(key.type())) {
                refusal(scheme, key)
                        .ifPresentOrElse(
                                rule -> refusals.add(new SchemeRefusal(this, scheme, key.type(), rule)),
                                () -> kept.add(scheme));
            }
        }
        return new NarrowedSchemes(kept, List.copyOf(refusals));
    }

    /**
     * What is left of schemes for signatures by keys that are not known yet: those that some key may be used with. The
     * key is still to be judged when it is known.
     */
    public NarrowedSchemes applyToAnyKey(List<SignatureScheme> schemes) {
        List<SignatureScheme> kept = new ArrayList<>();
        Set<SchemeRefusal> refusals = new LinkedHashSet<>();
        for (SignatureScheme scheme : schemes) {
            List<SchemeRefusal> ofTypes = refusals(scheme);
            if (ofTypes.stream().map(SchemeRefusal::type).toList().containsAll(typesOf(scheme))) {
                refusals.addAll(ofTypes);
            } else {
                kept.add(scheme);
            }
        }
        return new NarrowedSchemes(kept, List.copyOf(refusals));
    }

    private List<SchemeRefusal> refusals(SignatureScheme scheme) {
        return typesOf(scheme).stream()
                .flatMap(type -> signatureRules
                        .refusal(scheme, type, Integer.MAX_VALUE)
                        .map(rule -> new SchemeRefusal(this, scheme, type, rule))
                        .stream())
                .toList();
    }

    private static List<PublicKeyType> typesOf(SignatureScheme scheme) {
        return Arrays.stream(PublicKeyType.values()).filter(scheme::fits).toList();
    }

    /** What is left of proposals. A proposal of which a whole type is refused is left out. */
    public Narrowed apply(List<Proposal> proposals) {
        List<Proposal> kept = new ArrayList<>();
        Set<Refusal> refusals = new LinkedHashSet<>();
        for (Proposal proposal : proposals) {
            Proposal narrowed = narrow(proposal, refusals);
            if (narrowed.types().containsAll(proposal.types())) {
                kept.add(narrowed);
            }
        }
        return new Narrowed(kept, List.copyOf(refusals));
    }

    private Proposal narrow(Proposal proposal, Set<Refusal> refusals) {
        List<Transform> allowed = new ArrayList<>();
        for (Transform transform : proposal.transforms()) {
            Optional<String> rule = refusal(proposal.protocol(), transform);
            if (rule.isEmpty()) {
                allowed.add(transform);
            } else {
                refusals.add(new Refusal(this, proposal.protocol(), transform, rule.get()));
            }
        }
        return new Proposal(proposal.protocol(), allowed);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }

    /** What a policy leaves of proposals. */
    public record Narrowed(List<Proposal> proposals, List<Refusal> refusals) {
        /** Copies the lists. */
        public Narrowed {
            proposals = List.copyOf(proposals);
            refusals = List.copyOf(refusals);
        }
    }

    /** One algorithm that a policy refuses. */
    public record Refusal(CryptoPolicy policy, SecurityProtocol protocol, Transform transform, String rule) {
        /** Such as {@code STRICT forbids 3DES for ESP (RFC 8221 5: SHOULD NOT)}. */
        @Override
        public String toString() {
            return policy + " forbids " + transform + " for " + protocol + " (" + rule + ")";
        }
    }

    /** What a policy leaves of schemes for signatures by one key. */
    public record NarrowedSchemes(List<SignatureScheme> schemes, List<SchemeRefusal> refusals) {
        /** Copies the lists. */
        public NarrowedSchemes {
            schemes = List.copyOf(schemes);
            refusals = List.copyOf(refusals);
        }
    }

    /** One scheme that a policy refuses for signatures by keys of that type. */
    public record SchemeRefusal(CryptoPolicy policy, SignatureScheme scheme, PublicKeyType type, String rule) {
        /** Such as {@code STRICT forbids RSA PKCS#1 v1.5 with SHA1 by such RSA keys (RFC 8247 3.2: MUST NOT)}. */
        @Override
        public String toString() {
            return policy + " forbids " + scheme + " by such " + type + " keys (" + rule + ")";
        }
    }

    private interface SignatureRule {
        Optional<String> refusal(SignatureScheme scheme, PublicKeyType type, int modulusBits);
    }

    /** What a policy has against an algorithm. */
    private interface Rules {
        Optional<String> refusal(SecurityProtocol protocol, Transform transform);
    }
}
