package io.flexike.crypto.suite;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which algorithms may be used at all, whatever is configured: what a policy refuses is neither offered nor selected. A
 * value; each refusal is a sentence with its source.
 */
public final class CryptoPolicy {
    /** Refuses nothing that the library has, for peers that cannot be replaced. */
    public static final CryptoPolicy LEGACY = new CryptoPolicy("LEGACY", (protocol, transform) -> Optional.empty());

    /**
     * Refuses the algorithms that can be broken at once: encryption with DES and other ciphers that RFC 8247, RFC 8221
     * or RFC 9395 forbid, NULL for the IKE SA, and groups of 768 bits or with small subgroups that RFC 8247 forbids.
     *
     * <p>It is the one that holds if nothing is said, and leaves what the older smart defaults of routers need:
     * HMAC-MD5 and groups of 1024 and 1536 bits. RFC 8247 forbids HMAC-MD5 too, but as a MAC it is not known to be
     * broken; the strongest common choice takes it only where a peer has nothing else, and then it is logged.
     */
    public static final CryptoPolicy STANDARD = new CryptoPolicy("STANDARD", PolicyRules::standard);

    /**
     * Refuses all that RFC 8247, RFC 8221 or RFC 9395 say MUST NOT or SHOULD NOT be used, and groups below 112 bits.
     * HMAC-SHA1, which both documents still demand ("MUST-"), stays.
     */
    public static final CryptoPolicy STRICT = new CryptoPolicy("STRICT", PolicyRules::strict);

    /**
     * Allows what the Commercial National Security Algorithm Suite 2.0 and RFC 9206 allow: AES-256, HMAC-SHA2-384 and
     * 512, ECP-384, MODP of 3072 bits and more, ML-KEM-1024.
     */
    public static final CryptoPolicy CNSA2 = new CryptoPolicy("CNSA2", PolicyRules::cnsa2);

    /** Allows the algorithms that FIPS 140-3 modules may have approved (SP 800-131A, SP 800-56A, FIPS 203). */
    public static final CryptoPolicy FIPS = new CryptoPolicy("FIPS", PolicyRules::fips);

    private final String name;
    private final Rules rules;

    private CryptoPolicy(String name, Rules rules) {
        this.name = name;
        this.rules = rules;
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
        return transform.isNone() ? Optional.empty() : rules.refusal(protocol, transform);
    }

    /** The rule against an authentication method (registry "IKEv2 Authentication Method"); empty if it may be used. */
    public Optional<String> refusalOfAuthenticationMethod(int method) {
        return this.equals(LEGACY) ? Optional.empty() : PolicyRules.authenticationMethod(this, method);
    }

    /** The rule against a hash in signatures (registry "IKEv2 Hash Algorithms"); empty if it may be used. */
    public Optional<String> refusalOfSignatureHash(int hash) {
        return this.equals(LEGACY) ? Optional.empty() : PolicyRules.signatureHash(this, hash);
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

    /** What a policy has against an algorithm. */
    private interface Rules {
        Optional<String> refusal(SecurityProtocol protocol, Transform transform);
    }
}
