package io.flexike.ike.eap;

import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;

/** What the authenticator does with an established TLS connection. */
interface AuthenticatorTunnel {
    EapMethodType method();

    /** Whether the peer has to prove itself by certificate. */
    boolean asksCertificate();

    /**
     * Called after each message of the peer, from the one on that established the connection, and when it acknowledges
     * the last of ours. It may send application data.
     *
     * @param acknowledged whether the peer had nothing to say
     * @throws TlsFailedException if the connection has failed
     */
    TunnelStep advance(TlsEngine tls, boolean acknowledged) throws TlsFailedException;

    /** Wipes what it can. */
    default void destroy() {}
}
