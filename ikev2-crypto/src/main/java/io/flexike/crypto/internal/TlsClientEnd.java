package io.flexike.crypto.internal;

import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.crypto.tls.TlsSettings;
import java.io.IOException;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** Our choices as a client. */
final class TlsClientEnd extends DefaultTlsClient {
    final TlsHandshake handshake;
    private final BcTlsCrypto lightweight;
    private final TlsSettings settings;

    TlsClientEnd(BcTlsCrypto crypto, TlsSettings settings) {
        super(crypto);
        this.lightweight = crypto;
        this.settings = settings;
        this.handshake = new TlsHandshake(settings.peerCheck());
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return TlsHandshake.versions(settings);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), TlsSuites.ofClient());
    }

    /** Nobody between the ends mistakes this for a TCP connection. */
    @Override
    public boolean shouldUseCompatibilityMode() {
        return false;
    }

    /**
     * RFC 5746 4.1, 4.3: a choice. Renegotiation, which the extension makes safe, is never done here, and some that
     * speak TLS in EAP alone do not know it.
     */
    @Override
    public void notifySecureRenegotiation(boolean known) {}

    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate sent) throws IOException {
                handshake.check(sent.getCertificate());
            }

            @Override
            public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                TlsIdentity own = settings.own().orElse(null);
                byte[] requestContext =
                        TlsUtils.isTLSv13(context) ? request.getCertificateRequestContext() : new byte[0];
                return own == null
                        ? null
                        : TlsSigning.credentials(
                                context, lightweight, own, request.getSupportedSignatureAlgorithms(), requestContext);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        handshake.finished(context);
    }
}
