package io.flexike.ike.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The peer's requests: which ones are due, and our last responses for the case that they got lost (RFC 7296 2.1, 2.3).
 */
final class ResponseCache {
    /** The end of a protected message is its integrity check value. */
    private static final int FINGERPRINT_OCTETS = 8;

    private final int windowSize;
    private List<Entry> entries = List.of();
    private int lowestExpected;
    private @Nullable Integer lastSynchronization;

    /** @param windowSize how many requests the peer may have on their way */
    ResponseCache(int windowSize) {
        this.windowSize = windowSize;
    }

    /** A request that was taken. */
    private static final class Entry {
        private final int messageId;
        private final long fingerprint;
        private List<byte[]> response = List.of();

        Entry(int messageId, long fingerprint) {
            this.messageId = messageId;
            this.fingerprint = fingerprint;
        }
    }

    /** The lowest message ID that has not come yet. */
    int expectedMessageId() {
        return lowestExpected;
    }

    /** Whether a request of that message ID may be taken: within the window, and not here already. */
    boolean isExpected(int messageId) {
        int distance = messageId - lowestExpected;
        return distance >= 0 && distance < windowSize && find(messageId) == null;
    }

    /** Our response to this very datagram, empty if it is another one, or if its response is still being made. */
    Optional<List<byte[]>> responseTo(int messageId, byte[] datagram) {
        Entry entry = find(messageId);
        return entry == null || entry.fingerprint != fingerprint(datagram) || entry.response.isEmpty()
                ? Optional.empty()
                : Optional.of(entry.response);
    }

    /** Our response to a request that has come once more, though not octet for octet; empty as above. */
    Optional<List<byte[]>> responseTo(int messageId) {
        Entry entry = find(messageId);
        return entry == null || entry.response.isEmpty() ? Optional.empty() : Optional.of(entry.response);
    }

    /** Whether a request was taken already, answered or not. */
    boolean isTaken(int messageId) {
        return find(messageId) != null;
    }

    /**
     * A request was taken; its response follows, perhaps later.
     *
     * @param fingerprint of the first datagram that will be repeated when the response gets lost
     */
    void taken(int messageId, long fingerprint) {
        List<Entry> all = new ArrayList<>(entries);
        all.add(new Entry(messageId, fingerprint));
        while (contains(all, lowestExpected)) {
            lowestExpected++;
        }
        // RFC 7296 2.3: who sends a request has the response to the one that is a window older.
        all.removeIf(entry -> lowestExpected - entry.messageId > windowSize);
        entries = List.copyOf(all);
    }

    void answered(int messageId, List<byte[]> datagrams) {
        Entry entry = find(messageId);
        if (entry != null) {
            entry.response = datagrams;
        }
    }

    /** The message ID after the highest one that has come. */
    int afterHighest() {
        int after = lowestExpected;
        for (Entry entry : entries) {
            if (Integer.compareUnsigned(entry.messageId, after) >= 0) {
                after = entry.messageId + 1;
            }
        }
        return after;
    }

    /** RFC 6311 5.1: whether a message ID is higher than all that came, synchronizations included. */
    boolean isBeyondAll(int messageId) {
        return Integer.compareUnsigned(messageId, afterHighest()) >= 0
                && (lastSynchronization == null || Integer.compareUnsigned(messageId, lastSynchronization) > 0);
    }

    /** RFC 6311 9: goes on with that message ID and neither waits for older requests nor answers them again. */
    void synchronize(int next) {
        lowestExpected = next;
        entries = List.of();
    }

    /** The same because the peer has asked for it with that message ID. */
    void synchronizedBy(int messageId, int next) {
        lastSynchronization = messageId;
        synchronize(next);
    }

    /** Whether there is a response that the peer may ask for once more. */
    boolean hasResponse() {
        return entries.stream().anyMatch(entry -> !entry.response.isEmpty());
    }

    private @Nullable Entry find(int messageId) {
        for (Entry entry : entries) {
            if (entry.messageId == messageId) {
                return entry;
            }
        }
        return null;
    }

    private static boolean contains(List<Entry> entries, int messageId) {
        for (Entry entry : entries) {
            if (entry.messageId == messageId) {
                return true;
            }
        }
        return false;
    }

    /** What tells a datagram from others of the same message ID. */
    static long fingerprint(byte[] datagram) {
        return datagram.length < FINGERPRINT_OCTETS
                ? 0
                : ByteBuffer.wrap(datagram).getLong(datagram.length - FINGERPRINT_OCTETS);
    }
}
