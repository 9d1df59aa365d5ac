package io.flexike.flexvpn.policy;

import io.flexike.ike.certificate.CertificateMap;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentityMatcher;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Peers whose certificate is meant by a map, whatever they call themselves. They have to prove to be the owner of that
 * certificate.
 */
public record CertificateMatcher(CertificateMap map) implements IdentityMatcher {
    /** Our choice: below exact identities, above all domains and prefixes. */
    private static final int NARROWNESS = 1_000;

    /** False: an identity says nothing about a certificate. */
    @Override
    public boolean matches(Identification claimed) {
        return false;
    }

    @Override
    public boolean matches(Identification claimed, Optional<X509Certificate> certificate) {
        return certificate.filter(map).isPresent();
    }

    @Override
    public int narrowness() {
        return NARROWNESS;
    }

    @Override
    public String toString() {
        return "certificate map \"" + map.name() + "\"";
    }
}
