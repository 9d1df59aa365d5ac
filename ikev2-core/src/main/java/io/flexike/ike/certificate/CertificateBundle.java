package io.flexike.ike.certificate;

import java.util.ArrayList;
import java.util.List;

/**
 * Certificates and CRLs in one object (RFC 7296 3.6: CertificateBundle, with explicit tags).
 *
 * @param certificates in DER, in the order in which they stand there
 * @param crls in DER
 */
record CertificateBundle(List<byte[]> certificates, List<byte[]> crls) {
    private static final int CERT = 0xa0;
    private static final int CRL = 0xa1;
    private static final int MOST = 24;

    /** Certificates alone. */
    static byte[] encode(List<byte[]> certificates) {
        return DerWriter.sequence(certificates.stream()
                .map(certificate -> DerWriter.element(CERT, certificate))
                .toArray(byte[][]::new));
    }

    static CertificateBundle decode(byte[] der) throws DerException {
        DerReader whole = new DerReader(der);
        DerReader in = whole.sequence();
        whole.end();
        List<byte[]> certificates = new ArrayList<>();
        List<byte[]> crls = new ArrayList<>();
        while (in.hasNext()) {
            if (certificates.size() + crls.size() == MOST) {
                throw new DerException("more than " + MOST + " objects");
            }
            DerElement choice = in.next();
            DerReader inside = choice.inside();
            byte[] object = inside.next(DerElement.SEQUENCE).encoded();
            inside.end();
            switch (choice.tag()) {
                case CERT -> certificates.add(object);
                case CRL -> crls.add(object);
                default -> throw new DerException("neither a certificate nor a CRL");
            }
        }
        return new CertificateBundle(certificates, crls);
    }
}
