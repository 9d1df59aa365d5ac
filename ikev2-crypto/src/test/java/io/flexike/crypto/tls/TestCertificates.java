package io.flexike.crypto.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A certification authority of tests, and what it issues. */
public final class TestCertificates {
    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");

    /** What the tests take for now. */
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final KeyPair authorityKey;
    private final X509Certificate authority;
    private int serial = 1;

    /** An authority of its own key and that name. */
    public TestCertificates(String name) {
        authorityKey = keyPair("EC");
        authority = issue(name, Optional.empty(), authorityKey, BEGIN.plusSeconds(3_000_000_000L), name);
    }

    /**
     * Somebody with a key of that kind.
     *
     * @param kind RSA, EC (P-256), EC384 or Ed25519
     */
    public TlsIdentity issue(String kind, String email) {
        return issue(kind, email, NOW.plusSeconds(1_000_000));
    }

    public TlsIdentity issue(String kind, String email, Instant end) {
        KeyPair pair = keyPair(kind);
        X509Certificate leaf = issue(email, Optional.of(email), pair, end, null);
        return new TlsIdentity(List.of(leaf, authority), pair.getPrivate());
    }

    /** Trusts what this authority issued and what has not expired. */
    public TlsChainCheck check() {
        return chain -> {
            try {
                chain.get(0).verify(authorityKey.getPublic());
                chain.get(0).checkValidity(Date.from(NOW));
                return Optional.empty();
            } catch (GeneralSecurityException fault) {
                return Optional.of("not trusted: " + fault.getClass().getSimpleName());
            }
        };
    }

    private X509Certificate issue(
            String subject, Optional<String> email, KeyPair pair, Instant end, String issuerOrSelf) {
        try {
            AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
            generator.setSerialNumber(new ASN1Integer(BigInteger.valueOf(serial++)));
            generator.setSignature(algorithm);
            generator.setIssuer(
                    issuerOrSelf == null
                            ? X500Name.getInstance(
                                    authority.getSubjectX500Principal().getEncoded())
                            : new X500Name("CN=" + issuerOrSelf));
            generator.setSubject(new X500Name("CN=" + subject));
            generator.setStartDate(new Time(Date.from(BEGIN)));
            generator.setEndDate(new Time(Date.from(end)));
            generator.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(email.isEmpty()));
            if (email.isPresent()) {
                extensions.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.rfc822Name, email.orElseThrow())));
            }
            generator.setExtensions(extensions.generate());
            TBSCertificate body = generator.generateTBSCertificate();
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(authorityKey.getPrivate());
            signer.update(body.getEncoded());
            ASN1EncodableVector parts = new ASN1EncodableVector();
            parts.add(body);
            parts.add(algorithm);
            parts.add(new DERBitString(signer.sign()));
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(new DERSequence(parts).getEncoded()));
        } catch (GeneralSecurityException | IOException fault) {
            throw new AssertionError(fault);
        }
    }

    private static KeyPair keyPair(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.startsWith("EC") ? "EC" : kind);
            if (!kind.equals("Ed25519")) {
                generator.initialize(kind.equals("RSA") ? 2048 : kind.equals("EC384") ? 384 : 256);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException fault) {
            throw new AssertionError(fault);
        }
    }
}
