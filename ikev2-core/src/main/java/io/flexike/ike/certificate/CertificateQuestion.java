package io.flexike.ike.certificate;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.util.Arrays;
import java.util.List;

/**
 * What is to be known to decide whether a peer's certificate is trusted. Nothing of it has been checked yet.
 *
 * @param remote what the peer calls itself, which its certificate has to say as well
 * @param usage what the peer is in this IKE SA
 * @param received the CERT payloads in the order of their arrival; the first that is or points to a certificate holds
 *     the key of the AUTH payload (RFC 7296 3.6), those behind it may come in any order and may be CRLs or OCSP
 *     responses (RFC 4806)
 */
public record CertificateQuestion(Identification remote, CertificateUsage usage, List<CertPayload> received) {
    /** Copies the list. */
    public CertificateQuestion {
        received = List.copyOf(received);
    }

    /** With certificates in DER, the one with the key of the AUTH payload first. */
    public static CertificateQuestion ofCertificates(
            Identification remote, CertificateUsage usage, byte[]... certificates) {
        return new CertificateQuestion(
                remote,
                usage,
                Arrays.stream(certificates)
                        .map(octets -> new CertPayload(CertificateEncoding.X509_SIGNATURE, octets))
                        .toList());
    }
}
