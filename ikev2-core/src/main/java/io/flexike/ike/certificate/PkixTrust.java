package io.flexike.ike.certificate;

import io.flexike.crypto.signature.VerificationKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Trust by the rules of RFC 5280 and RFC 4945. Immutable; thread-safe. */
public final class PkixTrust implements CertificateTrust {
    private static final int MOST_KEPT = 128;

    private final List<X509Certificate> anchors;
    private final InstantSource clock;
    private final PkixSettings settings;
    private final Optional<UrlLookup> lookup;
    private final Optional<RevocationCheck> revocation;
    private final Optional<CertificateMap> map;

    /**
     * Trusts those authorities, does not ask whether certificates were revoked, and fetches nothing.
     *
     * @param clock the time at which certificates have to be valid
     * @throws IllegalArgumentException if there is no authority, or one has name constraints although it is issued by
     *     another one, which is to be trusted instead
     */
    public PkixTrust(List<X509Certificate> anchors, InstantSource clock, PkixSettings settings) {
        this(List.copyOf(anchors), clock, settings, Optional.empty(), Optional.empty(), Optional.empty());
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("no authority to trust");
        }
        anchors.forEach(AnchorBounds::requireUsable);
    }

    /**
     * Trusts the authorities of a trustpoint, with its check for revocation by what peers send along.
     *
     * @throws IllegalArgumentException as the constructor does
     */
    public static PkixTrust of(Trustpoint trustpoint, InstantSource clock, PkixSettings settings) {
        return new PkixTrust(trustpoint.anchors(), clock, settings).withRevocation(trustpoint.revocation());
    }

    private PkixTrust(
            List<X509Certificate> anchors,
            InstantSource clock,
            PkixSettings settings,
            Optional<UrlLookup> lookup,
            Optional<RevocationCheck> revocation,
            Optional<CertificateMap> map) {
        this.anchors = anchors;
        this.clock = clock;
        this.settings = settings;
        this.lookup = lookup;
        this.revocation = revocation;
        this.map = map;
    }

    /** The same, asking by what peers send along and nothing else. */
    public PkixTrust withRevocation(RevocationPolicy policy) {
        return with(new RevocationCheck(policy, Optional.empty(), clock, Optional.empty()));
    }

    /**
     * The same, asking by what peers send along, then by what is fetched for chains that are trusted otherwise.
     *
     * @param random for the nonces of OCSP requests
     */
    public PkixTrust withRevocation(RevocationPolicy policy, RemoteObjects objects, SecureRandom random) {
        return with(new RevocationCheck(policy, Optional.of(objects), clock, Optional.of(random)));
    }

    private PkixTrust with(RevocationCheck check) {
        return new PkixTrust(anchors, clock, settings, lookup, Optional.of(check), map);
    }

    /**
     * The same, fetching certificates of which peers send hash and URL (RFC 7296 3.6): up to four within ten seconds.
     * These peers are strangers yet.
     */
    public PkixTrust withHashAndUrl(RemoteObjects objects) {
        return withHashAndUrl(objects, new CertificateCache(MOST_KEPT));
    }

    /** The same with a memory that others may share. */
    public PkixTrust withHashAndUrl(RemoteObjects objects, CertificateCache cache) {
        return new PkixTrust(
                anchors, clock, settings, Optional.of(new UrlLookup(objects, clock, cache)), revocation, map);
    }

    /** The same for those of the peers alone whose certificate the map means. */
    public PkixTrust withMap(CertificateMap narrower) {
        return new PkixTrust(anchors, clock, settings, lookup, revocation, Optional.of(narrower));
    }

    @Override
    public List<X509Certificate> authorities() {
        return anchors;
    }

    @Override
    public boolean fetchesFromUrls() {
        return lookup.isPresent();
    }

    @Override
    public Optional<List<X509Certificate>> ocspSigners() {
        return revocation
                .map(RevocationCheck::policy)
                .filter(policy -> policy.methods().contains(RevocationPolicy.Method.OCSP))
                .map(RevocationPolicy::ocspSigners);
    }

    @Override
    public CertificateVerdict check(CertificateQuestion question) {
        return Lookups.complete(this, question);
    }

    @Override
    public CertificateProgress proceed(CertificateQuestion question, Lookups lookups) {
        try {
            return new CertificateProgress.Decided(trusted(question, lookups));
        } catch (RefusedException e) {
            return new CertificateProgress.Decided(e.verdict());
        } catch (LookupNeededException e) {
            return new CertificateProgress.Waits(e.lookup());
        }
    }

    private CertificateVerdict.Trusted trusted(CertificateQuestion question, Lookups lookups) throws RefusedException {
        Received received = Received.of(question.received(), lookup, lookups);
        Instant now = clock.instant();
        X509Certificate leaf = received.leaf();
        Chain chain = validChain(received, now);
        boolean serverAuth = question.usage() == CertificateUsage.RESPONDER
                && settings.responderPurpose() == PkixSettings.ResponderPurpose.SERVER_AUTH;
        KeyUsageRules.require(leaf, serverAuth);
        if (settings.binding() == PkixSettings.Binding.IDENTITY) {
            IdentityBinding.require(question.remote(), leaf);
        }
        if (map.isPresent() && !map.get().test(leaf)) {
            throw new RefusedException(
                    RefusalReason.NOT_IN_MAP,
                    CertificateText.of(leaf) + " does not match the certificate map \""
                            + map.get().name() + "\".");
        }
        VerificationKey key = key(leaf);
        List<String> remarks = revocation.isPresent()
                ? revocation.get().require(chain, received, settings.policy(), now, lookups)
                : List.of();
        received.keep(chain);
        return new CertificateVerdict.Trusted(key, chain.withAnchor(), remarks);
    }

    /** The first that is valid; of those that are not, the first says why. */
    private Chain validChain(Received received, Instant now) throws RefusedException {
        X509Certificate leaf = received.leaf();
        RefusedException first = null;
        for (Chain chain : new ChainSearch(anchors, received.others()).chainsFrom(leaf)) {
            try {
                new ChainStrength(settings.policy()).require(chain);
                PathValidation.require(chain, now);
                return chain;
            } catch (RefusedException e) {
                first = first == null ? e : first;
            }
        }
        throw first != null
                ? first
                : new RefusedException(
                        RefusalReason.UNKNOWN_AUTHORITY,
                        CertificateText.of(leaf) + ", issued by "
                                + CertificateText.name(leaf.getIssuerX500Principal())
                                + ", does not lead to an authority that is trusted.");
    }

    private static VerificationKey key(X509Certificate leaf) throws RefusedException {
        try {
            return VerificationKey.of(leaf.getPublicKey());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    RefusalReason.UNSUPPORTED_KEY,
                    CertificateText.of(leaf) + " has a key that is not taken: "
                            + CertificateText.safe(String.valueOf(e.getMessage())) + ".");
        }
    }
}
