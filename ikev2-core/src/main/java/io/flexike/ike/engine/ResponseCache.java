package io.flexike.ike.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The peer's requests: which one is due, and our last response for the case that it got lost (RFC 7296 2.1). */
final class ResponseCache {
    private int expectedMessageId;
    private byte @Nullable [] requestDigest;
    private byte @Nullable [] response;

    int expectedMessageId() {
        return expectedMessageId;
    }

    /** Whether this is octet for octet the request that we took last. */
    boolean isRetransmission(int messageId, byte[] request) {
        return messageId == expectedMessageId - 1
                && requestDigest != null
                && MessageDigest.isEqual(requestDigest, digest(request));
    }

    /** A request was taken; its response follows, perhaps later. */
    void taken(byte[] digest) {
        expectedMessageId++;
        requestDigest = digest;
        response = null;
    }

    void answered(byte[] octets) {
        response = octets;
    }

    /** The response to the request taken last, empty while it is being made. */
    Optional<byte[]> response() {
        return Optional.ofNullable(response);
    }

    static byte[] digest(byte[] request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(request);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
