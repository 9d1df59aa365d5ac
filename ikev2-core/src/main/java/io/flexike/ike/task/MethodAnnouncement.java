package io.flexike.ike.task;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.ike.auth.AuthAnnouncement;
import io.flexike.ike.auth.SignatureHashes;
import io.flexike.ike.auth.Signing;
import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.session.AuthenticationMethod;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** By which methods a peer may prove itself to us (RFC 9593), as far as it can choose among some. */
record MethodAnnouncement(List<AuthAnnouncement> methods) {
    /** Nothing is to be said. */
    static final MethodAnnouncement NONE = new MethodAnnouncement(List.of());

    MethodAnnouncement {
        methods = List.copyOf(methods);
    }

    /**
     * What follows from the ways to be authenticated of some profiles, one of which is for the peer.
     *
     * @param authorities that CERTREQ payloads name, in their order
     */
    static MethodAnnouncement of(Set<AuthenticationMethod> parts, List<AuthorityHash> authorities) {
        // With one list of schemes for all authorities nothing has to be said of these.
        boolean links = !authorities.isEmpty()
                && parts.stream()
                                .filter(AuthenticationMethod.TrustedCertificates.class::isInstance)
                                .map(part -> ((AuthenticationMethod.TrustedCertificates) part).schemes())
                                .distinct()
                                .count()
                        > 1;
        Set<AuthAnnouncement> methods = new LinkedHashSet<>();
        for (AuthenticationMethod part : parts) {
            if (part instanceof AuthenticationMethod.PreSharedKey) {
                methods.add(AuthAnnouncement.of(AuthMethod.SHARED_KEY));
            } else if (part instanceof AuthenticationMethod.Null) {
                methods.add(AuthAnnouncement.of(AuthMethod.NULL));
            } else if (part instanceof AuthenticationMethod.TrustedKeys trusted) {
                addAll(methods, trusted.schemes(), 0);
            } else if (part instanceof AuthenticationMethod.TrustedCertificates trusted && !links) {
                addAll(methods, trusted.schemes(), 0);
            } else if (part instanceof AuthenticationMethod.TrustedCertificates trusted) {
                trusted.trust().authorities().stream()
                        .map(authority -> authorities.indexOf(AuthorityHash.of(authority)) + 1)
                        .forEach(link -> addAll(methods, trusted.schemes(), link));
            }
        }
        return new MethodAnnouncement(List.copyOf(methods));
    }

    private static void addAll(Set<AuthAnnouncement> methods, List<SignatureScheme> schemes, int link) {
        for (SignatureScheme scheme : schemes) {
            Signing.classicMethods(scheme).forEach(method -> methods.add(AuthAnnouncement.of(method, link)));
            // RFC 8247 3.2: SHA-1 is not for method 14.
            if (!scheme.hash().equals(SignatureHash.SHA1)) {
                methods.add(AuthAnnouncement.of(scheme, link));
            }
        }
    }

    /**
     * What is of use to a peer: AUTH method 14 with a hash function that it knows, or the older methods if it does not
     * know that one.
     *
     * @param hashes what both ends have said of RFC 7427
     * @return empty if there is nothing to choose
     */
    List<AuthAnnouncement> usefulTo(Optional<SignatureHashes> hashes) {
        if (methods.size() < 2) {
            return List.of();
        }
        List<AuthAnnouncement> useful = methods.stream()
                .filter(each -> each.certLink().isEmpty() || isSpoken(each, hashes))
                .toList();
        return useful.size() < 2 ? List.of() : useful;
    }

    private static boolean isSpoken(AuthAnnouncement each, Optional<SignatureHashes> hashes) {
        Optional<SignatureScheme> scheme = each.scheme();
        return hashes.isPresent()
                ? scheme.isPresent()
                        && hashes.get().peers().contains(scheme.get().hash())
                : scheme.isEmpty();
    }

    /** Whether an announcement names an authority. */
    boolean hasLinks() {
        return methods.stream().anyMatch(each -> each.certLink().orElse(0) > 0);
    }
}
