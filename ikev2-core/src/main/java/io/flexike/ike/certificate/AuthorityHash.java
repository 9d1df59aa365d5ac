package io.flexike.ike.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The name of an authority in CERTREQ payloads: SHA-1 of its SubjectPublicKeyInfo (RFC 7296 3.7).
 *
 * @param octets 20
 */
public record AuthorityHash(byte[] octets) {
    /** Of SHA-1. */
    public static final int OCTETS = 20;

    /**
     * Checks the length and copies the octets.
     *
     * @throws IllegalArgumentException if there are not 20 octets
     */
    public AuthorityHash {
        if (octets.length != OCTETS) {
            throw new IllegalArgumentException("SHA-1 has 20 octets, not " + octets.length);
        }
        octets = octets.clone();
    }

    /** Of the public key of a certificate. */
    public static AuthorityHash of(X509Certificate authority) {
        return new AuthorityHash(Digests.sha1(authority.getPublicKey().getEncoded()));
    }

    /**
     * Those that stand one behind the other in a CERTREQ payload.
     *
     * @throws IllegalArgumentException if the number of octets is not a multiple of 20
     */
    public static List<AuthorityHash> list(byte[] authorities) {
        if (authorities.length % OCTETS != 0) {
            throw new IllegalArgumentException("Not a multiple of 20 octets: " + authorities.length);
        }
        List<AuthorityHash> hashes = new ArrayList<>();
        for (int at = 0; at < authorities.length; at += OCTETS) {
            hashes.add(new AuthorityHash(Arrays.copyOfRange(authorities, at, at + OCTETS)));
        }
        return hashes;
    }

    /** A copy of the octets. */
    @Override
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthorityHash that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** In hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
