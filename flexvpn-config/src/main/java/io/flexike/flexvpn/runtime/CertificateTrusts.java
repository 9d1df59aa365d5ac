package io.flexike.flexvpn.runtime;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.ike.certificate.CertificateCache;
import io.flexike.ike.certificate.CertificateMap;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.RemoteObjects;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.Trustpoint;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which certificates of peers are trusted where an {@link Authentication.TrustedCertificates} is configured. The same
 * trust for the same authorities, whatever else has changed, so that what it has fetched serves on. Thread-safe.
 */
final class CertificateTrusts {
    private final CryptoPolicy policy;
    private final InstantSource clock;
    private final RemoteObjects objects;
    private final SecureRandom random;
    private final CertificateCache cache;
    private final Map<Wanted, CertificateTrust> made = new ConcurrentHashMap<>();

    /**
     * Makes no trust yet.
     *
     * @param random for the nonces of OCSP requests
     * @param cache for certificates of peers that have sent a URL instead
     */
    CertificateTrusts(
            CryptoPolicy policy,
            InstantSource clock,
            RemoteObjects objects,
            SecureRandom random,
            CertificateCache cache) {
        this.policy = policy;
        this.clock = clock;
        this.objects = objects;
        this.random = random;
        this.cache = cache;
    }

    /** @param map which certificates are meant, if not all */
    CertificateTrust of(Authentication.TrustedCertificates trusted, Optional<CertificateMap> map) {
        Map<RevocationPolicy, Set<X509Certificate>> anchors = new LinkedHashMap<>();
        for (Trustpoint trustpoint : trusted.trustpoints()) {
            if (!trustpoint.anchors().isEmpty()) {
                anchors.computeIfAbsent(trustpoint.revocation(), any -> new LinkedHashSet<>())
                        .addAll(trustpoint.anchors());
            }
        }
        return made.computeIfAbsent(
                new Wanted(anchors, trusted.settings().with(policy), trusted.schemes(), trusted.followsUrls(), map),
                this::make);
    }

    private CertificateTrust make(Wanted wanted) {
        List<CertificateTrust> trusts = wanted.anchors().entrySet().stream()
                .map(entry -> trust(List.copyOf(entry.getValue()), entry.getKey(), wanted))
                .toList();
        return new KeyPolicyTrust(
                trusts.size() == 1 ? trusts.get(0) : new SeveralTrusts(trusts), policy, wanted.schemes());
    }

    private CertificateTrust trust(List<X509Certificate> anchors, RevocationPolicy revocation, Wanted wanted) {
        PkixTrust trust = new PkixTrust(anchors, clock, wanted.settings());
        if (!revocation.isOff()) {
            trust = trust.withRevocation(revocation, objects, random);
        }
        if (wanted.followsUrls()) {
            trust = trust.withHashAndUrl(objects, cache);
        }
        return wanted.map().isPresent() ? trust.withMap(wanted.map().get()) : trust;
    }

    /** Those under the same rule on revocation are one trust. */
    private record Wanted(
            Map<RevocationPolicy, Set<X509Certificate>> anchors,
            PkixSettings settings,
            List<SignatureScheme> schemes,
            boolean followsUrls,
            Optional<CertificateMap> map) {}
}
