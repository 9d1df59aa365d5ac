package io.flexike.ike.certificate;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Where a certificate says that its revocation is told: CRLs (RFC 5280 4.2.1.13) and OCSP (RFC 5280 4.2.2.1). */
final class DistributionPoints {
    private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final byte[] ID_AD_OCSP = HexFormat.of().parseHex("2b06010505073001");

    private static final int POINT_NAME = 0xa0;
    private static final int REASONS = 0x81;
    private static final int CRL_ISSUER = 0xa2;
    private static final int URI_NAME = 0x86;

    /** Our choice: the rest is not looked at. */
    private static final int MOST_POINTS = 8;

    private static final int MOST_URI_OCTETS = 1024;

    private DistributionPoints() {}

    /** The names of those points that tell of all reasons, by the issuer of the certificate itself. */
    static List<DerElement> names(X509Certificate certificate) throws DerException {
        DerReader extension = Extensions.of(certificate, CRL_DISTRIBUTION_POINTS);
        List<DerElement> names = new ArrayList<>();
        DerReader points = extension.hasNext() ? extension.sequence() : extension;
        for (int i = 0; i < MOST_POINTS && points.hasNext(); i++) {
            DerReader point = points.sequence();
            List<DerElement> full =
                    point.hasNext(POINT_NAME) ? CrlScope.fullNames(point.next().inside()) : List.of();
            if (!point.hasNext(REASONS) && !point.hasNext(CRL_ISSUER)) {
                names.addAll(full);
            }
        }
        return names;
    }

    static List<URI> crls(X509Certificate certificate) {
        try {
            return names(certificate).stream()
                    .flatMap(name -> uri(name).stream())
                    .limit(MOST_POINTS)
                    .toList();
        } catch (DerException e) {
            return List.of();
        }
    }

    static List<URI> ocspResponders(X509Certificate certificate) {
        List<URI> responders = new ArrayList<>();
        try {
            DerReader extension = Extensions.of(certificate, AUTHORITY_INFORMATION_ACCESS);
            DerReader accesses = extension.hasNext() ? extension.sequence() : extension;
            for (int i = 0; i < MOST_POINTS && accesses.hasNext(); i++) {
                DerReader access = accesses.sequence();
                byte[] method = access.next(DerElement.OBJECT_IDENTIFIER).content();
                DerElement location = access.next();
                if (Arrays.equals(method, ID_AD_OCSP)) {
                    uri(location).ifPresent(responders::add);
                }
            }
        } catch (DerException e) {
            return List.of();
        }
        return responders;
    }

    private static Optional<URI> uri(DerElement name) {
        if (name.tag() != URI_NAME || name.content().length > MOST_URI_OCTETS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(new String(name.content(), StandardCharsets.US_ASCII)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
