package io.flexike.ike.eap;

import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;

/** What the peer does with an established TLS connection: prove itself inside, or wait for the other end's word. */
interface PeerTunnel {
    EapMethodType method();

    /**
     * Called after each message of the authenticator, from the one on that established the connection. It may send
     * application data.
     *
     * @throws TlsFailedException if the connection or what runs inside has failed
     */
    Standing advance(TlsEngine tls) throws TlsFailedException;

    /** Wipes what it can. */
    default void destroy() {}
}
