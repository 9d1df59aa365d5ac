package io.flexike.ike.task;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.ike.auth.AuthAnnouncement;
import io.flexike.ike.auth.SignatureCheck;
import io.flexike.ike.auth.Signing;
import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.session.AuthenticationMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * By which methods a peer says that we may prove ourselves to it, which is only advice: where it fits nothing of ours,
 * we go on as if it had not been given (RFC 9593 3.1).
 */
record AnnouncedMethods(List<Entry> entries) {
    /** The peer has said nothing, or nothing that we understand. */
    static final AnnouncedMethods NONE = new AnnouncedMethods(List.of());

    /** Our choice: so many are looked at; all that we know ourselves are fewer than twenty. */
    private static final int MOST = 64;

    /**
     * One of them.
     *
     * @param authority to which the certificate has to lead, empty for any
     * @param scheme of AUTH method 14
     */
    record Entry(AuthMethod method, Optional<AuthorityHash> authority, Optional<SignatureScheme> scheme) {}

    AnnouncedMethods {
        entries = List.copyOf(entries);
    }

    /**
     * What a peer has sent. What is not known, or in a form that is not that of its method, does not count.
     *
     * @param authorities of its CERTREQ payloads, in their order
     */
    static AnnouncedMethods of(List<AuthAnnouncement> announcements, List<AuthorityHash> authorities) {
        List<Entry> entries = new ArrayList<>();
        for (AuthAnnouncement each : announcements.subList(0, Math.min(announcements.size(), MOST))) {
            int link = each.certLink().orElse(0);
            // RFC 9593 3.2.2: without CERTREQ payloads a link means nothing; one to nowhere cannot be followed.
            boolean dangling = !authorities.isEmpty() && link > authorities.size();
            if (hasItsForm(each) && !dangling) {
                Optional<AuthorityHash> authority =
                        authorities.isEmpty() || link == 0 ? Optional.empty() : Optional.of(authorities.get(link - 1));
                entries.add(new Entry(each.method(), authority, each.scheme()));
            }
        }
        return new AnnouncedMethods(entries);
    }

    /** RFC 9593 3.2: two octets without public keys, three with, more for AUTH method 14. */
    private static boolean hasItsForm(AuthAnnouncement each) {
        AuthMethod method = each.method();
        if (method.equals(AuthMethod.SHARED_KEY) || method.equals(AuthMethod.NULL)) {
            return each.certLink().isEmpty();
        }
        return method.equals(AuthMethod.DIGITAL_SIGNATURE)
                ? each.scheme().isPresent()
                : SignatureCheck.isSignature(method) && each.certLink().isPresent() && each.algorithm().length == 0;
    }

    /** Whether we may prove ourselves by a method of ours, which is so if the peer has said nothing. */
    boolean allow(AuthenticationMethod ours) {
        if (entries.isEmpty() || ours instanceof AuthenticationMethod.Eap) {
            return true;
        }
        if (ours instanceof AuthenticationMethod.PreSharedKey) {
            return has(AuthMethod.SHARED_KEY);
        }
        if (ours instanceof AuthenticationMethod.Null) {
            return has(AuthMethod.NULL);
        }
        if (ours instanceof AuthenticationMethod.Signature signature) {
            return allow(signature.key().verificationKey().type(), signature.schemes(), authority -> true);
        }
        return ours instanceof AuthenticationMethod.Certificates certificates
                && certificates.own().stream().anyMatch(own -> allow(own, certificates));
    }

    /** Whether we may prove ourselves by a certificate. */
    boolean allow(OwnCertificate own, AuthenticationMethod.Certificates method) {
        return entries.isEmpty()
                || allow(own.key().verificationKey().type(), method.schemes(), authoritiesOf(own, method)::contains);
    }

    private boolean allow(PublicKeyType type, List<SignatureScheme> schemes, Predicate<AuthorityHash> leadsTo) {
        Optional<AuthMethod> classic = Signing.classicMethod(type);
        return entries.stream()
                .filter(entry -> entry.authority.isEmpty() || leadsTo.test(entry.authority.get()))
                .anyMatch(entry -> entry.scheme
                        .map(scheme -> scheme.fits(type) && scheme.isAmong(schemes))
                        .orElseGet(() -> classic.equals(Optional.of(entry.method))));
    }

    /** Our schemes with those first that the peer has announced, otherwise in the same order. */
    List<SignatureScheme> announcedFirst(List<SignatureScheme> schemes) {
        return sorted(schemes, authority -> true);
    }

    /** The same for the key of a certificate. */
    List<SignatureScheme> announcedFirst(OwnCertificate own, AuthenticationMethod.Certificates method) {
        return sorted(method.schemes(), authoritiesOf(own, method)::contains);
    }

    private List<SignatureScheme> sorted(List<SignatureScheme> schemes, Predicate<AuthorityHash> leadsTo) {
        List<SignatureScheme> announced = entries.stream()
                .filter(entry -> entry.authority.isEmpty() || leadsTo.test(entry.authority.get()))
                .flatMap(entry -> entry.scheme.stream())
                .toList();
        return schemes.stream()
                .sorted(Comparator.comparing(scheme -> !scheme.isAmong(announced)))
                .toList();
    }

    private static Set<AuthorityHash> authoritiesOf(OwnCertificate own, AuthenticationMethod.Certificates method) {
        return own.authorities(method.trustpoints().stream()
                .filter(trustpoint -> trustpoint.own().contains(own))
                .flatMap(trustpoint -> trustpoint.anchors().stream())
                .toList());
    }

    private boolean has(AuthMethod method) {
        return entries.stream().anyMatch(entry -> entry.method.equals(method));
    }
}
