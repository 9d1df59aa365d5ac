package io.flexike.ike.identity;

import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import javax.security.auth.x500.X500Principal;

/**
 * An identity that a configuration names: our own, or the one that is expected of a peer. As a matcher it means exactly
 * itself. Two are equal when they mean the same: the case of a domain name does not count, also behind the {@code @} of
 * an e-mail address.
 */
public final class Identity implements IdentityMatcher {
    private final Identification wire;
    private final Identification canonical;

    private Identity(Identification wire) {
        this.wire = wire;
        this.canonical = canonical(wire);
    }

    /**
     * A fully qualified domain name (ID_FQDN).
     *
     * @param name ASCII labels, such as {@code hq.example}
     * @throws IllegalArgumentException if it is not a domain name
     */
    public static Identity fqdn(String name) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (!DomainNames.isDomainName(octets)) {
            throw new IllegalArgumentException("\"" + name + "\" is not a domain name");
        }
        return new Identity(new Identification(IdentificationType.FQDN, octets));
    }

    /**
     * An e-mail address or a network access identifier with a realm (ID_RFC822_ADDR), sent as UTF-8.
     *
     * @throws IllegalArgumentException if nothing stands before or behind the {@code @}, or there are control
     *     characters
     */
    public static Identity email(String address) {
        byte[] octets = address.getBytes(StandardCharsets.UTF_8);
        int at = lastAt(octets);
        if (at < 1 || at == octets.length - 1 || NameMatchers.hasControlCharacters(octets) || octets.length > 1024) {
            throw new IllegalArgumentException("\"" + address + "\" is not an e-mail address");
        }
        return new Identity(new Identification(IdentificationType.RFC822_ADDR, octets));
    }

    /** An IPv4 or IPv6 address (ID_IPV4_ADDR, ID_IPV6_ADDR). */
    public static Identity ipAddress(InetAddress address) {
        IdentificationType type =
                address instanceof Inet4Address ? IdentificationType.IPV4_ADDR : IdentificationType.IPV6_ADDR;
        return new Identity(new Identification(type, address.getAddress()));
    }

    /**
     * An IPv4 or IPv6 address in text; no name service is asked.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Identity ipAddress(String address) {
        return ipAddress(IpPrefix.parseAddress(address));
    }

    /**
     * Opaque octets (ID_KEY_ID).
     *
     * @throws IllegalArgumentException if empty or longer than 1024 octets
     */
    public static Identity keyId(byte[] octets) {
        if (octets.length == 0 || octets.length > 1024) {
            throw new IllegalArgumentException("A key id has 1 to 1024 octets, not " + octets.length);
        }
        return new Identity(new Identification(IdentificationType.KEY_ID, octets));
    }

    /** Text as UTF-8 in an ID_KEY_ID. */
    public static Identity keyId(String text) {
        return keyId(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * An X.500 distinguished name (ID_DER_ASN1_DN). It is compared octet by octet.
     *
     * @param der the encoded {@code Name}, as in the subject of a certificate
     * @throws IllegalArgumentException if it is not one
     */
    public static Identity distinguishedName(byte[] der) {
        byte[] encoded = new X500Principal(der).getEncoded();
        if (encoded.length != der.length) {
            throw new IllegalArgumentException("Octets behind the distinguished name");
        }
        return new Identity(new Identification(IdentificationType.DER_ASN1_DN, der));
    }

    /** What a peer claimed, to be compared or kept; it may be of any type and hold anything. */
    public static Identity claimed(Identification identification) {
        return new Identity(identification);
    }

    /** Shorthand for {@link IdentityMatcher#fqdnSuffix}. */
    public static IdentityMatcher fqdnSuffix(String domain) {
        return IdentityMatcher.fqdnSuffix(domain);
    }

    /** The type on the wire. */
    public IdentificationType type() {
        return wire.type();
    }

    /** What stands in an IDi or IDr payload, in the case in which it was given. */
    public Identification toWire() {
        return wire;
    }

    @Override
    public boolean matches(Identification claimed) {
        return canonical.equals(canonical(claimed));
    }

    @Override
    public int narrowness() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /** Text for people, safe in a log; see {@link Identification#toString()}. */
    @Override
    public String toString() {
        return wire.toString();
    }

    static int lastAt(byte[] address) {
        int at = address.length - 1;
        while (at >= 0 && address[at] != '@') {
            at--;
        }
        return at;
    }

    private static Identification canonical(Identification identification) {
        byte[] data = identification.data();
        if (identification.type().equals(IdentificationType.FQDN)) {
            return new Identification(identification.type(), DomainNames.lowerCaseFrom(data, 0));
        }
        if (identification.type().equals(IdentificationType.RFC822_ADDR)) {
            int at = lastAt(data);
            return at < 0
                    ? identification
                    : new Identification(identification.type(), DomainNames.lowerCaseFrom(data, at));
        }
        return identification;
    }
}
