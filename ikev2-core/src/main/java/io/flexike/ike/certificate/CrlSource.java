package io.flexike.ike.certificate;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CRLs: those that the peer brought, those that are still valid, then those that the certificate names. */
final class CrlSource {
    /** Our choice, as each may take some megabytes. */
    private static final int MOST_CRLS = 16;

    private static final int MOST_FLAWS = 128;
    private static final int MOST_POINTS = 3;

    /** Our choice: how long a place where there was none is left alone. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private record Place(URI uri, AuthorityHash issuer) {}

    private final ExpiringCache<Place, X509CRL> crls = new ExpiringCache<>(MOST_CRLS);
    private final ExpiringCache<Place, String> flaws = new ExpiringCache<>(MOST_FLAWS);

    CertificateStatus ask(Subject subject, List<X509CRL> received, Optional<Fetching> fetching) {
        List<String> whys = new ArrayList<>();
        for (X509CRL crl : received) {
            CertificateStatus status = CrlStatus.of(subject, crl);
            if (!(status instanceof CertificateStatus.Unknown unknown)) {
                return status;
            }
            whys.add("the peer sent a CRL, but " + unknown.why());
        }
        List<URI> points = DistributionPoints.crls(subject.certificate());
        for (URI uri : points.subList(0, Math.min(MOST_POINTS, points.size()))) {
            CertificateStatus status = at(subject, uri, fetching);
            if (!(status instanceof CertificateStatus.Unknown unknown)) {
                return status;
            }
            whys.add(unknown.why());
        }
        return new CertificateStatus.Unknown(whys.isEmpty() ? "no CRL is named" : String.join("; ", whys));
    }

    private CertificateStatus at(Subject subject, URI uri, Optional<Fetching> fetching) {
        Place place = new Place(uri, AuthorityHash.of(subject.issuer()));
        Instant since = fetching.map(each -> each.since(subject.now())).orElse(Instant.MIN);
        Optional<X509CRL> recent = crls.get(place, subject.now(), since);
        if (recent.isPresent()) {
            return CrlStatus.of(subject, recent.get());
        }
        CertificateStatus status = anew(subject, place, fetching);
        // One that is older than was wished for is still better than none.
        return status instanceof CertificateStatus.Unknown
                ? crls.get(place, subject.now())
                        .map(kept -> CrlStatus.of(subject, kept))
                        .orElse(status)
                : status;
    }

    private CertificateStatus anew(Subject subject, Place place, Optional<Fetching> fetching) {
        Optional<String> flaw = flaws.get(place, subject.now());
        if (flaw.isPresent()) {
            return new CertificateStatus.Unknown(flaw.get());
        }
        return fetching.map(each -> fetched(subject, place, each))
                .orElse(new CertificateStatus.Unknown("nothing is fetched"));
    }

    private CertificateStatus fetched(Subject subject, Place place, Fetching fetching) {
        try {
            X509CRL crl = DerCertificates.crl(fetching.get(place.uri, RemoteRequest.Content.CRL));
            CertificateStatus status = CrlStatus.of(subject, crl);
            if (status instanceof CertificateStatus.Unknown unknown) {
                return flawed(subject, place, unknown.why());
            }
            crls.put(place, crl, subject.now(), crl.getNextUpdate().toInstant());
            return status;
        } catch (NoLeaveException e) {
            return new CertificateStatus.Unknown(Fetching.failure(place.uri, e));
        } catch (IOException e) {
            return flawed(subject, place, Fetching.failure(place.uri, e));
        } catch (IllegalArgumentException e) {
            return flawed(subject, place, CertificateText.safe("at " + place.uri + " is " + e.getMessage()));
        }
    }

    private CertificateStatus flawed(Subject subject, Place place, String why) {
        flaws.put(place, why, subject.now(), subject.now().plus(PAUSE));
        return new CertificateStatus.Unknown(why);
    }
}
