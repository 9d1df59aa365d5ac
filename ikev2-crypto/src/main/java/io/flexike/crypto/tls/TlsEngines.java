package io.flexike.crypto.tls;

import java.security.SecureRandom;

/** Makes TLS connections. Thread-safe; what it makes is not. */
public interface TlsEngines {
    /** A client, with its ClientHello ready to be sent. It fails unless the server proves itself by certificate. */
    TlsEngine client(TlsSettings settings, SecureRandom random);

    /**
     * A server, waiting for a ClientHello.
     *
     * @param askPeer whether the client must prove itself by certificate, too; otherwise it is not asked
     * @throws IllegalArgumentException if the settings have nothing to prove the server with
     */
    TlsEngine server(TlsSettings settings, boolean askPeer, SecureRandom random);
}
