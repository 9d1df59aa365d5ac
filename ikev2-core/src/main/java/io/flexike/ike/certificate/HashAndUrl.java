package io.flexike.ike.certificate;

import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a certificate or a bundle is, instead of itself (RFC 7296 3.6).
 *
 * <pre>
 * |          SHA-1 hash of the object, 20 octets, then            ~
 * ~                       URL, of any length                      ~
 * </pre>
 *
 * @param hash of the octets behind the URL
 */
record HashAndUrl(AuthorityHash hash, URI url, boolean isBundle) {
    private static final int HASH_OCTETS = 20;
    private static final int MOST_URL_OCTETS = 1024;

    static boolean isOne(CertificateEncoding encoding) {
        return encoding.equals(CertificateEncoding.HASH_AND_URL_X509)
                || encoding.equals(CertificateEncoding.HASH_AND_URL_BUNDLE);
    }

    /** @throws IllegalArgumentException if the hash is cut off, or it is not a URL over HTTP */
    static HashAndUrl decode(CertPayload payload) {
        byte[] octets = payload.data();
        int length = octets.length - HASH_OCTETS;
        if (length < 1 || length > MOST_URL_OCTETS) {
            throw new IllegalArgumentException("a URL of " + Math.max(0, length) + " octets");
        }
        String url = new String(octets, HASH_OCTETS, length, StandardCharsets.US_ASCII);
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new IllegalArgumentException("a URL that is not over HTTP");
            }
            return new HashAndUrl(
                    new AuthorityHash(Arrays.copyOf(octets, HASH_OCTETS)),
                    uri,
                    payload.encoding().equals(CertificateEncoding.HASH_AND_URL_BUNDLE));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a URL that is malformed", e);
        }
    }

    static CertPayload of(X509Certificate certificate, URI url) {
        return of(CertificateEncoding.HASH_AND_URL_X509, DerCertificates.encoded(certificate), url);
    }

    static CertPayload ofBundle(byte[] bundle, URI url) {
        return of(CertificateEncoding.HASH_AND_URL_BUNDLE, bundle, url);
    }

    private static CertPayload of(CertificateEncoding encoding, byte[] object, URI url) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(Digests.sha1(object));
        data.writeBytes(url.toASCIIString().getBytes(StandardCharsets.US_ASCII));
        return new CertPayload(encoding, data.toByteArray());
    }

    RemoteRequest.Content content() {
        return isBundle ? RemoteRequest.Content.BUNDLE : RemoteRequest.Content.CERTIFICATE;
    }

    boolean isOf(byte[] octets) {
        return MessageDigest.isEqual(hash.octets(), Digests.sha1(octets));
    }
}
