package io.flexike.ike.eap;

import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;
import io.flexike.crypto.tls.TlsVersion;

/** EAP-TLS at the peer: the handshake is all, and in TLS 1.3 the authenticator says when it is content. */
final class EapTlsPeerTunnel implements PeerTunnel {
    @Override
    public EapMethodType method() {
        return EapMethodType.TLS;
    }

    @Override
    public Standing advance(TlsEngine tls) throws TlsFailedException {
        byte[] said = tls.takeApplicationData();
        if (tls.version() == TlsVersion.TLS_1_2) {
            // RFC 5216 2.1.1: the Finished of the server comes last, after it has accepted our certificate.
            return Standing.FINISHED;
        }
        // RFC 9190 2.5: our Finished comes last, and the server answers it with an octet of zero, in one message with
        // any tickets or after them.
        if (said.length == 0) {
            return Standing.ONGOING;
        }
        if (said.length != 1 || said[0] != 0) {
            throw new TlsFailedException("the authenticator sent data instead of its protected success indication");
        }
        return Standing.FINISHED;
    }
}
