package io.flexike.ike.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** OCSP: what the peer brought (RFC 4806), what is still known, then what a responder says. */
final class OcspSource {
    private static final int MOST_ANSWERS = 512;
    private static final int MOST_RESPONDERS = 2;

    /** Our choice: how long a responder that had no answer is left alone with the same question. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private record Question(URI responder, AuthorityHash issuer, BigInteger serial) {}

    private final RevocationPolicy policy;
    private final Optional<SecureRandom> random;
    private final ExpiringCache<Question, CertificateStatus> answers = new ExpiringCache<>(MOST_ANSWERS);

    /**
     * Asks those that certificates name, unless the policy has another one.
     *
     * @param random for nonces; empty for none
     */
    OcspSource(RevocationPolicy policy, Optional<SecureRandom> random) {
        this.policy = policy;
        this.random = random;
    }

    CertificateStatus ask(Subject subject, List<byte[]> received, Optional<Fetching> fetching) {
        List<String> whys = new ArrayList<>();
        for (byte[] response : received) {
            CertificateStatus status = OcspStatus.of(subject, response, new byte[0], policy.ocspSigners());
            if (!(status instanceof CertificateStatus.Unknown unknown)) {
                return status;
            }
            whys.add("the peer sent " + unknown.why());
        }
        List<URI> responders = policy.ocspResponder()
                .map(List::of)
                .orElseGet(() -> DistributionPoints.ocspResponders(subject.certificate()));
        for (URI uri : responders.subList(0, Math.min(MOST_RESPONDERS, responders.size()))) {
            CertificateStatus status = known(subject, uri, fetching)
                    .orElseGet(() -> fetching.map(each -> fetched(subject, uri, each))
                            .orElse(new CertificateStatus.Unknown("nothing is fetched")));
            if (!(status instanceof CertificateStatus.Unknown unknown)) {
                return status;
            }
            whys.add(unknown.why());
        }
        return new CertificateStatus.Unknown(whys.isEmpty() ? "no OCSP responder is named" : String.join("; ", whys));
    }

    private Optional<CertificateStatus> known(Subject subject, URI uri, Optional<Fetching> fetching) {
        Instant since = fetching.map(each -> each.since(subject.now())).orElse(Instant.MIN);
        return answers.get(question(subject, uri), subject.now(), since);
    }

    private CertificateStatus fetched(Subject subject, URI uri, Fetching fetching) {
        CertificateStatus status;
        try {
            status = answer(subject, uri, fetching);
        } catch (NoLeaveException e) {
            status = new CertificateStatus.Unknown(Fetching.failure(uri, e));
            return before(subject, uri).orElse(status);
        }
        if (status instanceof CertificateStatus.Unknown) {
            Optional<CertificateStatus> before = before(subject, uri);
            if (before.isPresent()) {
                return before.get();
            }
        }
        answers.put(question(subject, uri), status, subject.now(), until(status, subject.now()));
        return status;
    }

    /** An answer that is older than was wished for is still better than none. */
    private Optional<CertificateStatus> before(Subject subject, URI uri) {
        return answers.get(question(subject, uri), subject.now())
                .filter(status -> !(status instanceof CertificateStatus.Unknown));
    }

    private static Instant until(CertificateStatus status, Instant now) {
        if (status instanceof CertificateStatus.Good good) {
            return good.until();
        }
        return status instanceof CertificateStatus.Revoked revoked ? revoked.until() : now.plus(PAUSE);
    }

    private CertificateStatus answer(Subject subject, URI uri, Fetching fetching) throws NoLeaveException {
        try {
            byte[] nonce = random.map(fetching::nonce).orElse(new byte[0]);
            byte[] request = OcspRequest.encode(subject.certificate(), subject.issuer(), nonce);
            byte[] response = fetching.get(uri, RemoteRequest.Content.OCSP_RESPONSE, request);
            return OcspStatus.of(subject, response, nonce, policy.ocspSigners());
        } catch (NoLeaveException e) {
            throw e;
        } catch (IOException e) {
            return new CertificateStatus.Unknown(Fetching.failure(uri, e));
        } catch (DerException e) {
            return new CertificateStatus.Unknown("the certificate cannot be asked for");
        }
    }

    private static Question question(Subject subject, URI uri) {
        return new Question(
                uri, AuthorityHash.of(subject.issuer()), subject.certificate().getSerialNumber());
    }
}
