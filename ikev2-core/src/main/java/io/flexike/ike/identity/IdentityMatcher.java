package io.flexike.ike.identity;

import io.flexike.ike.selector.IpPrefix;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Decides which identities of a peer a configuration means. {@link Identity} is one of them: it matches itself.
 * Implementations are immutable and print themselves in a way that a person can read.
 */
@FunctionalInterface
public interface IdentityMatcher {
    /** Whether the identity that a peer claims is meant. */
    boolean matches(Identification claimed);

    /**
     * The same with the certificate that comes with the identity, which nobody has checked yet: who finds a peer by its
     * certificate has it checked afterwards.
     */
    default boolean matches(Identification claimed, Optional<X509Certificate> certificate) {
        return matches(claimed);
    }

    /**
     * How narrowly it describes peers: of several matchers that match, the one with the highest number means the peer
     * best. 0 for every peer, {@link Integer#MAX_VALUE} for exactly one identity.
     */
    default int narrowness() {
        return 1;
    }

    /** Exactly this identity; DNS names without regard to case. */
    static IdentityMatcher exactly(Identity identity) {
        return identity;
    }

    /** Every identity of every type. */
    static IdentityMatcher any() {
        return NameMatchers.ANY;
    }

    /**
     * Domain names below a domain: {@code fqdnSuffix("example")} means {@code hq.example} and {@code a.b.example}, but
     * neither {@code example} nor {@code badexample}.
     *
     * @param domain with or without a leading dot
     */
    static IdentityMatcher fqdnSuffix(String domain) {
        return new NameMatchers.FqdnSuffix(domain);
    }

    /**
     * E-mail addresses in exactly this domain.
     *
     * @param domain what stands behind the {@code @}, with or without it
     */
    static IdentityMatcher emailDomain(String domain) {
        return new NameMatchers.EmailDomain(domain);
    }

    /** IP addresses inside the prefix. */
    static IdentityMatcher addressIn(IpPrefix prefix) {
        return new NameMatchers.AddressIn(prefix);
    }

    /** IP addresses inside the prefix, such as {@code 192.0.2.0/24}. */
    static IdentityMatcher addressIn(String prefix) {
        return addressIn(IpPrefix.parse(prefix));
    }
}
