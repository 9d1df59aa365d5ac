package io.flexike.ike.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our own certificates from files and key stores. */
class OwnCertificateTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.root("CN=Root");
    private static final CertificateAuthority MIDDLE = ROOT.intermediate("CN=Middle");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSA_1024")
    void a_key_in_pkcs8_signs_for_the_certificate(KeyKind kind) throws Exception {
        Issued hq = MIDDLE.issue("CN=hq", each -> each.key(kind));
        write("cert.pem", "text before\n" + pem(hq.chain().toArray()) + "text behind\n");
        write("key.pem", pem("PRIVATE KEY", hq.keys().getPrivate().getEncoded()));

        OwnCertificate own = OwnCertificate.ofPem(folder.resolve("cert.pem"), folder.resolve("key.pem"));

        assertThat(own.chain()).isEqualTo(hq.chain());
        SignatureScheme scheme =
                own.key().verificationKey().type().defaultSchemes().get(0);
        byte[] signature = own.key().sign(scheme, new byte[] {1}, new SecureRandom());
        assertThat(own.key().verificationKey().verify(scheme, new byte[] {1}, signature))
                .isTrue();
        assertThat(own.toString()).contains("CN=hq").contains("chain of 2");
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "P256", "P384", "P521"})
    void a_key_in_its_traditional_form_is_taken(KeyKind kind) throws IOException {
        Issued hq = MIDDLE.issue("CN=hq", each -> each.key(kind));
        write("cert.pem", pem(hq.certificate()));
        write(
                "key.pem",
                hq.keys().getPrivate() instanceof ECPrivateKey secret
                        ? pem("EC PRIVATE KEY", named(secret, hq.keys().getPublic()))
                        : pem(hq.keys().getPrivate()));

        assertThat(Files.readString(folder.resolve("key.pem")))
                .contains(" PRIVATE KEY")
                .doesNotContain("BEGIN PRIVATE");
        assertThat(OwnCertificate.ofPem(folder.resolve("cert.pem"), folder.resolve("key.pem"))
                        .leaf())
                .isEqualTo(hq.certificate());
    }

    @Test
    void a_key_under_a_passphrase_is_taken_with_it() throws Exception {
        Issued hq = MIDDLE.issue("CN=hq", each -> each);
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        write("cert.pem", pem(hq.certificate()));
        write("key.pem", encrypted(hq, "open sesame"));
        SecretBytes right = SecretBytes.ofUtf8("open sesame");

        assertThat(OwnCertificate.ofPem(
                                certificate, key, file -> Optional.of(right).filter(any -> file.equals(key)))
                        .leaf())
                .isEqualTo(hq.certificate());
        assertThat(right.isDestroyed()).isTrue();
        assertThatThrownBy(
                        () -> OwnCertificate.ofPem(certificate, key, file -> Optional.of(SecretBytes.ofUtf8("barley"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + ": the passphrase of the private key is wrong, or the key is damaged");
        assertPem("cert.pem", "key.pem", "key.pem: a private key that is encrypted, without a passphrase for it");
        assertThatThrownBy(() -> OwnCertificate.ofPem(certificate, key, file -> {
                    throw new IOException("nobody at the console");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void nobody_is_asked_for_a_passphrase_that_is_not_needed() throws Exception {
        Issued hq = MIDDLE.issue("CN=hq", each -> each);
        Files.createDirectory(folder.resolve("T"));
        write("T/cert.pem", pem(hq.chain().toArray()));
        write("T/key.pem", pem("PRIVATE KEY", hq.keys().getPrivate().getEncoded()));

        assertThat(Trustpoint.ofFolder(folder, "T", key -> {
                            throw new AssertionError("asked");
                        })
                        .own())
                .hasSize(1);
        write("T/key.pem", encrypted(hq, "x"));
        assertThat(Trustpoint.ofFolder(folder, "T", key -> Optional.of(SecretBytes.ofUtf8("x")))
                        .own())
                .hasSize(1);
    }

    private static String encrypted(Issued issued, String passphrase) throws Exception {
        OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword(passphrase.toCharArray())
                .build();
        PemObject pem = new JcaPKCS8Generator(issued.keys().getPrivate(), encryptor).generate();
        return pem(pem.getType(), pem.getContent());
    }

    @Test
    void files_that_do_not_fit_are_named() throws IOException {
        Issued hq = MIDDLE.issue("CN=hq", each -> each);
        Issued other = MIDDLE.issue("CN=other", each -> each);
        write("cert.pem", pem(hq.certificate()));
        write("key.pem", pem("PRIVATE KEY", other.keys().getPrivate().getEncoded()));

        assertPem("cert.pem", "key.pem", "cert.pem: the certificate of CN=hq", "belongs to another private key");
        assertPem("key.pem", "key.pem", "key.pem: no certificate in PEM");
        assertPem("cert.pem", "cert.pem", "cert.pem: 0 private keys in PEM, not one");
        write("bad.pem", pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        assertPem("cert.pem", "bad.pem", "bad.pem: ");
        write("locked.pem", pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        assertPem("cert.pem", "locked.pem", "locked.pem: a private key that is encrypted");
        write(
                "old.pem",
                "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA==\n-----END EC PRIVATE KEY-----\n");
        assertPem(
                "cert.pem",
                "old.pem",
                "old.pem: a private key that is encrypted in the old way (Proc-Type); right would be PKCS #8");
        write("open.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
        assertPem("open.pem", "key.pem", "open.pem: a block of PEM without an end");
        write("junk.pem", pem("CERTIFICATE", new byte[] {0x30, 1, 0}));
        assertPem("junk.pem", "key.pem", "junk.pem: a certificate that is malformed");
        write("huge.pem", "x".repeat((1 << 20) + 1));
        assertPem("huge.pem", "key.pem", "huge.pem: more than");
    }

    @Test
    void a_chain_stands_in_its_order() {
        Issued hq = MIDDLE.issue("CN=hq", each -> each);
        SigningKey key = SigningKey.of(hq.keys().getPrivate(), hq.keys().getPublic());

        assertThatThrownBy(() -> new OwnCertificate(List.of(hq.certificate(), ROOT.certificate()), key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CN=hq")
                .hasMessageContaining("is not issued by");
        assertThatThrownBy(() -> new OwnCertificate(List.of(), key)).hasMessage("no certificate");
    }

    @Test
    void peers_are_sent_the_chain_without_its_root() {
        Issued hq = MIDDLE.issue("CN=hq", each -> each);
        SigningKey key = SigningKey.of(hq.keys().getPrivate(), hq.keys().getPublic());
        OwnCertificate own =
                new OwnCertificate(List.of(hq.certificate(), MIDDLE.certificate(), ROOT.certificate()), key);

        assertThat(own.payloads())
                .extracting(each -> List.of(each.encoding(), DerCertificates.certificate(each.data())))
                .containsExactly(
                        List.of(CertificateEncoding.X509_SIGNATURE, hq.certificate()),
                        List.of(CertificateEncoding.X509_SIGNATURE, MIDDLE.certificate()));
        assertThat(own.payloads(URI.create("http://hq.example/c")))
                .extracting(each -> each.encoding())
                .containsExactly(CertificateEncoding.HASH_AND_URL_X509, CertificateEncoding.X509_SIGNATURE);
    }

    @Test
    void the_certificate_for_a_peer_is_under_an_authority_that_it_asks_for() {
        CertificateAuthority other = CertificateAuthority.root("CN=Other");
        OwnCertificate one = ROOT.issue("CN=one", each -> each).own();
        OwnCertificate two = MIDDLE.issue("CN=two", each -> each).own();
        OwnCertificate three = other.issue("CN=three", each -> each).own();
        List<OwnCertificate> all = List.of(one, two, three);
        List<X509Certificate> anchors = List.of(ROOT.certificate(), other.certificate());

        assertThat(OwnCertificate.choose(all, Set.of(AuthorityHash.of(other.certificate())), anchors))
                .contains(three);
        assertThat(OwnCertificate.choose(all, Set.of(AuthorityHash.of(MIDDLE.certificate())), anchors))
                .contains(two);
        assertThat(OwnCertificate.choose(all, Set.of(AuthorityHash.of(ROOT.certificate())), anchors))
                .contains(one);
        assertThat(OwnCertificate.choose(all, Set.of(new AuthorityHash(new byte[20])), anchors))
                .contains(one);
        assertThat(OwnCertificate.choose(List.of(), Set.of(), anchors)).isEmpty();
    }

    @Test
    void a_pkcs12_file_holds_all() throws Exception {
        Issued hq = MIDDLE.issue("CN=hq", each -> each.key(KeyKind.RSA_2048));
        Path file = folder.resolve("hq.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "hq", hq.keys().getPrivate(), "secret".toCharArray(), hq.chain().toArray(new Certificate[0]));
        try (var out = Files.newOutputStream(file)) {
            store.store(out, "secret".toCharArray());
        }

        assertThat(OwnCertificate.ofPkcs12(file, SecretBytes.ofUtf8("secret")).chain())
                .isEqualTo(hq.chain());
        assertThatThrownBy(() -> OwnCertificate.ofPkcs12(file, SecretBytes.ofUtf8("wrong")))
                .isInstanceOf(IOException.class);
        store.setCertificateEntry("root", ROOT.certificate());
        Trustpoint trustpoint = Trustpoint.ofKeyStore("T", store, SecretBytes.ofUtf8("secret"));
        assertThat(trustpoint.anchors()).containsExactly(ROOT.certificate());
        assertThat(trustpoint.own()).extracting(OwnCertificate::leaf).containsExactly(hq.certificate());
    }

    @Test
    void a_folder_is_a_trustpoint() throws IOException {
        Issued hq = MIDDLE.issue("CN=hq", each -> each);
        Files.createDirectory(folder.resolve("T"));
        write("T/ca.pem", pem(ROOT.certificate()));

        assertThat(Trustpoint.ofFolder(folder, "T").own()).isEmpty();
        write("T/cert.pem", pem(hq.chain().toArray()));
        write("T/key.pem", pem("PRIVATE KEY", hq.keys().getPrivate().getEncoded()));
        Trustpoint whole = Trustpoint.ofFolder(folder, "T");
        assertThat(whole.anchors()).containsExactly(ROOT.certificate());
        assertThat(whole.own()).extracting(OwnCertificate::chain).containsExactly(hq.chain());
        assertThat(whole).hasToString("Trustpoint[T, 1 authorities, 1 own]");

        assertThatThrownBy(() -> Trustpoint.ofFolder(folder, "U")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Trustpoint.ofFolder(folder.resolve("T"), "../T"))
                .isInstanceOf(IllegalArgumentException.class);
        Files.createDirectory(folder.resolve("E"));
        assertThatThrownBy(() -> Trustpoint.ofFolder(folder, "E"))
                .hasMessageContaining("neither an authority nor a certificate");
    }

    /** RFC 5915 3: with the name of its curve, as files have it. */
    private static byte[] named(ECPrivateKey secret, PublicKey publicKey) throws IOException {
        var curve = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded())
                .getAlgorithm()
                .getParameters();
        return new org.bouncycastle.asn1.sec.ECPrivateKey(
                        secret.getParams().getOrder().bitLength(), secret.getS(), curve)
                .getEncoded();
    }

    private void assertPem(String certificates, String key, String... texts) {
        assertThatThrownBy(() -> OwnCertificate.ofPem(folder.resolve(certificates), folder.resolve(key)))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(each -> assertThat(each.getMessage()).contains(texts));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String pem(Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object each : objects) {
                writer.writeObject(each);
            }
        }
        return text.toString();
    }

    private static String pem(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n"
                + new String(Base64.getMimeEncoder().encode(octets), StandardCharsets.US_ASCII) + "\n-----END " + label
                + "-----\n";
    }
}
