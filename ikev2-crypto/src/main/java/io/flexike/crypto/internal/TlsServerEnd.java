package io.flexike.crypto.internal;

import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.crypto.tls.TlsSettings;
import java.io.IOException;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** Our choices as a server. */
final class TlsServerEnd extends DefaultTlsServer {
    final TlsHandshake handshake;
    private final BcTlsCrypto lightweight;
    private final TlsSettings settings;
    private final TlsIdentity own;
    private final boolean askPeer;

    TlsServerEnd(BcTlsCrypto crypto, TlsSettings settings, TlsIdentity own, boolean askPeer) {
        super(crypto);
        this.lightweight = crypto;
        this.settings = settings;
        this.own = own;
        this.askPeer = askPeer;
        this.handshake = new TlsHandshake(settings.peerCheck());
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return TlsHandshake.versions(settings);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), TlsSuites.ofServer(TlsSigning.isRsa(own)));
    }

    /**
     * RFC 5746 4.1, 4.3: a choice. Renegotiation, which the extension makes safe, is never done here, and some that
     * speak TLS in EAP alone do not know it.
     */
    @Override
    public void notifySecureRenegotiation(boolean known) {}

    @Override
    public TlsCredentials getCredentials() throws IOException {
        Vector<?> accepted = context.getSecurityParametersHandshake().getClientSigAlgs();
        return TlsSigning.credentials(context, lightweight, own, accepted == null ? List.of() : accepted, new byte[0]);
    }

    @Override
    public @Nullable CertificateRequest getCertificateRequest() throws IOException {
        if (!askPeer) {
            return null;
        }
        Vector<?> algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
        if (TlsUtils.isTLSv13(context)) {
            return new CertificateRequest(new byte[0], algorithms, null, null);
        }
        short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
        return new CertificateRequest(types, algorithms, null);
    }

    @Override
    public void notifyClientCertificate(Certificate sent) throws IOException {
        handshake.check(sent);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        handshake.finished(context);
    }
}
