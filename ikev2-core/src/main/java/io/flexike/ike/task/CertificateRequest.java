package io.flexike.ike.task;

import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.session.AuthenticationMethod;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which certificates a peer would like to see, which is only a wish (RFC 7296 3.7).
 *
 * @param authorities that it trusts, none if it did not say
 * @param byUrl whether it looks certificates up by URL (RFC 7296 3.6)
 * @param ocsp whether it would like to see an OCSP response as well (RFC 4806); by which responder does not matter, as
 *     we have one by the issuer or somebody whom that has named
 */
record CertificateRequest(Set<AuthorityHash> authorities, boolean byUrl, boolean ocsp) {
    /** The peer has not said anything. */
    static final CertificateRequest NONE = new CertificateRequest(Set.of(), false, false);

    /** Our choice: of a message, so many authorities are looked at. */
    private static final int MOST_AUTHORITIES = 1000;

    private static final int MOST_LINKED = 255;

    CertificateRequest {
        authorities = Set.copyOf(authorities);
    }

    /** What a message says, together with what was said before. */
    CertificateRequest and(ReceivedPayloads message) {
        Set<AuthorityHash> all = new LinkedHashSet<>(authorities);
        boolean asksOcsp = ocsp;
        for (CertReqPayload request : message.all(CertReqPayload.class)) {
            asksOcsp |= request.encoding().equals(CertificateEncoding.OCSP_CONTENT);
            if (isOfCertificates(request.encoding())) {
                AuthorityHash.list(request.authorities()).stream()
                        .limit(MOST_AUTHORITIES - Math.min(all.size(), MOST_AUTHORITIES))
                        .forEach(all::add);
            }
        }
        return new CertificateRequest(
                all,
                byUrl || message.notify(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED).isPresent(),
                asksOcsp);
    }

    /**
     * What is left of up to a thousand authorities that a stranger may have named: those above certificates of ours.
     */
    CertificateRequest concerning(AuthenticationMethod ours) {
        Set<AuthorityHash> above = new HashSet<>();
        for (AuthenticationMethod part : ours.parts()) {
            if (part instanceof AuthenticationMethod.Certificates certificates) {
                above.addAll(certificates.authorities());
            }
        }
        above.retainAll(authorities);
        return new CertificateRequest(above, byUrl, ocsp);
    }

    /** Those of all CERTREQ payloads of a message, in their order, as far as they can be linked to (RFC 9593 3.2.2). */
    static List<AuthorityHash> authorities(ReceivedPayloads message) {
        return message.all(CertReqPayload.class).stream()
                .filter(request -> isOfCertificates(request.encoding()))
                .flatMap(request -> AuthorityHash.list(request.authorities()).stream())
                .limit(MOST_LINKED)
                .toList();
    }

    private static boolean isOfCertificates(CertificateEncoding encoding) {
        return encoding.equals(CertificateEncoding.X509_SIGNATURE)
                || encoding.equals(CertificateEncoding.HASH_AND_URL_X509)
                || encoding.equals(CertificateEncoding.HASH_AND_URL_BUNDLE);
    }
}
