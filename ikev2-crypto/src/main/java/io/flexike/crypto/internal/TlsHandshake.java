package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsChainCheck;
import io.flexike.crypto.tls.TlsSettings;
import io.flexike.crypto.tls.TlsVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsHash;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.jspecify.annotations.Nullable;

/** What both ends remember of a handshake: who the other is, and what keys are exported from. */
final class TlsHandshake {
    private final TlsChainCheck peerCheck;
    private List<X509Certificate> peerChain = List.of();
    private String fault = "";
    private @Nullable Exports exports;

    TlsHandshake(TlsChainCheck peerCheck) {
        this.peerCheck = peerCheck;
    }

    static ProtocolVersion[] versions(TlsSettings settings) {
        Set<TlsVersion> wanted = settings.versions();
        List<ProtocolVersion> versions = new ArrayList<>();
        if (wanted.contains(TlsVersion.TLS_1_3)) {
            versions.add(ProtocolVersion.TLSv13);
        }
        if (wanted.contains(TlsVersion.TLS_1_2)) {
            versions.add(ProtocolVersion.TLSv12);
        }
        return versions.toArray(ProtocolVersion[]::new);
    }

    /** Lets the caller decide on the chain of the other end. */
    void check(Certificate sent) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (TlsCertificate certificate : sent.getCertificateList()) {
                chain.add((X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
            }
        } catch (CertificateException malformed) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, malformed);
        }
        if (chain.isEmpty()) {
            fault = "the other end has no certificate";
            throw new TlsFatalAlert(AlertDescription.certificate_required);
        }
        peerChain = List.copyOf(chain);
        fault = peerCheck.fault(peerChain).orElse("");
        if (!fault.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.certificate_unknown);
        }
    }

    /** Keeps what exports need, which Bouncy Castle forgets in time. */
    void finished(TlsContext context) {
        SecurityParameters agreed = context.getSecurityParametersConnection();
        boolean latest = TlsUtils.isTLSv13(agreed.getNegotiatedVersion());
        TlsSecret secret = latest ? agreed.getExporterMasterSecret() : agreed.getMasterSecret();
        exports = new Exports(
                context,
                latest ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2,
                context.getCrypto().adoptSecret(secret),
                agreed.getClientRandom(),
                agreed.getServerRandom());
    }

    boolean isFinished() {
        return exports != null;
    }

    TlsVersion version() {
        return exports().version;
    }

    List<X509Certificate> peerChain() {
        return peerChain;
    }

    /** What the caller found wrong with the chain, or that there was none; empty if nothing. */
    String fault() {
        return fault;
    }

    SecretBytes export(String label, byte @Nullable [] context, int octets) {
        return exports().export(label, context, octets);
    }

    void destroy() {
        if (exports != null) {
            exports.secret.destroy();
        }
    }

    private Exports exports() {
        if (exports == null) {
            throw new IllegalStateException("The handshake has not been finished");
        }
        return exports;
    }

    private static final class Exports {
        private final TlsContext context;
        private final TlsVersion version;
        private final TlsSecret secret;
        private final byte[] clientRandom;
        private final byte[] serverRandom;

        Exports(TlsContext context, TlsVersion version, TlsSecret secret, byte[] clientRandom, byte[] serverRandom) {
            this.context = context;
            this.version = version;
            this.secret = secret;
            this.clientRandom = clientRandom.clone();
            this.serverRandom = serverRandom.clone();
        }

        SecretBytes export(String label, byte @Nullable [] bound, int octets) {
            if (!secret.isAlive()) {
                throw new IllegalStateException("The connection was closed");
            }
            try {
                return Secrets.take(
                        version == TlsVersion.TLS_1_3
                                ? export13(label, bound, octets)
                                : export12(label, bound, octets));
            } catch (IOException impossible) {
                throw new AssertionError("a derivation without input or output", impossible);
            }
        }

        // RFC 5705 4. Bouncy Castle exports from TLS 1.2 only with an extended master secret (RFC 7627), which keeps
        // two sessions from sharing one. It is offered and taken; without it, sessions cannot be made to share either,
        // as neither sessions are resumed nor key exchanges allowed that one end alone determines.
        private byte[] export12(String label, byte @Nullable [] bound, int octets) {
            int randoms = clientRandom.length + serverRandom.length;
            ByteBuffer seed = ByteBuffer.allocate(randoms + (bound == null ? 0 : 2 + bound.length));
            seed.put(clientRandom).put(serverRandom);
            if (bound != null) {
                seed.putShort((short) bound.length).put(bound);
            }
            int prf = context.getSecurityParametersConnection().getPRFAlgorithm();
            return secret.deriveUsingPRF(prf, label, seed.array(), octets).extract();
        }

        // RFC 8446 7.5: Derive-Secret of the label and nothing, then Expand-Label over the hash of the context.
        private byte[] export13(String label, byte @Nullable [] bound, int octets) throws IOException {
            int hash = context.getSecurityParametersConnection().getPRFCryptoHashAlgorithm();
            TlsHash digest = context.getCrypto().createHash(hash);
            byte[] ofNothing = digest.calculateHash();
            TlsSecret derived = TlsCryptoUtils.hkdfExpandLabel(secret, hash, label, ofNothing, ofNothing.length);
            if (bound != null) {
                digest.update(bound, 0, bound.length);
            }
            return TlsCryptoUtils.hkdfExpandLabel(derived, hash, "exporter", digest.calculateHash(), octets)
                    .extract();
        }
    }
}
