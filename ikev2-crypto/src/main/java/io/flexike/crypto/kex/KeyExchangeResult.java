package io.flexike.crypto.kex;

import io.flexike.crypto.SecretBytes;

/** What a responder got: the public value to send and the secret that both sides share. */
public final class KeyExchangeResult {
    private final byte[] publicValue;
    private final SecretBytes sharedSecret;

    public KeyExchangeResult(byte[] publicValue, SecretBytes sharedSecret) {
        this.publicValue = publicValue.clone();
        this.sharedSecret = sharedSecret;
    }

    public byte[] publicValue() {
        return publicValue.clone();
    }

    public SecretBytes sharedSecret() {
        return sharedSecret;
    }
}
