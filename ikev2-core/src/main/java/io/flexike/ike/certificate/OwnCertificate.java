package io.flexike.ike.certificate;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate by which we prove ourselves, with its private key.
 *
 * @param chain our certificate first, then those of the authorities above it as far as peers need them
 * @param key what signs; it may be elsewhere, such as in a hardware module
 */
public record OwnCertificate(List<X509Certificate> chain, SigningKey key) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is no certificate, its key is of no use for IKE, it belongs to another
     *     private key, or a certificate is not issued by the one behind it
     */
    public OwnCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
        X509Certificate leaf = chain.get(0);
        if (!VerificationKey.of(leaf.getPublicKey()).equals(key.verificationKey())) {
            throw new IllegalArgumentException(CertificateText.of(leaf) + " belongs to another private key");
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            X509Certificate issuer = chain.get(i + 1);
            if (!chain.get(i).getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
                throw new IllegalArgumentException(
                        CertificateText.of(chain.get(i)) + " is not issued by that of the certificate behind it, "
                                + CertificateText.name(issuer.getSubjectX500Principal()));
            }
        }
    }

    /**
     * From PEM files.
     *
     * @param certificates one or several "CERTIFICATE" blocks, ours first
     * @param key "PRIVATE KEY" (PKCS #8), "RSA PRIVATE KEY" or "EC PRIVATE KEY", without encryption
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if one does not hold what it should, with the name of the file
     */
    public static OwnCertificate ofPem(Path certificates, Path key) throws IOException {
        return ofPem(certificates, key, Passphrases.none());
    }

    /**
     * The same with a key that may be encrypted: "ENCRYPTED PRIVATE KEY" (PKCS #8); see
     * {@link SigningKey#ofEncryptedPkcs8}.
     *
     * @throws IOException if a file or a passphrase cannot be read
     * @throws IllegalArgumentException if a file does not hold what it should, or there is no passphrase or a wrong one
     */
    public static OwnCertificate ofPem(Path certificates, Path key, Passphrases passphrases) throws IOException {
        List<X509Certificate> chain = PemFile.certificates(certificates);
        SigningKey signing = PemFile.privateKey(key, passphrases);
        return PemFile.naming(certificates, () -> new OwnCertificate(chain, signing));
    }

    /**
     * From a PKCS #12 file with one private key.
     *
     * @param password of the file and of the key
     * @throws IOException if the file cannot be read, or the password is wrong
     * @throws IllegalArgumentException if it does not hold one usable key with its certificate, with the name of the
     *     file
     */
    public static OwnCertificate ofPkcs12(Path file, SecretBytes password) throws IOException {
        return KeyStores.only(file, password);
    }

    /**
     * From a key store, such as one of a hardware module.
     *
     * @param password of the key; empty if none is needed
     * @throws IllegalArgumentException if there is no usable key with its certificate
     */
    public static OwnCertificate ofKeyStore(KeyStore store, String alias, SecretBytes password) {
        return KeyStores.entry(store, alias, password);
    }

    /** The certificate itself. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /**
     * The CERT payloads for a peer (RFC 7296 3.6): ours first, and no certificate that has signed itself, since that
     * convinces nobody, unless it is the only one.
     */
    public List<CertPayload> payloads() {
        List<CertPayload> payloads = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            if (payloads.isEmpty() || !isSelfIssued(certificate)) {
                payloads.add(new CertPayload(CertificateEncoding.X509_SIGNATURE, DerCertificates.encoded(certificate)));
            }
        }
        return payloads;
    }

    /** The same for a peer that looks URLs up: where ours is, instead of itself (RFC 7296 3.6). */
    public List<CertPayload> payloads(URI hashAndUrl) {
        List<CertPayload> payloads = new ArrayList<>(payloads());
        payloads.set(0, HashAndUrl.of(leaf(), hashAndUrl));
        return payloads;
    }

    /** The same with where {@link #bundle} is, instead of all of them (RFC 7296 3.6). */
    public List<CertPayload> bundlePayloads(URI url) {
        return List.of(HashAndUrl.ofBundle(bundle(), url));
    }

    /**
     * What peers find at the URL of a bundle: the certificates that {@link #payloads} would show, in DER (RFC 7296 3.6,
     * CertificateBundle). A new certificate needs a new one.
     */
    public byte[] bundle() {
        return CertificateBundle.encode(
                payloads().stream().map(CertPayload::data).toList());
    }

    /**
     * Which of our certificates to show to a peer that asks for authorities: the first that one of them stands above,
     * otherwise the first of all, since a request is a wish (RFC 7296 3.7).
     *
     * @param wanted what the CERTREQ payload holds
     * @param anchors certificates that we know and peers need not be sent, by which the chain is made longer
     * @return empty only if there is none at all
     */
    public static Optional<OwnCertificate> choose(
            List<OwnCertificate> own, Set<AuthorityHash> wanted, List<X509Certificate> anchors) {
        return own.stream()
                .filter(each -> !Collections.disjoint(each.authorities(anchors), wanted))
                .findFirst()
                .or(() -> own.stream().findFirst());
    }

    /** Those of its chain, and of the anchors that may stand above it: what a CERTREQ for it names (RFC 7296 3.7). */
    public Set<AuthorityHash> authorities(List<X509Certificate> anchors) {
        X509Certificate last = chain.get(chain.size() - 1);
        Stream<X509Certificate> above = anchors.stream()
                .filter(anchor -> last.getIssuerX500Principal().equals(anchor.getSubjectX500Principal()));
        return Stream.concat(chain.stream(), above).map(AuthorityHash::of).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** The names, and nothing of the key. */
    @Override
    public String toString() {
        return "OwnCertificate[" + CertificateText.of(leaf()) + ", "
                + key.verificationKey().type() + ", chain of " + chain.size() + "]";
    }
}
