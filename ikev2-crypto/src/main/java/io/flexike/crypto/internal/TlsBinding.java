package io.flexike.crypto.internal;

import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsEngines;
import io.flexike.crypto.tls.TlsSettings;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** TLS of Bouncy Castle over its own primitives; only the key that signs is one of JCA. */
enum TlsBinding implements TlsEngines {
    INSTANCE;

    @Override
    public TlsEngine client(TlsSettings settings, SecureRandom random) {
        TlsClientEnd end = new TlsClientEnd(crypto(random), settings);
        TlsClientProtocol protocol = new TlsClientProtocol();
        try {
            protocol.connect(end);
        } catch (IOException impossible) {
            throw new AssertionError("a ClientHello could not be made", impossible);
        }
        return new TlsConnection(protocol, end.handshake);
    }

    @Override
    public TlsEngine server(TlsSettings settings, boolean askPeer, SecureRandom random) {
        if (settings.own().isEmpty()) {
            throw new IllegalArgumentException("A TLS server needs a certificate and a key");
        }
        TlsServerEnd end =
                new TlsServerEnd(crypto(random), settings, settings.own().orElseThrow(), askPeer);
        TlsServerProtocol protocol = new TlsServerProtocol();
        try {
            protocol.accept(end);
        } catch (IOException impossible) {
            throw new AssertionError("nothing was received that could be wrong", impossible);
        }
        return new TlsConnection(protocol, end.handshake);
    }

    private static BcTlsCrypto crypto(SecureRandom random) {
        return new BcTlsCrypto(random);
    }
}
