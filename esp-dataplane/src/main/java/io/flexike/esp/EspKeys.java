package io.flexike.esp;

import io.flexike.crypto.SecretBytes;

/**
 * The keying material of a pair of SAs (RFC 7296 2.17).
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
        SecretBytes outboundIntegrity) {}
