package io.flexike.crypto.internal;

import io.flexike.crypto.tls.TlsIdentity;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** Makes an identity one that Bouncy Castle signs with. */
final class TlsSigning {
    private static final List<Integer> RSA_SCHEMES = List.of(
            SignatureScheme.rsa_pss_rsae_sha256,
            SignatureScheme.rsa_pss_rsae_sha384,
            SignatureScheme.rsa_pss_rsae_sha512);
    private static final List<Integer> RSA_SCHEMES_OF_TLS_1_2 = List.of(
            SignatureScheme.rsa_pss_rsae_sha256,
            SignatureScheme.rsa_pss_rsae_sha384,
            SignatureScheme.rsa_pss_rsae_sha512,
            SignatureScheme.rsa_pkcs1_sha256,
            SignatureScheme.rsa_pkcs1_sha384,
            SignatureScheme.rsa_pkcs1_sha512);
    private static final List<Integer> ECDSA_SCHEMES = List.of(
            SignatureScheme.ecdsa_secp256r1_sha256,
            SignatureScheme.ecdsa_secp384r1_sha384,
            SignatureScheme.ecdsa_secp521r1_sha512);

    private TlsSigning() {}

    static boolean isRsa(TlsIdentity identity) {
        return identity.chain().get(0).getPublicKey() instanceof RSAPublicKey;
    }

    /**
     * Credentials in a scheme that the other end takes.
     *
     * @param accepted what it takes, best first
     * @param requestContext of the request for a certificate; empty otherwise
     */
    static TlsCredentials credentials(
            TlsContext context, BcTlsCrypto crypto, TlsIdentity identity, List<?> accepted, byte[] requestContext)
            throws IOException {
        boolean latest = TlsUtils.isTLSv13(context);
        PublicKey key = identity.chain().get(0).getPublicKey();
        for (int scheme : schemes(key, latest)) {
            SignatureAndHashAlgorithm algorithm = SignatureScheme.getSignatureAndHashAlgorithm(scheme);
            if (accepted.contains(algorithm)) {
                return new DefaultTlsCredentialedSigner(
                        new TlsCryptoParameters(context),
                        new JcaTlsSigner(identity.key(), crypto.getSecureRandom()),
                        certificate(crypto, identity, latest, requestContext),
                        algorithm);
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    private static List<Integer> schemes(PublicKey key, boolean latest) {
        if (key instanceof RSAPublicKey) {
            return latest ? RSA_SCHEMES : RSA_SCHEMES_OF_TLS_1_2;
        }
        if (key instanceof ECPublicKey ec) {
            // RFC 8446 4.2.3: the scheme names the curve; in TLS 1.2 the hash of the curve's strength does no harm.
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            return List.of(ECDSA_SCHEMES.get(bits <= 256 ? 0 : bits <= 384 ? 1 : 2));
        }
        return List.of(SignatureScheme.ed25519);
    }

    private static Certificate certificate(
            BcTlsCrypto crypto, TlsIdentity identity, boolean latest, byte[] requestContext) throws IOException {
        List<X509Certificate> chain = identity.chain();
        TlsCertificate[] certificates = new TlsCertificate[chain.size()];
        CertificateEntry[] entries = new CertificateEntry[chain.size()];
        try {
            for (int i = 0; i < certificates.length; i++) {
                certificates[i] = new BcTlsCertificate(crypto, chain.get(i).getEncoded());
                entries[i] = new CertificateEntry(certificates[i], null);
            }
        } catch (CertificateEncodingException malformed) {
            throw new TlsFatalAlert(AlertDescription.internal_error, malformed);
        }
        return latest ? new Certificate(requestContext, entries) : new Certificate(certificates);
    }
}
