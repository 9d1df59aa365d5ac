package io.flexike.ike.certificate;

import io.flexike.crypto.SecretBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom we trust, and by what we prove ourselves to those who trust the same authority.
 *
 * @param name for logs and configurations
 * @param anchors certificates that we trust as they are
 * @param own the one to show first comes first; none if it serves to check peers only
 * @param hashAndUrl where peers that can look it up find the first of our certificates in DER, over HTTP (RFC 7296 3.6)
 * @param bundleUrl where they find {@link OwnCertificate#bundle} of it; the other URL goes before this one
 * @param ocspResponse a file with the latest OCSP response about the first of our certificates in DER, for peers that
 *     ask for one (RFC 4806); without it {@link OwnOcspResponses} asks the responder
 */
public record Trustpoint(
        String name,
        List<X509Certificate> anchors,
        List<OwnCertificate> own,
        RevocationPolicy revocation,
        Optional<URI> hashAndUrl,
        Optional<URI> bundleUrl,
        Optional<Path> ocspResponse) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is neither an anchor nor a certificate of ours
     */
    public Trustpoint {
        anchors = List.copyOf(anchors);
        own = List.copyOf(own);
        if (anchors.isEmpty() && own.isEmpty()) {
            throw new IllegalArgumentException("trustpoint \"" + name + "\": neither an authority nor a certificate");
        }
    }

    /** Without revocation, URL and file. */
    public static Trustpoint of(String name, List<X509Certificate> anchors, List<OwnCertificate> own) {
        return new Trustpoint(
                name, anchors, own, RevocationPolicy.OFF, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * From PEM files in the folder {@code name} of a folder: {@code ca.pem} with the authorities, {@code cert.pem} with
     * our certificate and what stands between, {@code key.pem} with its key, {@code ocsp.der} with the latest OCSP
     * response about it, if peers are to be sent one. Either the first or the next two may be missing.
     *
     * @throws IOException if a file that is there cannot be read
     * @throws IllegalArgumentException if the name is not that of a folder in it, or a file does not hold what it
     *     should, with the name of the file
     */
    public static Trustpoint ofFolder(Path folder, String name) throws IOException {
        return ofFolder(folder, name, Passphrases.none());
    }

    /**
     * The same with a key that may be encrypted.
     *
     * @throws IOException if a file that is there, or a passphrase, cannot be read
     * @throws IllegalArgumentException as above, and if there is no passphrase or a wrong one
     */
    public static Trustpoint ofFolder(Path folder, String name, Passphrases passphrases) throws IOException {
        Path own = folder.resolve(name);
        if (!folder.equals(own.getParent()) || !Files.isDirectory(own)) {
            throw new IllegalArgumentException("trustpoint \"" + name + "\": no folder of that name in " + folder);
        }
        List<X509Certificate> anchors = new ArrayList<>();
        if (Files.exists(own.resolve("ca.pem"))) {
            anchors.addAll(PemFile.certificates(own.resolve("ca.pem")));
        }
        List<OwnCertificate> certificates = new ArrayList<>();
        if (Files.exists(own.resolve("cert.pem")) || Files.exists(own.resolve("key.pem"))) {
            certificates.add(OwnCertificate.ofPem(own.resolve("cert.pem"), own.resolve("key.pem"), passphrases));
        }
        Trustpoint trustpoint = of(name, anchors, certificates);
        Path response = own.resolve("ocsp.der");
        return Files.exists(response) ? trustpoint.withOcspResponse(response) : trustpoint;
    }

    /**
     * From a key store: its certificate entries are the authorities, its key entries our certificates.
     *
     * @param password of the keys; empty if none is needed
     * @throws IllegalArgumentException if an entry cannot be used
     */
    public static Trustpoint ofKeyStore(String name, KeyStore store, SecretBytes password) {
        List<OwnCertificate> own = KeyStores.keyAliases(store).stream()
                .map(alias -> OwnCertificate.ofKeyStore(store, alias, password))
                .toList();
        return of(name, KeyStores.anchors(store), own);
    }

    /** The same with a check for revocation. */
    public Trustpoint withRevocation(RevocationPolicy policy) {
        return new Trustpoint(name, anchors, own, policy, hashAndUrl, bundleUrl, ocspResponse);
    }

    /** The same with a URL for hash and URL. */
    public Trustpoint withHashAndUrl(URI url) {
        return new Trustpoint(name, anchors, own, revocation, Optional.of(url), bundleUrl, ocspResponse);
    }

    /** The same with the URL of a bundle. */
    public Trustpoint withBundleUrl(URI url) {
        return new Trustpoint(name, anchors, own, revocation, hashAndUrl, Optional.of(url), ocspResponse);
    }

    /** The same with a file of an OCSP response. */
    public Trustpoint withOcspResponse(Path file) {
        return new Trustpoint(name, anchors, own, revocation, hashAndUrl, bundleUrl, Optional.of(file));
    }

    /**
     * The same with some of our certificates alone; what is about the first one goes with it.
     *
     * @throws IllegalArgumentException if neither an anchor nor a certificate is left
     */
    public Trustpoint withOwn(List<OwnCertificate> left) {
        boolean same = !left.isEmpty() && left.get(0).equals(own.get(0));
        return new Trustpoint(
                name,
                anchors,
                left,
                revocation,
                hashAndUrl.filter(url -> same),
                bundleUrl.filter(url -> same),
                ocspResponse.filter(file -> same));
    }

    /** The name and how many certificates there are. */
    @Override
    public String toString() {
        return "Trustpoint[" + name + ", " + anchors.size() + " authorities, " + own.size() + " own]";
    }
}
