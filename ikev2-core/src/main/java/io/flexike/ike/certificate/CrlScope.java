package io.flexike.ike.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which certificates a CRL is about: IssuingDistributionPoint (RFC 5280 5.2.5). Without the comparison with the
 * certificate another CRL of the same authority could be put in place of the right one (RFC 4945 5.1.3.13).
 *
 * @param names of the distribution point, encoded; none means that it is for all
 * @param others whether it is indirect, for some reasons or about attribute certificates
 */
record CrlScope(Set<DerElement> names, boolean usersOnly, boolean authoritiesOnly, boolean others) {
    private static final int DISTRIBUTION_POINT = 0xa0;
    private static final int USERS_ONLY = 0x81;
    private static final int AUTHORITIES_ONLY = 0x82;
    private static final int FULL_NAME = 0xa0;
    private static final int SOME_REASONS = 0x83;
    private static final int INDIRECT = 0x84;
    private static final int ATTRIBUTES_ONLY = 0x85;

    static CrlScope of(DerReader extension) throws DerException {
        DerReader in = extension.sequence();
        Set<DerElement> names = new HashSet<>();
        boolean users = false;
        boolean authorities = false;
        boolean others = false;
        while (in.hasNext()) {
            DerElement field = in.next();
            switch (field.tag()) {
                case DISTRIBUTION_POINT -> {
                    List<DerElement> full = fullNames(field.inside());
                    names.addAll(full);
                    // A name relative to the issuer: we do not know which one it is.
                    others |= full.isEmpty();
                }
                case USERS_ONLY -> users = isTrue(field);
                case AUTHORITIES_ONLY -> authorities = isTrue(field);
                case INDIRECT, ATTRIBUTES_ONLY -> others |= isTrue(field);
                case SOME_REASONS -> others = true;
                default -> throw new DerException("a field that is not known");
            }
        }
        return new CrlScope(names, users, authorities, others);
    }

    private static boolean isTrue(DerElement field) {
        return field.content().length == 1 && field.content()[0] != 0;
    }

    /** RFC 5280 4.2.1.13: DistributionPointName. */
    static List<DerElement> fullNames(DerReader pointName) throws DerException {
        List<DerElement> names = new ArrayList<>();
        if (pointName.hasNext(FULL_NAME)) {
            DerReader full = pointName.next().inside();
            while (full.hasNext()) {
                names.add(full.next());
            }
        }
        return names;
    }

    boolean covers(X509Certificate certificate) throws DerException {
        boolean authority = certificate.getBasicConstraints() >= 0;
        if (others || usersOnly && authority || authoritiesOnly && !authority) {
            return false;
        }
        return names.isEmpty() || DistributionPoints.names(certificate).stream().anyMatch(names::contains);
    }
}
