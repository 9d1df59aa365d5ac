package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.PendingKeyExchange;
import org.jspecify.annotations.Nullable;

/** The initiator's half of any key exchange: its private key until that is used or not needed any more. */
final class PendingAgreement implements PendingKeyExchange {
    private final byte[] publicValue;
    private @Nullable EphemeralKey key;

    PendingAgreement(EphemeralKey key) {
        this.publicValue = key.publicValue();
        this.key = key;
    }

    @Override
    public byte[] publicValue() {
        return publicValue.clone();
    }

    /** A refused value leaves the exchange pending, because anybody may have sent it. */
    @Override
    public SecretBytes complete(byte[] responderPublicValue) throws InvalidPublicValueException {
        if (key == null) {
            throw new IllegalStateException("the key exchange is complete");
        }
        SecretBytes secret = key.agree(responderPublicValue);
        destroy();
        return secret;
    }

    @Override
    public void destroy() {
        if (key != null) {
            key.destroy();
            key = null;
        }
    }
}
