package io.flexike.ike.engine;

import io.flexike.ike.message.MessageFragment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The verified fragments of one message, as far as they have come (RFC 7383 2.6). */
final class FragmentSet {
    /** Our estimate: what a fragment costs besides its content, and a place for one that is not there. */
    private static final int OCTETS_OF_FRAGMENT = 64;

    private static final int OCTETS_OF_PLACE = 8;

    private final FragmentPool pool;
    private final Instant expiresAt;
    private @Nullable MessageFragment[] fragments = new MessageFragment[0];
    private int count;
    private int octets;
    private int longestMessage;
    private long fingerprint;
    private byte[] head = new byte[0];

    /** @param pool in which its cost is counted */
    FragmentSet(FragmentPool pool, Instant expiresAt) {
        this.pool = pool;
        this.expiresAt = expiresAt;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    /** Into how many its sender has cut the message, 0 as long as there is none here. */
    int total() {
        return fragments.length;
    }

    int count() {
        return count;
    }

    /** Of the content. */
    int octets() {
        return octets;
    }

    /** Octets of memory, about. */
    int cost() {
        return octets + head.length + count * OCTETS_OF_FRAGMENT + fragments.length * OCTETS_OF_PLACE;
    }

    /** Octets of the longest message that has carried one of the fragments. */
    int longestMessage() {
        return longestMessage;
    }

    /** That of the message with the first fragment. */
    long fingerprint() {
        return fingerprint;
    }

    /** What is in front of the content of the first fragment. */
    byte[] head() {
        return head;
    }

    boolean has(int number, int total) {
        return total == fragments.length && fragments[number - 1] != null;
    }

    /**
     * Adds one that is not there; the first one decides about the total.
     *
     * @param headOfDatagram counts if it is fragment 1
     */
    void add(MessageFragment fragment, byte[] datagram, byte[] headOfDatagram) {
        int before = cost();
        if (fragments.length == 0) {
            fragments = new MessageFragment[fragment.total()];
        }
        fragments[fragment.number() - 1] = fragment;
        count++;
        octets += fragment.octets();
        longestMessage = Math.max(longestMessage, datagram.length);
        if (fragment.number() == 1) {
            fingerprint = ResponseCache.fingerprint(datagram);
            head = headOfDatagram;
        }
        pool.grown(this, cost() - before);
    }

    boolean isComplete() {
        return count > 0 && count == fragments.length;
    }

    /** All of them in order, once it is complete. */
    List<MessageFragment> parts() {
        return Arrays.stream(fragments).map(Objects::requireNonNull).toList();
    }

    /** It is complete, or nobody waits for it any more: it does not count in the pool from now on. */
    void leavePool() {
        pool.left(this);
    }

    /** Has left the pool, and loses all it has; what comes now is the beginning. */
    void lose() {
        fragments = new MessageFragment[0];
        count = 0;
        octets = 0;
        longestMessage = 0;
        fingerprint = 0;
        head = new byte[0];
    }
}
