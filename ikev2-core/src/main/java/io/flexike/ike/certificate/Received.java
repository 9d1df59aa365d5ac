package io.flexike.ike.certificate;

import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a peer's CERT payloads hold, decoded but not checked. */
final class Received {
    private static final int MOST_PAYLOADS = 24;
    private static final int MOST_CERTIFICATES = 12;

    /** Of one certificate; those of VPN gateways have less than 4 KiB. */
    private static final int MOST_CERTIFICATE_OCTETS = 16_384;

    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<X509CRL> crls = new ArrayList<>();
    private final List<byte[]> ocspResponses = new ArrayList<>();
    private final List<Pointed> pointed = new ArrayList<>();

    /** What a URL led to. */
    private record Pointed(List<X509Certificate> certificates, Runnable keep) {}

    private Received() {}

    /** @param lookup for hash and URL; without one these are as if they had not been sent */
    static Received of(List<CertPayload> payloads, Optional<UrlLookup> lookup, Lookups lookups)
            throws RefusedException {
        if (payloads.size() > MOST_PAYLOADS) {
            throw new RefusedException(
                    RefusalReason.TOO_MUCH,
                    "The peer sent " + payloads.size() + " CERT payloads; it takes at most " + MOST_PAYLOADS + ".");
        }
        Received received = new Received();
        Optional<Fetching> fetching = lookup.map(each -> each.begin(lookups));
        for (CertPayload payload : payloads) {
            if (HashAndUrl.isOne(payload.encoding()) && lookup.isPresent() && fetching.isPresent()) {
                received.follow(payload, lookup.get(), fetching.get());
            } else {
                received.take(payload.encoding(), payload.data());
            }
        }
        if (received.certificates.isEmpty()) {
            throw new RefusedException(RefusalReason.NO_CERTIFICATE, "The peer sent no X.509 certificate.");
        }
        return received;
    }

    private void follow(CertPayload payload, UrlLookup lookup, Fetching fetching) throws RefusedException {
        HashAndUrl pointer;
        try {
            pointer = HashAndUrl.decode(payload);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(RefusalReason.MALFORMED, "The peer sent " + e.getMessage() + ".");
        }
        byte[] octets = lookup.lookUp(pointer, fetching);
        int before = certificates.size();
        take(pointer, octets);
        pointed.add(new Pointed(
                List.copyOf(certificates.subList(before, certificates.size())), () -> lookup.keep(pointer, octets)));
    }

    private void take(HashAndUrl pointer, byte[] octets) throws RefusedException {
        if (!pointer.isBundle()) {
            addCertificate(octets);
            return;
        }
        try {
            CertificateBundle bundle = CertificateBundle.decode(octets);
            for (byte[] certificate : bundle.certificates()) {
                addCertificate(certificate);
            }
            bundle.crls().forEach(this::addCrl);
        } catch (DerException e) {
            throw new RefusedException(
                    RefusalReason.MALFORMED,
                    "The bundle at " + CertificateText.safe(pointer.url().toString()) + " is malformed: "
                            + e.getMessage() + ".");
        }
    }

    private void take(CertificateEncoding encoding, byte[] octets) throws RefusedException {
        if (encoding.equals(CertificateEncoding.X509_SIGNATURE)) {
            addCertificate(octets);
        } else if (encoding.equals(CertificateEncoding.CRL)) {
            addCrl(octets);
        } else if (encoding.equals(CertificateEncoding.OCSP_CONTENT)) {
            ocspResponses.add(octets);
        }
    }

    private void addCertificate(byte[] octets) throws RefusedException {
        if (certificates.size() == MOST_CERTIFICATES || octets.length > MOST_CERTIFICATE_OCTETS) {
            throw new RefusedException(
                    RefusalReason.TOO_MUCH,
                    "The peer sent more than " + MOST_CERTIFICATES + " certificates, or one of more than "
                            + MOST_CERTIFICATE_OCTETS + " octets.");
        }
        try {
            certificates.add(DerCertificates.certificate(octets));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    RefusalReason.MALFORMED,
                    "The peer's CERT payload " + (certificates.size() + 1) + " holds " + e.getMessage() + ".");
        }
    }

    /** One that cannot be read is as if it had not been sent: nobody has to send it. */
    private void addCrl(byte[] octets) {
        try {
            crls.add(DerCertificates.crl(octets));
        } catch (IllegalArgumentException e) {
            // It tells nothing; what the policy demands is looked for elsewhere.
        }
    }

    /** The peer is trusted by that chain: what its URLs led to of that is remembered. */
    void keep(Chain chain) {
        for (Pointed each : pointed) {
            if (!Collections.disjoint(each.certificates, chain.path())) {
                each.keep.run();
            }
        }
    }

    /** RFC 7296 3.6: the first holds the key of the AUTH payload. */
    X509Certificate leaf() {
        return certificates.get(0);
    }

    List<X509Certificate> others() {
        return certificates.subList(1, certificates.size());
    }

    List<X509CRL> crls() {
        return crls;
    }

    List<byte[]> ocspResponses() {
        return ocspResponses;
    }
}
