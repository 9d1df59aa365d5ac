package io.flexike.ike.certificate;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Keys and certificates of the JCA's key stores. */
final class KeyStores {
    private KeyStores() {}

    static OwnCertificate only(Path file, SecretBytes password) throws IOException {
        KeyStore store = pkcs12(file, password);
        return PemFile.naming(file, () -> {
            List<String> keys = keyAliases(store);
            if (keys.size() != 1) {
                throw new IllegalArgumentException(keys.size() + " private keys, not one");
            }
            return entry(store, keys.get(0), password);
        });
    }

    static KeyStore pkcs12(Path file, SecretBytes password) throws IOException {
        char[] characters = characters(password);
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, characters);
            return store;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(file + ": not a PKCS #12 file that can be read", e);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    static OwnCertificate entry(KeyStore store, String alias, SecretBytes password) {
        char[] characters = characters(password);
        try {
            Key key = store.getKey(alias, characters.length == 0 ? null : characters);
            Certificate[] chain = store.getCertificateChain(alias);
            if (!(key instanceof PrivateKey secret) || chain == null) {
                throw new IllegalArgumentException("\"" + alias + "\" is not a private key with its certificate");
            }
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate each : chain) {
                certificates.add(x509(each));
            }
            return new OwnCertificate(
                    certificates, SigningKey.of(secret, certificates.get(0).getPublicKey()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the private key \"" + alias + "\" cannot be had", e);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    /** The certificates that stand alone, which a key store trusts. */
    static List<X509Certificate> anchors(KeyStore store) {
        try {
            List<X509Certificate> anchors = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    anchors.add(x509(store.getCertificate(alias)));
                }
            }
            return anchors;
        } catch (KeyStoreException e) {
            throw notLoaded(e);
        }
    }

    static List<String> keyAliases(KeyStore store) {
        try {
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            return keys;
        } catch (KeyStoreException e) {
            throw notLoaded(e);
        }
    }

    private static X509Certificate x509(Certificate certificate) {
        if (certificate instanceof X509Certificate x509) {
            return x509;
        }
        throw new IllegalArgumentException("a certificate of type " + certificate.getType());
    }

    private static IllegalArgumentException notLoaded(KeyStoreException e) {
        return new IllegalArgumentException("a key store that is not loaded", e);
    }

    private static char[] characters(SecretBytes password) {
        byte[] octets = password.toByteArray(SecretAccess.granted());
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets));
        char[] characters = Arrays.copyOfRange(decoded.array(), 0, decoded.remaining());
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(octets, (byte) 0);
        return characters;
    }
}
