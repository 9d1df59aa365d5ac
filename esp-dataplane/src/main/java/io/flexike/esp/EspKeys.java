package io.flexike.esp;

import io.flexike.crypto.SecretBytes;

/**
 * The keying material of a pair of SAs (RFC 7296 2.17). It serves one pair only, because a second one would repeat the
 * sequence numbers, and with them the nonces of an AEAD, under the same keys. Who makes a pair of SAs of it takes it
 * over: these secrets are destroyed then.
 *
 * @param inboundEncryption opens what the peer sends, a salt included
 * @param inboundIntegrity empty for an AEAD
 * @param outboundEncryption seals what we send, a salt included
 * @param outboundIntegrity empty for an AEAD
 */
public record EspKeys(
        SecretBytes inboundEncryption,
        SecretBytes inboundIntegrity,
        SecretBytes outboundEncryption,
        SecretBytes outboundIntegrity) {
    /** Whether one of the keys was destroyed, be it because a pair of SAs was made of them. */
    public boolean isDestroyed() {
        return inboundEncryption.isDestroyed()
                || inboundIntegrity.isDestroyed()
                || outboundEncryption.isDestroyed()
                || outboundIntegrity.isDestroyed();
    }

    /** Wipes all keys. May be repeated. */
    public void destroy() {
        inboundEncryption.destroy();
        inboundIntegrity.destroy();
        outboundEncryption.destroy();
        outboundIntegrity.destroy();
    }
}
