package io.flexike.ike.certificate;

import io.flexike.crypto.signature.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Issues certificates, CRLs and OCSP responses as they should be and as they should not. Its time stands still. */
@SuppressWarnings("exports") // Tests see Bouncy Castle without the module's leave.
public final class CertificateAuthority {
    /** When it is in tests with certificates. */
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final AtomicLong SERIALS = new AtomicLong(0x1000);

    private final List<X509Certificate> chain;
    private final KeyPair keys;
    private final KeyKind kind;

    private CertificateAuthority(List<X509Certificate> chain, KeyPair keys, KeyKind kind) {
        this.chain = chain;
        this.keys = keys;
        this.kind = kind;
    }

    /** What a certificate says; everything but the subject may be left as it is. */
    public static final class Request {
        private final String subject;
        private final List<Extension> extensions = new ArrayList<>();
        private KeyPair keys;
        private KeyKind kind = KeyKind.P256;
        private Instant from = NOW.minus(Duration.ofDays(1));
        private Instant until = NOW.plus(Duration.ofDays(365));
        private String signature = "";

        private Request(String subject) {
            this.subject = subject;
        }

        public Request key(KeyKind chosen) {
            kind = chosen;
            return this;
        }

        public Request key(KeyKind chosen, KeyPair pair) {
            kind = chosen;
            keys = pair;
            return this;
        }

        public Request valid(Instant first, Instant last) {
            from = first;
            until = last;
            return this;
        }

        /** Instead of the best of the issuer. */
        public Request signedBy(String algorithm) {
            signature = algorithm;
            return this;
        }

        public Request dns(String... names) {
            return names(Arrays.stream(names)
                    .map(name -> new GeneralName(GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new));
        }

        public Request email(String address) {
            return names(new GeneralName(GeneralName.rfc822Name, address));
        }

        public Request ip(String address) {
            return names(new GeneralName(GeneralName.iPAddress, address));
        }

        public Request names(GeneralName... names) {
            return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }

        public Request keyUsage(int bits) {
            return extension(Extension.keyUsage, true, new KeyUsage(bits));
        }

        public Request purposes(String... identifiers) {
            return extension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(Arrays.stream(identifiers)
                            .map(each -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(each)))
                            .toArray(KeyPurposeId[]::new)));
        }

        /** An authority, with at most that many below it that are authorities; a negative number means any. */
        public Request authority(int pathLength) {
            return extension(
                    Extension.basicConstraints,
                    true,
                    pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(pathLength));
        }

