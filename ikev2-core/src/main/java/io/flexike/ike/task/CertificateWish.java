package io.flexike.ike.task;

import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is said about authentication before there is any: CERTREQ, HTTP_CERT_LOOKUP_SUPPORTED and
 * MULTIPLE_AUTH_SUPPORTED (RFC 7296 1.2, 3.6, 3.7, RFC 4739 3.1), and SUPPORTED_AUTH_METHODS (RFC 9593).
 *
 * @param payloads all but the last one
 */
public record CertificateWish(List<Payload> payloads, MethodAnnouncement methods) {
    /** Our choice, so that IKE_SA_INIT stays a small datagram: more authorities than these are not told of. */
    private static final int MOST_AUTHORITIES = 25;

    /** Nothing is to be said. */
    static final CertificateWish NONE = new CertificateWish(List.of(), MethodAnnouncement.NONE);

    public CertificateWish {
        payloads = List.copyOf(payloads);
    }

    /** What follows from some profiles, one of which is for the peer. */
    public static CertificateWish of(List<PeerProfile> profiles) {
        Set<AuthenticationMethod> parts = new LinkedHashSet<>();
        Set<CertificateTrust> trusts = new LinkedHashSet<>();
        boolean severalTurns = false;
        for (PeerProfile profile : profiles) {
            parts.addAll(profile.remoteAuthentication().parts());
            severalTurns |= profile.remoteAuthentication().turns() > 1
                    || profile.localAuthentication().turns() > 1;
        }
        for (AuthenticationMethod part : parts) {
            if (part instanceof AuthenticationMethod.TrustedCertificates trusted) {
                trusts.add(trusted.trust());
            }
        }
        List<Payload> payloads = new ArrayList<>();
        List<AuthorityHash> authorities = trusts.isEmpty() ? List.of() : authorities(trusts);
        if (!trusts.isEmpty()) {
            payloads.add(request(CertificateEncoding.X509_SIGNATURE, authorities));
            ocspRequest(trusts).ifPresent(payloads::add);
            if (trusts.stream().anyMatch(CertificateTrust::fetchesFromUrls)) {
                payloads.add(NotifyPayload.of(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED));
            }
        }
        if (severalTurns) {
            payloads.add(NotifyPayload.of(NotifyType.MULTIPLE_AUTH_SUPPORTED));
        }
        return new CertificateWish(payloads, MethodAnnouncement.of(parts, authorities));
    }

    /** RFC 4806 3.1: a payload of its own, with the responders that are believed beside those of the authorities. */
    private static Optional<Payload> ocspRequest(Set<CertificateTrust> trusts) {
        List<List<X509Certificate>> wishes =
                trusts.stream().flatMap(trust -> trust.ocspSigners().stream()).toList();
        return wishes.isEmpty()
                ? Optional.empty()
                : Optional.of(request(
                        CertificateEncoding.OCSP_CONTENT, hashes(wishes.stream().flatMap(List::stream))));
    }

    private static List<AuthorityHash> authorities(Set<CertificateTrust> trusts) {
        return hashes(trusts.stream().flatMap(trust -> trust.authorities().stream()));
    }

    private static List<AuthorityHash> hashes(Stream<X509Certificate> certificates) {
        List<AuthorityHash> hashes =
                certificates.map(AuthorityHash::of).distinct().toList();
        // RFC 7296 3.7: nothing but the encoding if any will do, which is what too many come to.
        return hashes.size() > MOST_AUTHORITIES ? List.of() : hashes;
    }

    private static CertReqPayload request(CertificateEncoding encoding, List<AuthorityHash> told) {
        ByteBuffer hashes = ByteBuffer.allocate(told.size() * AuthorityHash.OCTETS);
        told.forEach(hash -> hashes.put(hash.octets()));
        return new CertReqPayload(encoding, hashes.array());
    }
}
