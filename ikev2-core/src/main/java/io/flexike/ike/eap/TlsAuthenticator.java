package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;
import java.security.SecureRandom;
import java.util.Optional;

/** The authenticator of a method over TLS: carries the records, leaves to a tunnel what happens inside. */
final class TlsAuthenticator implements AuthenticatorMethod {
    private final AuthenticatorTunnel tunnel;
    private final TlsEngine tls;
    private final TlsFragments fragments;

    /** Why the peer will be refused, once it has taken our alert; empty if it will not. */
    private String fault = "";

    TlsAuthenticator(EapTls settings, AuthenticatorTunnel tunnel, CryptoProvider crypto, SecureRandom random) {
        this.tunnel = tunnel;
        this.tls = crypto.tls().server(settings.settings(), tunnel.asksCertificate(), random);
        this.fragments = new TlsFragments(settings.fragmentOctets());
    }

    @Override
    public byte[] first(int identifier) {
        return TlsFragments.start();
    }

    @Override
    public AuthenticatorStep receive(byte[] data) {
        boolean acknowledgement = TlsFragments.isAcknowledgement(data);
        if (fragments.isSending()) {
            return acknowledgement ? AuthenticatorStep.ask(fragments.next()) : AuthenticatorStep.ignored();
        }
        if (!fault.isEmpty()) {
            return AuthenticatorStep.refused(fault);
        }
        if (acknowledgement) {
            return tls.isEstablished()
                    ? advance(true)
                    : AuthenticatorStep.refused("the peer does not go on with the TLS handshake");
        }
        return switch (fragments.accept(data)) {
            case PIECE -> AuthenticatorStep.ask(TlsFragments.acknowledgement());
            case COMPLETE -> message(fragments.takeMessage());
            case MALFORMED -> AuthenticatorStep.refused("the peer fragments " + tunnel.method() + " against the rules");
        };
    }

    private AuthenticatorStep message(byte[] records) {
        try {
            tls.receive(records);
        } catch (TlsFailedException failed) {
            return failed(failed);
        }
        return tls.isEstablished() ? advance(false) : AuthenticatorStep.ask(fragments.send(tls.takeRecords()));
    }

    private AuthenticatorStep advance(boolean acknowledged) {
        TunnelStep step;
        try {
            step = tunnel.advance(tls, acknowledged);
        } catch (TlsFailedException failed) {
            return failed(failed);
        }
        return switch (step.kind()) {
            case GO_ON -> AuthenticatorStep.ask(fragments.send(tls.takeRecords()));
            case DONE -> AuthenticatorStep.done(step.text(), Optional.of(TlsKeys.msk(tunnel.method(), tls)));
            case REFUSED -> AuthenticatorStep.refused(step.text());
        };
    }

    /** RFC 5216 2.1.3, RFC 9190 2.1.4: the alert goes out in a request, and failure only when that was answered. */
    private AuthenticatorStep failed(TlsFailedException failed) {
        String reason = String.valueOf(failed.getMessage());
        byte[] alert = tls.takeRecords();
        if (alert.length == 0) {
            return AuthenticatorStep.refused(reason);
        }
        fault = reason;
        return AuthenticatorStep.ask(fragments.send(alert));
    }

    @Override
    public void destroy() {
        tunnel.destroy();
        tls.close();
    }
}
