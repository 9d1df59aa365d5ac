package io.flexike.flexvpn;

import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.Trustpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that issues certificates for names, valid for a year. */
public final class TestPki {
    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final KeyPair keys = pair("EC");
    private final X500Principal name;
    private final X509Certificate root;

    public TestPki(String commonName) {
        name = new X500Principal("CN=" + commonName + ",O=Example");
        root = certificate(name, keys, true, commonName);
    }

    public X509Certificate root() {
        return root;
    }

    /** Of the root. */
    KeyPair keys() {
        return keys;
    }

    /** Its authority, and a certificate of ours for that name with a key of that algorithm. */
    public Trustpoint trustpoint(String trustpoint, String algorithm, String fqdn) {
        return Trustpoint.of(trustpoint, List.of(root), List.of(own(pair(algorithm), fqdn)));
    }

    private OwnCertificate own(KeyPair pair, String fqdn) {
        X509Certificate certificate =
                certificate(new X500Principal("CN=" + fqdn + ",OU=VPN,O=Example"), pair, false, fqdn);
        return new OwnCertificate(List.of(certificate), SigningKey.of(pair.getPrivate(), pair.getPublic()));
    }

    /** Its authority alone. */
    public Trustpoint authority(String trustpoint) {
        return Trustpoint.of(trustpoint, List.of(root), List.of());
    }

    /** Writes a folder for a trustpoint, with a certificate for that name. */
    public void write(Path folder, String trustpoint, String algorithm, String fqdn) throws IOException {
        Path own = Files.createDirectories(folder.resolve(trustpoint));
        KeyPair pair = pair(algorithm);
        Files.writeString(own.resolve("ca.pem"), pem("CERTIFICATE", encoded(root)));
        Files.writeString(
                own.resolve("cert.pem"),
                pem("CERTIFICATE", encoded(own(pair, fqdn).leaf())));
        Files.writeString(
                own.resolve("key.pem"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] octets) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets) + "\n-----END " + kind
                + "-----\n";
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate certificate(X500Principal subject, KeyPair pair, boolean authority, String fqdn) {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(SERIALS.getAndIncrement()),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(365))),
                subject,
                pair.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            if (!authority) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, fqdn)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
