package io.flexike.ike.eap;

import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;
import io.flexike.crypto.tls.TlsVersion;
import java.security.cert.X509Certificate;
import java.util.function.Function;

/** EAP-TLS at the authenticator: the peer proves itself by certificate. */
final class EapTlsAuthenticatorTunnel implements AuthenticatorTunnel {
    private final Function<X509Certificate, String> names;
    private boolean committed;

    EapTlsAuthenticatorTunnel(Function<X509Certificate, String> names) {
        this.names = names;
    }

    @Override
    public EapMethodType method() {
        return EapMethodType.TLS;
    }

    @Override
    public boolean asksCertificate() {
        return true;
    }

    @Override
    public TunnelStep advance(TlsEngine tls, boolean acknowledged) throws TlsFailedException {
        if (committed) {
            return acknowledged
                    ? TunnelStep.done(names.apply(tls.peerChain().get(0)))
                    : TunnelStep.refused("the peer goes on after the end of the TLS handshake");
        }
        committed = true;
        if (tls.version() == TlsVersion.TLS_1_3) {
            // RFC 9190 2.5: the protected success indication; in TLS 1.2 our Finished is one.
            tls.send(new byte[1]);
        }
        return TunnelStep.goOn();
    }
}
