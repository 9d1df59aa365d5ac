package io.flexike.flexvpn.authorization;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * Makes the name under which a peer is looked up of the identity that it has proven: one part for each type of identity
 * that is to be looked up.
 *
 * @param fqdn of a domain name
 * @param email of an e-mail address
 * @param dn of a distinguished name
 * @param eap of what EAP has authenticated; goes before the others
 */
public record NameMangler(
        String name, Optional<FqdnPart> fqdn, Optional<EmailPart> email, Optional<DnPart> dn, Optional<EapPart> eap) {
    /** A part of a domain name. */
    public enum FqdnPart {
        ALL,
        /** What stands before the first dot. */
        HOSTNAME,
        /** What stands behind it. */
        DOMAIN
    }

    /** A part of an e-mail address. */
    public enum EmailPart {
        ALL,
        USERNAME,
        DOMAIN
    }

    /** A part of a distinguished name. */
    public enum DnPart {
        COMMON_NAME("CN"),
        COUNTRY("C"),
        DOMAIN("DC"),
        LOCALITY("L"),
        ORGANIZATION("O"),
        ORGANIZATION_UNIT("OU"),
        STATE("ST");

        private final String keyword;

        DnPart(String keyword) {
            this.keyword = keyword;
        }
    }

    /**
     * A part of the identity that EAP has authenticated.
     *
     * @param delimiter of the whole if empty
     * @param behind whether it is what stands behind the last delimiter, and not what stands before the first
     */
    public record EapPart(Optional<String> delimiter, boolean behind) {
        /** All of it. */
        public static final EapPart ALL = new EapPart(Optional.empty(), false);

        private String of(String identity) {
            if (delimiter.isEmpty()) {
                return identity;
            }
            int at = behind ? identity.lastIndexOf(delimiter.get()) : identity.indexOf(delimiter.get());
            if (behind) {
                return at < 0 ? "" : identity.substring(at + delimiter.get().length());
            }
            return at < 0 ? identity : identity.substring(0, at);
        }
    }

    /** Of identities of IKE alone. */
    public NameMangler(String name, Optional<FqdnPart> fqdn, Optional<EmailPart> email, Optional<DnPart> dn) {
        this(name, fqdn, email, dn, Optional.empty());
    }

    /**
     * The name of a peer; empty if nothing is made of identities of its type, or it has no such part. Where EAP has
     * authenticated another identity than the one that the peer calls itself in IKE, only that counts: nothing proves
     * the other one.
     *
     * @param eapIdentity what EAP has authenticated, if it has
     */
    public Optional<String> mangle(Identification peer, Optional<String> eapIdentity) {
        if (eapIdentity.isEmpty()) {
            return mangle(peer);
        }
        if (eap.isPresent()) {
            return nonEmpty(eap.get().of(eapIdentity.get()));
        }
        return text(peer).equals(eapIdentity.get()) ? mangle(peer) : Optional.empty();
    }

    /** The name of a peer; empty if nothing is made of identities of its type, or it has no such part. */
    public Optional<String> mangle(Identification peer) {
        IdentificationType type = peer.type();
        if (type.equals(IdentificationType.FQDN)) {
            return fqdn.flatMap(part -> ofFqdn(part, text(peer)));
        }
        if (type.equals(IdentificationType.RFC822_ADDR)) {
            return email.flatMap(part -> ofEmail(part, text(peer)));
        }
        if (type.equals(IdentificationType.DER_ASN1_DN)) {
            return dn.flatMap(part -> ofDn(part, peer.data()));
        }
        return Optional.empty();
    }

    private static String text(Identification peer) {
        return new String(peer.data(), StandardCharsets.UTF_8);
    }

    private static Optional<String> ofFqdn(FqdnPart part, String name) {
        int dot = name.indexOf('.');
        return nonEmpty(
                switch (part) {
                    case ALL -> name;
                    case HOSTNAME -> dot < 0 ? name : name.substring(0, dot);
                    case DOMAIN -> dot < 0 ? "" : name.substring(dot + 1);
                });
    }

    private static Optional<String> ofEmail(EmailPart part, String address) {
        int at = address.lastIndexOf('@');
        return nonEmpty(
                switch (part) {
                    case ALL -> address;
                    case USERNAME -> at < 0 ? "" : address.substring(0, at);
                    case DOMAIN -> at < 0 ? "" : address.substring(at + 1);
                });
    }

    private static Optional<String> ofDn(DnPart part, byte[] der) {
        try {
            LdapName name = new LdapName(new X500Principal(der).getName());
            return name.getRdns().stream()
                    .filter(rdn -> rdn.getType().equalsIgnoreCase(part.keyword))
                    .map(Rdn::getValue)
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .reduce((less, moreSpecific) -> moreSpecific)
                    .flatMap(NameMangler::nonEmpty);
        } catch (InvalidNameException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> nonEmpty(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }
}
