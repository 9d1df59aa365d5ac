package io.flexike.ike.certificate;

import io.flexike.crypto.suite.CryptoPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * OCSP responses from the files of trustpoints, otherwise from the responders that they or our certificates name. What
 * does not say "good", or is not by somebody whom every peer believes, is not given to anybody. Each is kept, and
 * fetched anew when half of its time is over; while that goes on, others do with what there is.
 */
public final class OwnOcspResponses implements OcspResponses {
    // Our choices.
    private static final int MOST_KEPT = 64;
    private static final int MOST_OCTETS = 16 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final RemoteObjects objects;
    private final InstantSource clock;
    private final CryptoPolicy policy;
    private final ExpiringCache<X509Certificate, Kept> kept = new ExpiringCache<>(MOST_KEPT);
    private final ReentrantLock fetching = new ReentrantLock();

    /** @param response empty if there was none to be had */
    private record Kept(byte[] response, Instant until, Instant again) {}

    /** @param policy which signatures a response may have */
    public OwnOcspResponses(RemoteObjects objects, InstantSource clock, CryptoPolicy policy) {
        this.objects = objects;
        this.clock = clock;
        this.policy = policy;
    }

    @Override
    public Optional<byte[]> of(Trustpoint trustpoint, OwnCertificate own) {
        Instant now = clock.instant();
        Optional<Kept> known = kept.get(own.leaf(), now);
        if (known.filter(each -> now.isBefore(each.again)).isEmpty() && fetching.tryLock()) {
            try {
                known = Optional.of(anew(trustpoint, own, known, now));
                kept.put(own.leaf(), known.get(), now, now.plus(LONGEST));
            } finally {
                fetching.unlock();
            }
        }
        return known.filter(each -> each.response.length > 0 && now.isBefore(each.until))
                .map(each -> each.response.clone());
    }

    private Kept anew(Trustpoint trustpoint, OwnCertificate own, Optional<Kept> before, Instant now) {
        try {
            X509Certificate issuer = issuer(trustpoint, own);
            byte[] response = response(trustpoint, own, issuer);
            Subject subject = new Subject(own.leaf(), issuer, now, policy);
            if (OcspStatus.of(subject, response, new byte[0], List.of()) instanceof CertificateStatus.Good good) {
                Instant half = now.plus(Duration.between(now, good.until()).dividedBy(2));
                return new Kept(response, good.until(), half);
            }
        } catch (IOException | DerException | RuntimeException e) {
            // Whoever asks does without; it is tried again after the pause.
        }
        return new Kept(
                before.map(Kept::response).orElse(new byte[0]),
                before.map(Kept::until).orElse(now),
                now.plus(PAUSE));
    }

    private static X509Certificate issuer(Trustpoint trustpoint, OwnCertificate own) throws IOException {
        if (own.chain().size() > 1) {
            return own.chain().get(1);
        }
        return trustpoint.anchors().stream()
                .filter(anchor ->
                        anchor.getSubjectX500Principal().equals(own.leaf().getIssuerX500Principal()))
                .findFirst()
                .orElseThrow(() -> new IOException("the issuer is not known"));
    }

    private byte[] response(Trustpoint trustpoint, OwnCertificate own, X509Certificate issuer)
            throws IOException, DerException {
        Optional<Path> file = trustpoint
                .ocspResponse()
                .filter(any -> own.leaf().equals(trustpoint.own().get(0).leaf()));
        byte[] response;
        if (file.isPresent()) {
            try (InputStream in = Files.newInputStream(file.get())) {
                response = in.readNBytes(MOST_OCTETS + 1);
            }
        } else {
            URI responder = trustpoint
                    .revocation()
                    .ocspResponder()
                    .or(() -> DistributionPoints.ocspResponders(own.leaf()).stream()
                            .findFirst())
                    .orElseThrow(() -> new IOException("no responder is named"));
            // Without a nonce: it is to be shown to others.
            byte[] request = OcspRequest.encode(own.leaf(), issuer, new byte[0]);
            response = objects.fetch(new RemoteRequest(responder, RemoteRequest.Content.OCSP_RESPONSE, request, LIMIT));
        }
        if (response.length > MOST_OCTETS) {
            throw new IOException("more than " + MOST_OCTETS + " octets");
        }
        return response;
    }
}
