package io.flexike.flexvpn.runtime;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.CryptoPolicy.NarrowedSchemes;
import io.flexike.crypto.suite.CryptoPolicy.SchemeRefusal;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.session.AuthenticationMethod;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a {@link CryptoPolicy} leaves of schemes and public keys. */
final class SignaturePolicy {
    private SignaturePolicy() {}

    /** Schemes of our own key. */
    static List<SignatureScheme> allowed(
            Authentication.RawPublicKey own, CryptoPolicy policy, Consumer<SchemeRefusal> refused) {
        NarrowedSchemes narrowed = policy.apply(own.schemes(), own.key().verificationKey());
        narrowed.refusals().forEach(refused);
        return narrowed.schemes();
    }

    /**
     * The peers' keys that may be used, and the schemes that may be with one of them: what we announce must not lead a
     * peer to a signature that we refuse.
     */
    static AuthenticationMethod.TrustedKeys allowed(
            Authentication.TrustedKeys trusted, CryptoPolicy policy, Consumer<SchemeRefusal> refused) {
        Set<SchemeRefusal> refusals = new LinkedHashSet<>();
        Set<SignatureScheme> used = new HashSet<>();
        Set<VerificationKey> unusable = new HashSet<>();
        for (VerificationKey key : trusted.peers().keys()) {
            NarrowedSchemes narrowed = policy.apply(trusted.schemes(), key);
            refusals.addAll(narrowed.refusals());
            used.addAll(narrowed.schemes());
            if (narrowed.schemes().isEmpty()) {
                unusable.add(key);
            }
        }
        if (refusals.isEmpty()) {
            return new AuthenticationMethod.TrustedKeys(trusted.peers().publicKeys(), trusted.schemes());
        }
        refusals.forEach(refused);
        return new AuthenticationMethod.TrustedKeys(
                remote -> trusted.peers().publicKeys().keysFor(remote).stream()
                        .filter(key -> !unusable.contains(key))
                        .toList(),
                trusted.schemes().stream().filter(used::contains).toList());
    }

    /** Certificates of ours whose keys may be used, and the schemes that may be with one of them. */
    static AuthenticationMethod.Certificates allowed(
            Authentication.Certificates own, CryptoPolicy policy, Consumer<SchemeRefusal> refused) {
        Set<SchemeRefusal> refusals = new LinkedHashSet<>();
        Set<SignatureScheme> used = new HashSet<>();
        Set<OwnCertificate> usable = new HashSet<>();
        for (OwnCertificate certificate : own.own()) {
            NarrowedSchemes narrowed =
                    policy.apply(own.schemes(), certificate.key().verificationKey());
            refusals.addAll(narrowed.refusals());
            used.addAll(narrowed.schemes());
            if (!narrowed.schemes().isEmpty()) {
                usable.add(certificate);
            }
        }
        refusals.forEach(refused);
        return new AuthenticationMethod.Certificates(
                own.trustpoints().stream()
                        .flatMap(trustpoint -> with(trustpoint, usable).stream())
                        .toList(),
                own.schemes().stream().filter(used::contains).toList());
    }

    private static Optional<Trustpoint> with(Trustpoint trustpoint, Set<OwnCertificate> usable) {
        List<OwnCertificate> left =
                trustpoint.own().stream().filter(usable::contains).toList();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(trustpoint.withOwn(left));
    }

    /** By which schemes peers may sign whose keys their certificates tell. */
    static List<SignatureScheme> allowed(
            Authentication.TrustedCertificates trusted, CryptoPolicy policy, Consumer<SchemeRefusal> refused) {
        NarrowedSchemes narrowed = policy.applyToAnyKey(trusted.schemes());
        narrowed.refusals().forEach(refused);
        return narrowed.schemes();
    }
}