        public Request permitting(String domain) {
            return extension(
                    Extension.nameConstraints,
                    true,
                    new NameConstraints(
                            new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))},
                            null));
        }

        public Request crlAt(String... urls) {
            DistributionPoint[] points = Arrays.stream(urls)
                    .map(url -> new DistributionPoint(
                            new DistributionPointName(
                                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url))),
                            null,
                            null))
                    .toArray(DistributionPoint[]::new);
            return extension(Extension.cRLDistributionPoints, false, new CRLDistPoint(points));
        }

        public Request ocspAt(String url) {
            return extension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(new AccessDescription(
                            AccessDescription.id_ad_ocsp,
                            new GeneralName(GeneralName.uniformResourceIdentifier, url))));
        }

        public Request extension(ASN1ObjectIdentifier identifier, boolean critical, ASN1Encodable value) {
            try {
                extensions.add(new Extension(
                        identifier, critical, value.toASN1Primitive().getEncoded("DER")));
                return this;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A certificate with its key and what stands above it, without the root. */
    public record Issued(X509Certificate certificate, KeyPair keys, List<X509Certificate> chain) {
        public byte[] encoded() {
            return der(certificate);
        }

        public OwnCertificate own() {
            return new OwnCertificate(chain, SigningKey.of(keys.getPrivate(), keys.getPublic()));
        }
    }

    /** One that has signed its own certificate. */
    public static CertificateAuthority root(String name) {
        return root(name, request -> request);
    }

    public static CertificateAuthority root(String name, UnaryOperator<Request> wishes) {
        Request request = wishes.apply(new Request(name));
        KeyPair keys = request.keys == null ? request.kind.generate() : request.keys;
        if (request.extensions.stream().noneMatch(each -> each.getExtnId().equals(Extension.basicConstraints))) {
            request.authority(-1);
        }
        X509Certificate certificate = sign(request, keys, new X500Name(name), keys, request.kind.signature());
        return new CertificateAuthority(List.of(certificate), keys, request.kind);
    }

    /** An authority below this one. */
    public CertificateAuthority intermediate(String name) {
        return intermediate(name, request -> request.authority(-1));
    }

    public CertificateAuthority intermediate(String name, UnaryOperator<Request> wishes) {
        Request request = wishes.apply(new Request(name));
        KeyPair keys = request.keys == null ? request.kind.generate() : request.keys;
        List<X509Certificate> longer = new ArrayList<>(List.of(signed(request, keys)));
        longer.addAll(chain);
        return new CertificateAuthority(longer, keys, request.kind);
    }

    /** A certificate for a peer. */
    public Issued issue(String name, UnaryOperator<Request> wishes) {
        Request request = wishes.apply(new Request(name));
        KeyPair of = request.keys == null ? request.kind.generate() : request.keys;
        X509Certificate certificate = signed(request, of);
        List<X509Certificate> all = new ArrayList<>(List.of(certificate));
        all.addAll(chain.subList(0, chain.size() - 1));
        return new Issued(certificate, of, all);
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    public KeyPair keys() {
        return keys;
    }

    public KeyKind kind() {
        return kind;
    }

    private X509Certificate signed(Request request, KeyPair of) {
        return sign(request, of, JcaNames.subject(certificate()), keys, kind.signature());
    }

    private static X509Certificate sign(
            Request request, KeyPair of, X500Name issuer, KeyPair issuerKeys, String signature) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(request.from),
                    Date.from(request.until),
                    new X500Name(request.subject),
                    of.getPublic());
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(of.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(issuerKeys.getPublic()));
            for (Extension extension : request.extensions) {
                builder.addExtension(extension);
            }
            String algorithm = request.signature.isEmpty() ? signature : request.signature;
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(algorithm, issuerKeys)));
        } catch (GeneralSecurityException | CertIOException e) {
            throw new AssertionError(e);
        }
    }

    private static ContentSigner signer(String algorithm, KeyPair keys) {
        try {
            return new JcaContentSignerBuilder(algorithm)
                    .setProvider(BOUNCY_CASTLE)
                    .build(keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** A CRL that is valid for a day around now. */
    public X509CRL crl(X509Certificate... revoked) {
        return crl(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofDays(1)), List.of(revoked));
    }

    public X509CRL crl(Instant from, Instant until, List<X509Certificate> revoked, Extension... extensions) {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(JcaNames.subject(certificate()), Date.from(from));
            builder.setNextUpdate(Date.from(until));
            for (X509Certificate each : revoked) {
                builder.addCRLEntry(each.getSerialNumber(), Date.from(from), CRLReason.keyCompromise);
            }
            for (Extension extension : extensions) {
                builder.addExtension(extension);
            }
            return new JcaX509CRLConverter().getCRL(builder.build(signer(kind.signature(), keys)));
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a responder says. */
    public enum Status {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    /** An OCSP response by this authority itself, valid for an hour around now. */
    public byte[] ocsp(X509Certificate certificate, Status status) {
        return ocsp(certificate, status, Answer.BY_AUTHORITY);
    }

    /**
     * How an OCSP response is made.
     *
     * @param responder who signs; null for the authority itself
     * @param nonce as the request had it; empty for none
     */
    public record Answer(Issued responder, Instant from, Instant until, byte[] nonce) {
        public static final Answer BY_AUTHORITY =
                new Answer(null, NOW.minus(Duration.ofMinutes(30)), NOW.plus(Duration.ofMinutes(30)), new byte[0]);

        public Answer by(Issued other) {
            return new Answer(other, from, until, nonce);
        }

        public Answer at(Instant first, Instant last) {
            return new Answer(responder, first, last, nonce);
        }

        public Answer repeating(byte[] octets) {
            return new Answer(responder, from, until, octets);
        }
    }

    public byte[] ocsp(X509Certificate certificate, Status status, Answer answer) {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            CertificateID id = new CertificateID(
                    digests.get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(certificate()),
                    certificate.getSerialNumber());
            KeyPair signing = answer.responder == null ? keys : answer.responder.keys();
            BasicOCSPRespBuilder builder =
                    new JcaBasicOCSPRespBuilder(signing.getPublic(), digests.get(CertificateID.HASH_SHA1));
            builder.addResponse(id, statusOf(status), Date.from(answer.from), Date.from(answer.until), null);
            if (answer.nonce.length > 0) {
                builder.setResponseExtensions(new Extensions(new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                        false,
                        new DEROctetString(answer.nonce).getEncoded())));
            }
            var included = answer.responder == null
                    ? null
                    : new JcaX509CertificateHolder[] {new JcaX509CertificateHolder(answer.responder.certificate())};
            String algorithm = answer.responder == null ? kind.signature() : KeyKind.P256.signature();
            var basic = builder.build(signer(algorithm, signing), included, Date.from(answer.from));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (GeneralSecurityException | OCSPException | OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CertificateStatus statusOf(Status status) {
        return switch (status) {
            case GOOD -> CertificateStatus.GOOD;
            case REVOKED -> new RevokedStatus(Date.from(NOW.minus(Duration.ofDays(1))), CRLReason.keyCompromise);
            case UNKNOWN -> new UnknownStatus();
        };
    }

    public static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] der(X509CRL crl) {
        try {
            return crl.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static final class JcaNames {
        static X500Name subject(X509Certificate certificate) {
            return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        }
    }
}
