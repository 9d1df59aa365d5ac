package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The peer of a method over TLS: carries the records, leaves to a tunnel what happens inside. */
final class TlsPeer implements PeerMethod {
    private final EapTls settings;
    private final PeerTunnel tunnel;
    private final CryptoProvider crypto;
    private final SecureRandom random;
    private final TlsFragments fragments;

    private @Nullable TlsEngine tls;
    private Standing afterMessage = Standing.ONGOING;

    TlsPeer(EapTls settings, PeerTunnel tunnel, CryptoProvider crypto, SecureRandom random) {
        this.settings = settings;
        this.tunnel = tunnel;
        this.crypto = crypto;
        this.random = random;
        this.fragments = new TlsFragments(settings.fragmentOctets());
    }

    @Override
    public PeerStep receive(int identifier, byte[] data) {
        if (tls == null) {
            return TlsFragments.isStart(data) ? begin() : PeerStep.ignored();
        }
        if (fragments.isSending()) {
            return TlsFragments.isAcknowledgement(data) ? answer(fragments.next()) : PeerStep.ignored();
        }
        if (afterMessage == Standing.FINISHED) {
            return PeerStep.ignored();
        }
        return switch (fragments.accept(data)) {
            case PIECE -> PeerStep.answer(Standing.ONGOING, TlsFragments.acknowledgement());
            case COMPLETE -> message(tls, fragments.takeMessage());
            case MALFORMED -> PeerStep.ended("the authenticator fragments " + tunnel.method() + " against the rules");
        };
    }

    private PeerStep begin() {
        TlsEngine begun = crypto.tls().client(settings.settings(), random);
        tls = begun;
        return answer(fragments.send(begun.takeRecords()));
    }

    private PeerStep message(TlsEngine engine, byte[] records) {
        try {
            engine.receive(records);
            if (engine.isEstablished()) {
                afterMessage = tunnel.advance(engine);
            }
        } catch (TlsFailedException failed) {
            // RFC 5216 2.1.3, RFC 9190 2.1.4: send an alert, or acknowledge one, and wait for EAP-Failure.
            String reason = String.valueOf(failed.getMessage());
            return PeerStep.lastWord(fragments.send(engine.takeRecords()), reason);
        }
        return answer(fragments.send(engine.takeRecords()));
    }

    private PeerStep answer(byte[] data) {
        return PeerStep.answer(fragments.isSending() ? Standing.ONGOING : afterMessage, data);
    }

    @Override
    public Optional<SecretBytes> msk() {
        return tls == null || !tls.isEstablished() ? Optional.empty() : Optional.of(TlsKeys.msk(tunnel.method(), tls));
    }

    @Override
    public void destroy() {
        tunnel.destroy();
        if (tls != null) {
            tls.close();
        }
    }
}
