package io.flexike.crypto.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;

/** Signs a handshake with a key of JCA, which may live in a token. */
final class JcaTlsSigner implements TlsSigner {
    private static final Map<Integer, String> PLAIN = Map.of(
            SignatureScheme.rsa_pkcs1_sha256, "SHA256withRSA",
            SignatureScheme.rsa_pkcs1_sha384, "SHA384withRSA",
            SignatureScheme.rsa_pkcs1_sha512, "SHA512withRSA",
            SignatureScheme.ecdsa_secp256r1_sha256, "SHA256withECDSA",
            SignatureScheme.ecdsa_secp384r1_sha384, "SHA384withECDSA",
            SignatureScheme.ecdsa_secp521r1_sha512, "SHA512withECDSA",
            SignatureScheme.ed25519, "Ed25519");
    private static final Map<Integer, PSSParameterSpec> PSS = Map.of(
            SignatureScheme.rsa_pss_rsae_sha256, pss("SHA-256", MGF1ParameterSpec.SHA256, 32),
            SignatureScheme.rsa_pss_rsae_sha384, pss("SHA-384", MGF1ParameterSpec.SHA384, 48),
            SignatureScheme.rsa_pss_rsae_sha512, pss("SHA-512", MGF1ParameterSpec.SHA512, 64));

    private final PrivateKey key;
    private final SecureRandom random;

    JcaTlsSigner(PrivateKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    // RFC 8446 4.2.3: the salt is as long as the digest.
    private static PSSParameterSpec pss(String digest, MGF1ParameterSpec mask, int saltOctets) {
        return new PSSParameterSpec(digest, "MGF1", mask, saltOctets, 1);
    }

    @Override
    public byte[] generateRawSignature(SignatureAndHashAlgorithm algorithm, byte[] hash) throws IOException {
        throw new TlsFatalAlert(AlertDescription.internal_error, "only streams are signed");
    }

    @Override
    public TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) throws IOException {
        try {
            Signature signature = signature(SignatureScheme.from(algorithm));
            signature.initSign(key, random);
            return new Stream(signature);
        } catch (GeneralSecurityException fault) {
            throw new TlsFatalAlert(AlertDescription.internal_error, fault);
        }
    }

    private static Signature signature(int scheme) throws GeneralSecurityException {
        PSSParameterSpec parameters = PSS.get(scheme);
        if (parameters == null) {
            return Signature.getInstance(PLAIN.getOrDefault(scheme, "unknown"));
        }
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(parameters);
        return signature;
    }

    private static final class Stream extends OutputStream implements TlsStreamSigner {
        private final Signature signature;

        Stream(Signature signature) {
            this.signature = signature;
        }

        @Override
        public OutputStream getOutputStream() {
            return this;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int count) throws IOException {
            try {
                signature.update(octets, from, count);
            } catch (SignatureException fault) {
                throw new TlsFatalAlert(AlertDescription.internal_error, fault);
            }
        }

        @Override
        public byte[] getSignature() throws IOException {
            try {
                return signature.sign();
            } catch (SignatureException fault) {
                throw new TlsFatalAlert(AlertDescription.internal_error, fault);
            }
        }
    }
}
