package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.keys.KeyDerivation;
import io.flexike.ike.session.Ppk;
import java.util.Optional;

/** The keys that follow from an IKE_INTERMEDIATE exchange: those of its key exchange first, then those of a PPK. */
final class IntermediateKeys {
    private final IkeSa sa;
    private final Handshake handshake;
    private final Prf prf;

    IntermediateKeys(IkeSa sa, Handshake handshake) {
        this.sa = sa;
        this.handshake = handshake;
        this.prf = sa.crypto().prf(sa.requiredSuite().prf());
    }

    /** Empty if nothing changes. */
    Optional<IkeKeys> after(Optional<SecretBytes> sharedSecret, Optional<Ppk> ppk) {
        Optional<IkeKeys> exchanged = sharedSecret.map(this::exchanged);
        if (ppk.isEmpty()) {
            return exchanged;
        }
        IkeKeys last = exchanged.orElse(sa.requiredKeys());
        IkeKeys mixed = expand(KeyDerivation.ppkSkeyseed(prf, ppk.get().key(), last.skD()));
        exchanged.ifPresent(IkeKeys::destroy);
        return Optional.of(mixed);
    }

    private IkeKeys exchanged(SecretBytes sharedSecret) {
        IkeKeys keys = expand(KeyDerivation.additionalSkeyseed(
                prf, sa.requiredKeys().skD(), sharedSecret, handshake.nonceI(), handshake.nonceR()));
        sharedSecret.destroy();
        return keys;
    }

    private IkeKeys expand(SecretBytes skeyseed) {
        IkeKeys keys = KeyDerivation.ikeKeys(
                prf,
                sa.requiredSuite(),
                skeyseed,
                handshake.nonceI(),
                handshake.nonceR(),
                sa.initiatorSpi(),
                sa.responderSpi());
        skeyseed.destroy();
        return keys;
    }
}
